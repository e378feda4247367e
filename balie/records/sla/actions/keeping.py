"""The clocks of a subject brought in line with how it stands: whoever holds them says what is wanted, the log says how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, CharField

from balie.access.accounts.models import User
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import update_rows
from balie.foundation.statements.together import Asked
from balie.records.sla import queries, rules
from balie.records.sla.actions.clocks import Kind, an_event, not_before, set_terms
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.actions.starting import Begun, begin, write
from balie.records.sla.models import Agreement, Clock, ClockEvent
from balie.records.sla.subjects import Subject, Terms, Wanted

TERMS = ("agreement", "purpose", "priority", "seconds", "calendar", "version")
TOLERANCE = timedelta(milliseconds=1)  # a moment that was kept as JSON has no more
type Steps = list[tuple[str, str]]


def keep_clocks(
    subject: Subject,
    wanted: Sequence[Wanted],
    *,
    agreements: Sequence[Agreement],
    terms: Terms,
    is_other: bool = False,
    is_undone: bool = False,
    by: User | None,
    at: datetime,
) -> list[Clock | Begun]:
    """Start, pause, let go on, re-base and stop, so that what is wanted runs and nothing else; the clocks that run then.

    A clock that was stopped goes on when it is wanted again from the same moment: what was counted and held before stays. `is_other`: the
    terms may be others, so running clocks are re-based, and promises that were not made before begin at their own moment. `is_undone`: the last
    thing that happened to a clock counts as if it had never been, where that makes it as wanted. Whoever holds the subject has locked it.
    """
    known: list[Clock] = _KNOWN.records(kind=subject.kind, id=subject.id)
    pairs = [(each, _meant(each, known)) for each in wanted]
    kept = {clock.pk: each for each, clocks in pairs for clock in clocks}
    rebased = _rebased([clock for clock in known if clock.pk in kept], agreements, terms, at) if is_other else []
    _tell(known, kept, rebased, is_undone=is_undone, by=by, at=at)
    missing = [(each, clocks) for each, clocks in pairs if _may_begin(each, known, clocks, is_other=is_other, at=at)]
    begun = [
        new
        for each, clocks in missing
        for new in begin([each], agreements, terms, at=at)
        if new.agreement.pk not in {clock.agreement_id for clock in clocks}
    ]
    write(subject, begun, terms, by=by, at=at)
    return [*(clock for clock in known if not clock.stopped_at), *begun]


def clocks_asked(subject: Subject) -> Asked:
    """What `keep_clocks` will ask first, to go together with other reads; it locks the clocks."""
    return _KNOWN.asked(kind=subject.kind, id=subject.id)


_KNOWN = Prepared(
    lambda: (
        Clock.objects.select_for_update(of=("self",))
        .select_related("agreement", "calendar")
        .filter(subject_kind=Given("kind", CharField()), subject_id=Given("id", BigIntegerField()))
        .order_by("pk")
    )
)


def _meant(wanted: Wanted, known: Iterable[Clock]) -> list[Clock]:
    """The clocks that are the wanted promise: those that run, else those that ran from the same moment."""
    same = [each for each in known if (each.agreement.kind, each.metric) == (wanted.kind, wanted.metric)]
    if wanted.since is None:
        return [each for each in same if not each.stopped_at]
    since = [each for each in same if abs(each.started_at - wanted.since) < TOLERANCE]
    return [each for each in since if not each.stopped_at] or since


def _may_begin(wanted: Wanted, known: Sequence[Clock], meant: Sequence[Clock], *, is_other: bool, at: datetime) -> bool:
    """Not what began before anything was promised about the subject: an old ticket is not late at once."""
    if is_other or wanted.since is None or wanted.since >= at:
        return is_other or not meant
    return not meant and bool(known) and wanted.since >= min(each.started_at for each in known)


def _rebased(clocks: Sequence[Clock], agreements: Sequence[Agreement], terms: Terms, at: datetime) -> list[Clock]:
    """Those that go on under other terms; one that is promised no more keeps its own."""
    targets, changed = queries.promised().targets, []
    for clock in clocks:
        agreement = _agreement_now(clock, clocks, agreements)
        target = queries.chosen(targets, agreement.pk, clock.metric, terms.priority, terms.purpose_id)
        now = (agreement.pk, terms.priority, terms.purpose_id)
        if target and now != (clock.agreement_id, clock.priority, clock.purpose_id):
            clock.agreement, clock.purpose_id = agreement, terms.purpose_id
            set_terms(clock, target, priority=terms.priority, at=at)
            changed.append(clock)
    return changed


def _agreement_now(clock: Clock, clocks: Sequence[Clock], agreements: Sequence[Agreement]) -> Agreement:
    """The clock's own, or the one of its kind that has come in its place."""
    if clock.agreement_id in {each.pk for each in agreements}:
        return clock.agreement
    taken = {each.agreement_id for each in clocks if each.metric == clock.metric}
    return next((each for each in agreements if each.kind == clock.agreement.kind and each.pk not in taken), clock.agreement)


def _tell(
    known: Sequence[Clock], kept: Mapping[int, Wanted], rebased: Sequence[Clock], *, is_undone: bool, by: User | None, at: datetime
) -> None:
    """Write what happens to each clock into its log, and what follows from it beside."""
    touched = [clock for clock in known if clock in rebased or not _is_as_wanted(clock, kept.get(clock.pk))]
    logs = _logs(touched)
    events = []
    for clock in touched:
        last = logs[clock.pk][-1]
        steps: Steps = [(Kind.REBASED, "")] if clock in rebased else []
        for kind, reason in [*steps, *_steps(kept.get(clock.pk), logs[clock.pk], is_undone=is_undone, at=at)]:
            last = an_event(clock, kind, reason=reason, by=by, at=not_before(last, kind, at))
            events.append(last)
    ClockEvent.objects.bulk_create(events)
    update_rows(rebased, *TERMS)
    if touched:
        reckon(touched, at=at, may_reopen=bool(rebased))


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
    for row in ClockEvent.objects.filter(clock__in=list(logs)).order_by("at", "pk"):
        logs[row.clock_id].append(row)
    return logs
