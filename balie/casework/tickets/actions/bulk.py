"""One verb on many tickets: each by its own rights and version, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Invalid, Outdated, Refusal

MOST = 200
CHANGED_MEANWHILE = _("It was changed after you opened the list: look at it first.")


@dataclass(frozen=True)
class Outcome:
    """`refused` is the sentence why not; empty when it was done."""

    number: int
    refused: str = ""


def each_of(versions: Mapping[int, int | None], verb: Callable[[int, int | None], object]) -> list[Outcome]:
    """Do `verb(number, version)` to each ticket, by number, so that two colleagues' selections never wait for each other.

    What is wrong with the request itself is wrong for every ticket: `Invalid` is raised and nothing is done.
    """
    if not versions:
        raise Invalid(field="selected", reason=_("Select the tickets first, with x."))
    if len(versions) > MOST:
        raise Invalid(field="selected", reason=_("Select at most {most} tickets at once.").format(most=MOST))
    with transaction.atomic():
        return [_tried(number, versions[number], verb) for number in sorted(versions)]


def _tried(number: int, version: int | None, verb: Callable[[int, int | None], object]) -> Outcome:
    try:
        verb(number, version)
    except Invalid:
        raise
    except Outdated:
        return Outcome(number, str(CHANGED_MEANWHILE))
    except Refusal as refusal:
        return Outcome(number, str(refusal))
    return Outcome(number)
