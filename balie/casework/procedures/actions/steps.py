"""The steps of a draft: their words, what they ask, and their order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Role, Team, User
from balie.casework.procedures.actions.writing import held_draft, save_change
from balie.casework.procedures.models import Step, Version
from balie.casework.procedures.rules import STEP_TEXT
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.models import Text, Translation
from balie.foundation.text.normalise import one_line
from balie.records.taxonomy.rules import moved

MOST_STEPS = 40
LONGEST_TITLE = 120
type Said = Mapping[str, tuple[str, str]]


class StepFields(TypedDict, total=False):
    """What a step asks; `margin_seconds` None has no margin."""

    doer: str
    team: Team | None
    role: Role | None
    margin_seconds: int | None
    margin_since: str
    proof: str
    is_mandatory: bool
    may_skip: bool


@transaction.atomic
def save_step(
    key: str,
    pk: int | None,
    *,
    words: Said,
    fields: StepFields,
    still_right: bool = False,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Step:
    """Add a step at the end of the draft, or change one. `words`: language → (title, what to do).

    Where one language changes, the others are marked outdated, unless `still_right` says that they say the same still. Raises `Invalid`.
    """
    procedure, draft = held_draft(key, version=version, by=by)
    given = {code: (one_line(title)[:LONGEST_TITLE], body.strip()) for code, (title, body) in words.items()}
    said = {code: pair for code, pair in given.items() if any(pair)}
    _ensure_words(said)
    step = _step_of(draft, pk) if pk else _new(draft)
    for name, value in fields.items():
        setattr(step, name, value)
    _settle_doer(step)
    _write(step, said, still_right=still_right, by=by, at=at)
    step.save()
    save_change(procedure, "step_saved", by=by, at=at, step=step.pk)
    return step


@transaction.atomic
def move_step(key: str, pk: int, by_places: int, *, version: int | None = None, by: User | None, at: datetime) -> None:
    """One place earlier (below 0) or later; at an end nothing changes."""
    procedure, draft = held_draft(key, version=version, by=by)
    order = list(Step.objects.filter(version=draft).order_by("position").values_list("pk", flat=True))
    if pk not in order:
        raise NotFound()
    if (now := moved(order, pk, by_places)) != order:
        _number(now)
        save_change(procedure, "step_moved", by=by, at=at, step=pk)


@transaction.atomic
def remove_step(key: str, pk: int, *, version: int | None = None, by: User | None, at: datetime) -> None:
    """Take a step out of the draft; versions that were published keep it."""
    procedure, draft = held_draft(key, version=version, by=by)
    _step_of(draft, pk).delete()
    _number(list(Step.objects.filter(version=draft).order_by("position").values_list("pk", flat=True)))
    save_change(procedure, "step_removed", by=by, at=at, step=pk)


def _number(order: list[int]) -> None:
    Step.objects.bulk_update([Step(pk=pk, position=at) for at, pk in enumerate(order, 1)], ["position"])


def _step_of(draft: Version, pk: int) -> Step:
    found = Step.objects.filter(version=draft, pk=pk).select_related("text").first()
    if found is None:
        raise NotFound()
    return found


def _new(draft: Version) -> Step:
    count = Step.objects.filter(version=draft).count()
    if count >= MOST_STEPS:
        raise Invalid(field="steps", reason=_("A procedure has at most {most} steps: make two of it.").format(most=MOST_STEPS))
    return Step(version=draft, position=count + 1)


def _ensure_words(said: Said) -> None:
    if not said:
        raise Invalid(field="title_nl", reason=_("Say in at least one language what is to be done."))
    for code, (title, _body) in said.items():
        if not title:
            raise Invalid(field=f"title_{code}", reason=_("Say in a few words what is to be done."))


def _settle_doer(step: Step) -> None:
    """Only what the choice names is kept; the choice of a team or role takes one."""
    if step.doer != Step.Doer.TEAM:
        step.team = None
    if step.doer != Step.Doer.ROLE:
        step.role = None
    if step.doer == Step.Doer.TEAM and step.team is None:
        raise Invalid(field="team", reason=_("Choose the team that does it."))
    if step.doer == Step.Doer.ROLE and step.role is None:
        raise Invalid(field="role", reason=_("Choose the role that does it."))


def _write(step: Step, said: Said, *, still_right: bool, by: User | None, at: datetime) -> None:
    """The next version of its text, where something changed."""
    known = {row.language: row for row in _written(step)}
    changed = {code for code, pair in said.items() if code not in known or (known[code].title, known[code].body) != pair}
    was_outdated = {code for code, row in known.items() if row.state == Translation.State.OUTDATED}
    if not changed and set(said) == set(known) and not (still_right and was_outdated):
        return
    outdated = set() if still_right else {code for code in said if code not in changed and (changed or code in was_outdated)}
    names = Label({code: said[code][0] for code in LANGUAGES if code in said})
    key = step.text.key if step.pk else f"step-{secrets.token_hex(6)}"
    text = write_text(kind=STEP_TEXT, key=key, name=names, words=said, by=by, at=at, outdated=outdated, keeps_others=False)
    step.text, step.text_version = text, text.version


def _written(step: Step) -> list[Translation]:
    if not step.pk:
        return []
    return list(Translation.objects.filter(text=Text(pk=step.text_id), version=step.text_version))
