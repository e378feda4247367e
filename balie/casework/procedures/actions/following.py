"""Following a procedure: its steps are done or skipped, each by whom and when; whoever holds the run has locked what it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.procedures import rules
from balie.casework.procedures.models import Deviation, Hold, Run, RunStep
from balie.casework.procedures.policies import FOLLOW
from balie.casework.procedures.queries.holds import holds_of
from balie.casework.procedures.queries.offered import hours_for, margin_of, published
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.files.models import File
from balie.foundation.statements.rows import add_row, insert_row
from balie.foundation.text.normalise import one_line

MOST_LATE = 200
_KIND = Deviation.Kind


class AlreadyEnded(Refusal):
    """A colleague ended the step a moment before, or the run goes on no more."""

    code = "step_already_ended"
    sentence = _("This step is no longer open: look at what was done meanwhile.")


class NotSkippable(Refusal):
    """The step must be done."""

    code = "step_not_skippable"
    sentence = _("This step cannot be skipped: it has to be done.")


class NotYours(Refusal):
    """Only an ended step of a procedure that goes on can be taken back."""

    code = "step_not_ended"
    sentence = _("There is nothing to take back: the step is open, or its procedure has ended.")


def start(version_id: int, *, at: datetime) -> Run:
    """Begin a published version with all its steps; nothing is waited for in a pipeline but the key of the run."""
    known = published(version_id)
    steps, margins = known.steps, [margin for _step, margin in known.steps]
    due = rules.due_moments(margins, started_at=at, ended=[None] * len(steps), hours=hours_for(known.calendar))
    run = insert_row(Run(version_id=version_id, started_at=at))
    for (step_id, _margin), moment in zip(steps, due, strict=True):
        add_row(RunStep(run=run, step_id=step_id, due_at=moment))
    record("procedures.started", run, by=None, at=at, data={"version": version_id})
    return run


@transaction.atomic
def finish_step(
    pk: int, *, note: str = "", reference: str = "", file: File | None = None, team_id: int | None = None, by: User | None, at: datetime
) -> RunStep:
    """Tick the step off, with the proof it asks. Raises `AlreadyEnded`, and `Invalid` on note, reference or file."""
    row = _held(pk, by=by)
    _ensure_open(row)
    lacks = rules.lacking(row.step.proof, note=note, reference=reference, has_file=file is not None or row.file_id is not None)
    if lacks:
        raise Invalid(field=lacks, reason=_ASKS[lacks])
    row.note, row.reference = note.strip(), one_line(reference)[:200]
    row.file = file or row.file
    return _end(row, RunStep.State.DONE, "step_done", team_id=team_id, by=by, at=at)


@transaction.atomic
def skip_step(pk: int, *, reason: str, team_id: int | None = None, by: User | None, at: datetime) -> RunStep:
    """Go past the step and say why. Raises `AlreadyEnded`, `NotSkippable`, and `Invalid` on reason."""
    row = _held(pk, by=by)
    _ensure_open(row)
    if not row.step.may_skip:
        raise NotSkippable()
    row.reason = one_line(reason)[:300]
    if len(row.reason) < rules.LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say in a few words why the step is not needed."))
    ended = _end(row, RunStep.State.SKIPPED, "step_skipped", team_id=team_id, by=by, at=at)
    _deviate([row], _KIND.SKIPPED, team_id=team_id, at=at)
    return ended


@transaction.atomic
def take_step_back(pk: int, *, by: User | None, at: datetime) -> RunStep:
    """Open an ended step again; what was typed for it stays. Raises `NotYours`."""
    row = _held(pk, by=by)
    if row.state == RunStep.State.OPEN or not row.run.is_going:
        raise NotYours()
    Deviation.objects.filter(run_step=row, kind=_KIND.SKIPPED).delete()
    row.state, row.ended_at, row.by, row.reason = RunStep.State.OPEN, None, None, ""
    row.save(update_fields=["state", "ended_at", "by", "reason"])
    _reckon([row.run_id])
    record("procedures.step_taken_back", row, by=by, at=at)
    return row


def set_aside(run_ids: Collection[int], *, at: datetime) -> None:
    """Another procedure fits by now: what was done stays, what is open is asked no more."""
    Run.objects.filter(pk__in=run_ids, aside_at=None).update(aside_at=at)
    RunStep.objects.filter(run__in=run_ids, state=RunStep.State.OPEN).update(due_at=None)
    for run in Run.objects.filter(pk__in=run_ids):
        record("procedures.set_aside", run, by=None, at=at)


def end_runs(run_ids: Collection[int], *, team_id: int | None, is_treated: bool = True, at: datetime) -> None:
    """What the runs are about is closed; a mandatory step that is open is noted as left, unless there was nothing to treat."""
    Run.objects.filter(pk__in=run_ids, ended_at=None).update(ended_at=at)
    left = RunStep.objects.filter(run__in=run_ids, run__aside_at=None, state=RunStep.State.OPEN)
    if is_treated:
        _deviate(list(left.filter(step__is_mandatory=True)), _KIND.LEFT, team_id=team_id, at=at)
    left.update(due_at=None)


def go_on(run_ids: Collection[int]) -> None:
    """What the runs are about is open again, or fits them again: their open steps are asked, and due as they were."""
    Run.objects.filter(pk__in=run_ids).update(ended_at=None, aside_at=None)
    Deviation.objects.filter(run_step__run__in=run_ids, kind=_KIND.LEFT).delete()
    _reckon(run_ids)


def hold(reasons: Mapping[int, str], *, is_undone: bool = False, at: datetime) -> None:
    """Run → why its margins stand still from now on; empty where they count; in the caller's transaction. `is_undone`: the last change of that counts as if it had never been."""
    known = holds_of(reasons)
    now = {pk: rules.held_from(known[pk], reason, at=at, is_undone=is_undone) for pk, reason in reasons.items()}
    changed = [pk for pk in reasons if now[pk] != known[pk]]
    if not changed:
        return
    Hold.objects.filter(run__in=changed).delete()
    Hold.objects.bulk_create(
        [Hold(run_id=pk, reason=each.reason, since=each.since, until=each.until) for pk in changed for each in now[pk]]
    )
    _reckon(changed)


@transaction.atomic
def late_steps(*, at: datetime) -> list[RunStep]:
    """The steps that came late since this was asked before, noted once; at most `MOST_LATE`. `note_late` keeps whose they were."""
    rows = RunStep.objects.select_for_update(of=("self",), skip_locked=True).select_related("run", "step__text")
    due = list(rows.filter(state=RunStep.State.OPEN, late_at=None, due_at__lte=at).order_by("due_at")[:MOST_LATE])
    RunStep.objects.filter(pk__in=[row.pk for row in due]).update(late_at=at)
    return due


def note_late(row: RunStep, *, team_id: int | None, at: datetime) -> None:
    """Keep that the step came late while the team had it."""
    _deviate([row], _KIND.LATE, team_id=team_id, at=row.due_at or at)


def _end(row: RunStep, state: RunStep.State, verb: str, *, team_id: int | None, by: User | None, at: datetime) -> RunStep:
    row.state, row.ended_at, row.by = state, at, by
    row.save(update_fields=["state", "ended_at", "by", "note", "reference", "file", "reason"])
    if row.due_at is not None and at > row.due_at:
        note_late(row, team_id=team_id, at=at)
    _reckon([row.run_id])
    record(f"procedures.{verb}", row, by=by, at=at, data={"run": row.run_id, "step": row.step_id})
    return row


def _held(pk: int, *, by: User | None) -> RunStep:
    """Locked. Raises `NotFound`, `NotAllowed`."""
    ensure_may(by, FOLLOW)
    row = RunStep.objects.select_for_update(of=("self",)).select_related("run", "step__text", "file").filter(pk=pk).first()
    if row is None:
        raise NotFound()
    return row


def _ensure_open(row: RunStep) -> None:
    if row.state != RunStep.State.OPEN or not row.run.is_going:
        raise AlreadyEnded()


def _deviate(rows: Sequence[RunStep], kind: Deviation.Kind, *, team_id: int | None, at: datetime) -> None:
    Deviation.objects.bulk_create([Deviation(run_step=row, kind=kind, at=at, team_id=team_id) for row in rows], ignore_conflicts=True)


def _reckon(run_ids: Collection[int]) -> None:
    """When the open steps are due now, after one ended or was opened again. One that is due later may come late anew."""
    going = Run.objects.filter(pk__in=run_ids, ended_at=None, aside_at=None).select_related("version__calendar")
    holds = holds_of(run_ids)
    for run in going:
        rows = list(RunStep.objects.filter(run=run).select_related("step").order_by("step__position"))
        margins, ended = [margin_of(row.step) for row in rows], [row.ended_at for row in rows]
        hours = hours_for(run.version.calendar)
        due = rules.due_moments(margins, started_at=run.started_at, ended=ended, hours=hours, holds=holds[run.pk])
        moved = [(row, moment) for row, moment in zip(rows, due, strict=True) if row.state == RunStep.State.OPEN and row.due_at != moment]
        for row, moment in moved:
            row.late_at = row.late_at if row.due_at is None else None
            row.due_at = moment
        RunStep.objects.bulk_update([row for row, _moment in moved], ["due_at", "late_at"])


_ASKS = {
    rules.NOTE: _("This step asks for a note: write what came of it."),
    rules.REFERENCE: _("This step asks for a reference: type the number or name it got."),
    rules.FILE: _("This step asks for a file: choose it first."),
}
