"""Runs as they are shown: their steps in words, in one query. Whoever asks has seen to it that the viewer may see what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balie.access.permissions.masking import Mask
from balie.casework.procedures import rules
from balie.casework.procedures.models import RunStep, Step
from balie.casework.procedures.queries.holds import holds_of
from balie.casework.procedures.queries.offered import hours_for, margin_of
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Translation
from balie.records.sla.rules import Entry


@dataclass(frozen=True)
class Words:
    """What a step says in `language`; `is_outdated`: the other languages were changed since."""

    language: str
    title: str
    body: str
    is_outdated: bool = False


@dataclass(frozen=True)
class StepLine:
    """A step of a run, masked for its reader. `doer` in words; `key` of its text; `who` ended it."""

    id: int
    key: str
    words: Words
    doer: str
    state: str
    proof: str
    is_mandatory: bool
    may_skip: bool
    due_at: datetime | None
    ended_at: datetime | None
    who: str
    note: str
    reference: str
    reason: str
    file_id: UUID | None
    file_name: str
    file_size: int
    is_late: bool
    ledger: Sequence[Entry]

    @property
    def is_open(self) -> bool:
        return self.state == rules.OPEN


@dataclass(frozen=True)
class RunLine:
    """A run with its steps in order. `is_going`: its open steps are asked still; `held_by`: the code of why no margin counts now.

    The ledgers of its steps are in the hours of `zone`.
    """

    id: int
    procedure: str
    procedure_key: str
    number: int
    started_at: datetime
    is_going: bool
    is_aside: bool
    held_by: str
    zone: ZoneInfo
    steps: Sequence[StepLine]

    @property
    def ended(self) -> int:
        """How many steps are done or skipped."""
        return sum(not each.is_open for each in self.steps)

    @property
    def next_step(self) -> StepLine | None:
        """The first open one, while the run goes on."""
        return next((each for each in self.steps if each.is_open), None) if self.is_going else None


def runs_in_words(steps: Iterable[RunStep], mask: Mask, *, at: datetime) -> list[RunLine]:
    """The runs of steps as `steps_of_runs` reads them: those that go on first, then the newest."""
    by_run: dict[int, list[RunStep]] = {}
    for step in steps:
        by_run.setdefault(step.run_id, []).append(step)
    holds = holds_of(by_run) if by_run else {}
    lines = [_run(each, holds[pk], mask, at) for pk, each in by_run.items()]
    return sorted(lines, key=lambda line: (not line.is_going, -line.id))


def steps_of_runs(steps: QuerySet[RunStep]) -> QuerySet[RunStep]:
    """The steps with all that `runs_in_words` reads, in order."""
    related = ("run__version__procedure", "run__version__calendar", "step__text", "step__team", "step__role", "by", "file")
    return steps.select_related(*related).annotate(lines=words_of("step__text", "step__text_version")).order_by("run_id", "step__position")


def words_of(text: str, version: str) -> ArraySubquery:
    """A text's words in one version: {language, title, body, state}."""
    line = JSONObject(language="language", title="title", body="body", state="state")
    return ArraySubquery(Translation.objects.filter(text=OuterRef(text), version=OuterRef(version)).order_by("pk").values(line=line))


def in_language(lines: Sequence[dict[str, Any]], language: str = "") -> Words:
    """The words in the language, else in the next best of ours."""
    wanted = language or (get_language() or LANGUAGES[0])[:2]
    order = [wanted, *(code for code in LANGUAGES if code != wanted)]
    best = min(lines, key=lambda line: order.index(line["language"]), default=None)
    if best is None:
        return Words(wanted, "", "")
    return Words(best["language"], best["title"], best["body"], best["state"] == Translation.State.OUTDATED)


def doer_in_words(step: Step) -> str:
    """Who does it: the team, the role, or whoever treats the ticket."""
    named = step.team or step.role
    return str(named.name) if named else _("whoever treats the ticket")


def _run(steps: Sequence[RunStep], holds: Sequence[rules.Held], mask: Mask, at: datetime) -> RunLine:
    run = steps[0].run
    hours = hours_for(run.version.calendar)
    ledgers = rules.margin_ledgers(
        [margin_of(row.step) for row in steps],
        started_at=run.started_at,
        ended=[row.ended_at for row in steps],
        hours=hours,
        holds=holds,
        until=run.ended_at or run.aside_at or at,
    )
    return RunLine(
        id=run.pk,
        procedure=str(run.version.procedure.name),
        procedure_key=run.version.procedure.key,
        number=run.version.number,
        started_at=run.started_at,
        is_going=run.is_going,
        is_aside=run.aside_at is not None,
        held_by=rules.reason_of(holds) if run.is_going else "",
        zone=hours.zone,
        steps=[_step(row, entries, mask, at) for row, entries in zip(steps, ledgers, strict=True)],
    )


def _step(row: RunStep, ledger: Sequence[Entry], mask: Mask, at: datetime) -> StepLine:
    step = row.step
    return StepLine(
        id=row.pk,
        key=step.text.key,
        words=in_language(vars(row)["lines"]),
        doer=doer_in_words(step),
        state=row.state,
        proof=step.proof,
        is_mandatory=step.is_mandatory,
        may_skip=step.may_skip,
        due_at=row.due_at,
        ended_at=row.ended_at,
        who=row.by.name if row.by else "",
        note=mask.text(row.note),
        reference=mask.text(row.reference),
        reason=mask.text(row.reason),
        file_id=row.file_id,
        file_name=mask.text(row.file.name) if row.file else "",
        file_size=row.file.size if row.file else 0,
        is_late=rules.is_late(row.state, row.due_at, row.ended_at, at=at),
        ledger=ledger,
    )
