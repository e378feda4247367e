"""The clocks of a subject brought in line with how it stands: whoever holds them says what is wanted, the log says how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, QuerySet

from balie.access.accounts.models import User
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import add_rows
from balie.foundation.statements.together import Asked
from balie.records.calendars.actions import version_of
from balie.records.calendars.models import CalendarVersion
from balie.records.sla import queries, rules
from balie.records.sla.actions.clocks import Kind, an_event, not_before
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.actions.starting import Begun, begin, write_many
from balie.records.sla.models import Agreement, Clock, ClockEvent
from balie.records.sla.subjects import Subject, Terms, Wanted

TOLERANCE = timedelta(milliseconds=1)  # a moment that was kept as JSON has no more
type Steps = list[tuple[str, str]]


@dataclass(frozen=True)
class Standing:
    """How a subject stands: what is wanted of it, by which agreements and on what terms. Whoever holds the subject has locked it."""

    subject: Subject
    wanted: Sequence[Wanted]
    agreements: Sequence[Agreement]
    terms: Terms


@dataclass(frozen=True)
class _Plan:
    """What becomes of a subject's clocks: `kept` by key, those whose terms are others by now, and what begins."""

    known: Sequence[Clock]
    kept: Mapping[int, Wanted]
    rebased: Sequence[Clock]
    begun: Sequence[Begun]


def keep_clocks(
    standing: Standing, *, is_other: bool = False, is_undone: bool = False, by: User | None, at: datetime
) -> list[Clock | Begun]:
    """Start, pause, let go on, re-base and stop, so that what is wanted runs and nothing else; the clocks that run then.

    A clock that was stopped goes on when it is wanted again from the same moment: what was counted and held before stays. `is_other`: the
    terms may be others, so running clocks are re-based, and promises that were not made before begin at their own moment. `is_undone`: the last
    thing that happened to a clock counts as if it had never been, where that makes it as wanted.
    """
    known = _KNOWN.records(kind=standing.subject.kind, id=standing.subject.id)
    [clocks] = _keep([standing], known, is_other=is_other, is_new=is_other, is_undone=is_undone, by=by, at=at)
    return clocks


def keep_many(
    kind: str, standings: Sequence[Standing], *, is_other: bool = True, is_new: bool = True, by: User | None, at: datetime
) -> list[list[Clock | Begun]]:
    """As `keep_clocks` for many subjects of one kind: as many statements as for one.

    `is_new`: promises that were not made before begin at their own moment; else only what is wanted from a moment at which others ran.
    """
    known = _KNOWN_OF_MANY.records(kind=kind, ids=[each.subject.id for each in standings])
    return _keep(standings, known, is_other=is_other, is_new=is_new, is_undone=False, by=by, at=at)


def clocks_asked(subject: Subject) -> Asked:
    """What `keep_clocks` will ask first, to go together with other reads; it locks the clocks."""
    return _KNOWN.asked(kind=subject.kind, id=subject.id)


def _locked() -> QuerySet[Clock]:
    rows = Clock.objects.select_for_update(of=("self",)).select_related("agreement", "calendar")
    return rows.filter(subject_kind=Given("kind", CharField())).order_by("pk")


_KNOWN = Prepared(lambda: _locked().filter(subject_id=Given("id", BigIntegerField())))
_KNOWN_OF_MANY = Prepared(lambda: _locked().filter(subject_id__among=Given("ids", ArrayField(BigIntegerField()))))


def _keep(
    standings: Sequence[Standing], known: Iterable[Clock], *, is_other: bool, is_new: bool, is_undone: bool, by: User | None, at: datetime
) -> list[list[Clock | Begun]]:
    clocks: dict[int, list[Clock]] = {each.subject.id: [] for each in standings}
    for clock in known:
        clocks[clock.subject_id].append(clock)
    versions: dict[int, CalendarVersion] = {}
    plans = [_plan(each, clocks[each.subject.id], versions, is_other=is_other, is_new=is_new, at=at) for each in standings]
    _tell(plans, is_undone=is_undone, by=by, at=at)
    write_many([(each.subject, each.terms, plan.begun) for each, plan in zip(standings, plans, strict=True)], by=by, at=at)
    return [[*(clock for clock in plan.known if not clock.stopped_at), *plan.begun] for plan in plans]


def _plan(
    standing: Standing, known: Sequence[Clock], versions: dict[int, CalendarVersion], *, is_other: bool, is_new: bool, at: datetime
) -> _Plan:
    pairs = [(each, _meant(each, known)) for each in standing.wanted]
    kept = {clock.pk: each for each, clocks in pairs for clock in clocks}
    rebased = _rebased([clock for clock in known if clock.pk in kept], standing, versions, at) if is_other else []
    missing = [(each, clocks) for each, clocks in pairs if _may_begin(each, known, clocks, is_new=is_new, at=at)]
    begun = [
        new
        for each, clocks in missing
        for new in begin([each], standing.agreements, standing.terms, at=at)
        if new.agreement.pk not in {clock.agreement_id for clock in clocks}
    ]
    return _Plan(known, kept, rebased, begun)


def _meant(wanted: Wanted, known: Iterable[Clock]) -> list[Clock]:
    """The clocks that are the wanted promise: those that run, else those that ran from the same moment."""
    same = [each for each in known if (each.agreement.kind, each.metric) == (wanted.kind, wanted.metric)]
    if wanted.since is None:
        return [each for each in same if not each.stopped_at]
    since = [each for each in same if abs(each.started_at - wanted.since) < TOLERANCE]
    return [each for each in since if not each.stopped_at] or since


def _may_begin(wanted: Wanted, known: Sequence[Clock], meant: Sequence[Clock], *, is_new: bool, at: datetime) -> bool:
    """Not what began before anything was promised about the subject: an old ticket is not late at once."""
    if is_new or wanted.since is None or wanted.since >= at:
        return is_new or not meant
    return not meant and bool(known) and wanted.since >= min(each.started_at for each in known)


def _rebased(clocks: Sequence[Clock], standing: Standing, versions: dict[int, CalendarVersion], at: datetime) -> list[Clock]:
    """Those that go on under other terms; one that is promised no more keeps its own. `versions`: calendar → its newest, as far as known."""
    targets, terms, changed = queries.promised().targets, standing.terms, []
    for clock in clocks:
        agreement = _agreement_now(clock, clocks, standing.agreements)
        target = queries.chosen(targets, agreement.pk, clock.metric, terms.priority, terms.purpose_id)
        now = (agreement.pk, terms.priority, terms.purpose_id)
        if target and now != (clock.agreement_id, clock.priority, clock.purpose_id):
            clock.agreement, clock.priority, clock.purpose_id = agreement, terms.priority, terms.purpose_id
            clock.seconds, clock.calendar = target.seconds, target.calendar
            clock.version = versions.get(target.calendar_id) or versions.setdefault(target.calendar_id, version_of(target.calendar, at=at))
            changed.append(clock)
    return changed


def _agreement_now(clock: Clock, clocks: Sequence[Clock], agreements: Sequence[Agreement]) -> Agreement:
    """The clock's own, or the one of its kind that has come in its place."""
    if clock.agreement_id in {each.pk for each in agreements}:
        return clock.agreement
    taken = {each.agreement_id for each in clocks if each.metric == clock.metric}
    return next((each for each in agreements if each.kind == clock.agreement.kind and each.pk not in taken), clock.agreement)


def _tell(plans: Sequence[_Plan], *, is_undone: bool, by: User | None, at: datetime) -> None:
    """Write what happens to each clock into its log, and what follows from it beside."""
    kept = {pk: each for plan in plans for pk, each in plan.kept.items()}
    rebased = {clock.pk: clock for plan in plans for clock in plan.rebased}
    touched = [clock for plan in plans for clock in plan.known if clock.pk in rebased or not _is_as_wanted(clock, kept.get(clock.pk))]
    logs = _logs(touched)
    events: list[ClockEvent] = []
    for clock in touched:
        last = logs[clock.pk][-1]
        steps: Steps = [(Kind.REBASED, "")] if clock.pk in rebased else []
        for kind, reason in [*steps, *_steps(kept.get(clock.pk), logs[clock.pk], is_undone=is_undone, at=at)]:
            last = an_event(clock, kind, reason=reason, by=by, at=not_before(last, kind, at))
            events.append(last)
    add_rows(events)
    if touched:
        reckon(touched, renewed=rebased.values(), at=at, may_reopen=bool(rebased), logs=_as_written(logs, events))


def _is_as_wanted(clock: Clock, wanted: Wanted | None) -> bool:
    if wanted is None:
        return clock.stopped_at is not None
    return clock.stopped_at is None and set(clock.held_by.split()) == set(wanted.reasons)


def _steps(wanted: Wanted | None, log: Sequence[ClockEvent], *, is_undone: bool, at: datetime) -> Steps:
    """(kind, reason) of what leads from the log to what is wanted."""
    told = [queries.as_event(each) for each in log]
    if is_undone and _stands(rules.read_clock([*told, rules.Undone(max(at, log[-1].at))]), wanted):
        return [(Kind.UNDONE, "")]
    now = rules.read_clock(told)
    if wanted is None:
        return [] if now.stopped_at else [(Kind.STOPPED, "")]
    steps: Steps = []
    if now.stopped_at:
        steps.append((Kind.REOPENED, ""))
        now = rules.read_clock([*told, rules.Reopened(max(at, log[-1].at))])
    steps += [(Kind.PAUSED, each) for each in wanted.reasons if each not in now.reasons]
    return steps + [(Kind.RESUMED, each) for each in now.reasons if each not in wanted.reasons]


def _stands(clock: rules.Clock, wanted: Wanted | None) -> bool:
    if wanted is None:
        return clock.stopped_at is not None
    return clock.stopped_at is None and set(clock.reasons) == set(wanted.reasons)


def _logs(clocks: Sequence[Clock]) -> Mapping[int, list[ClockEvent]]:
    """Clock → its log, in order."""
    logs: dict[int, list[ClockEvent]] = {clock.pk: [] for clock in clocks}
    for row in _LOGS.records(clocks=list(logs)) if logs else ():
        logs[row.clock_id].append(row)
    return logs


_LOGS = Prepared(lambda: ClockEvent.objects.filter(clock__pk__among=Given("clocks", ArrayField(BigIntegerField()))).order_by("at", "pk"))


def _as_written(logs: Mapping[int, Sequence[ClockEvent]], events: Iterable[ClockEvent]) -> Mapping[int, Sequence[rules.Event]]:
    """The logs and the events that were added to them, in the order of writing: as `queries.logs_of` would read them."""
    whole = {pk: sorted(log, key=lambda each: each.pk) for pk, log in logs.items()}
    for event in events:
        whole[event.clock_id].append(event)
    return {pk: [queries.as_event(each) for each in log] for pk, log in whole.items()}
