"""Why a solution stands where it does, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.casework.problems.rules import Ranked, Tried


def reasons_of(rank: Ranked) -> list[str]:
    return list(_reasons(rank))


def _reasons(rank: Ranked) -> Iterator[str]:
    each = rank.candidate
    if each.tried == Tried.FAILED:
        yield _("tried here: it did not work")
    if each.tried == Tried.WORKED:
        yield _("tried here: it worked")
    if rank.suits_urgency and rank.suits_impact:
        yield _("suits urgency and impact")
    if rank.suits_urgency is False:
        yield _("not for this urgency")
    if rank.suits_impact is False:
        yield _("not for this impact")
    if each.tried_count:
        yield _("worked %(worked)s of %(tried)s times") % {"worked": each.worked_count, "tried": each.tried_count}
    else:
        yield _("never tried")
    yield ngettext("%(num)s minute", "%(num)s minutes", each.minutes) % {"num": each.minutes}
