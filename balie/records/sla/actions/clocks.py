"""What happens to one clock. Whoever holds the clock has seen to it that `by` may do what leads to this."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.errors import Refusal
from balie.records.calendars.actions import version_of
from balie.records.sla import queries
from balie.records.sla.actions.reckoning import reckon
from balie.records.sla.models import Agreement, Clock, ClockEvent, Target
from balie.records.sla.subjects import Subject
from balie.records.taxonomy.models import Purpose

TICK = timedelta(microseconds=1)
Kind = ClockEvent.Kind
LATER = {Kind.RESUMED, Kind.REOPENED, Kind.UNDONE}


class NoPromise(Refusal):
    """The agreement promises nothing of this kind at this priority."""

    code = "no_promise"
    sentence = _("The agreement promises nothing here.")


class AlreadyRunning(Refusal):
    """One promise of an agreement runs once for a subject."""

    code = "already_running"
    sentence = _("This clock is running already.")


class ClockStopped(Refusal):
    """A stopped clock stays as it is; start a new one."""

    code = "clock_stopped"
    sentence = _("This clock has stopped.")


@transaction.atomic
def start_clock(
    subject: Subject, *, agreement: Agreement, metric: str, priority: int, purpose: Purpose | None = None, by: User | None, at: datetime
) -> Clock:
    """Start the clock of what the agreement promises. Raises `NoPromise`, `AlreadyRunning`."""
    target = _target(agreement, metric, priority, purpose)
    about = {"subject_kind": subject.kind, "subject_id": subject.id, "agreement": agreement, "metric": metric}
    if Clock.objects.filter(**about, stopped_at=None).exists():
        raise AlreadyRunning
    clock = Clock(**about, purpose=purpose, started_at=at)
    set_terms(clock, target, priority=priority, at=at)
    clock.save()
    _note(clock, Kind.STARTED, by=by, at=at)
    return clock


@transaction.atomic
def pause_clock(clock_id: int, *, reason: str, by: User | None, at: datetime) -> Clock:
    """Hold the clock for a reason; several may hold it at once. Raises `ClockStopped`."""
    return _note(_running(clock_id), Kind.PAUSED, reason=reason, by=by, at=at)


@transaction.atomic
def resume_clock(clock_id: int, *, reason: str = "", by: User | None, at: datetime) -> Clock:
    """Take a reason away, or all of them. Raises `ClockStopped`."""
    return _note(_running(clock_id), Kind.RESUMED, reason=reason, by=by, at=at)


@transaction.atomic
def rebase_clock(
    clock_id: int, *, agreement: Agreement, priority: int, purpose: Purpose | None = None, by: User | None, at: datetime
) -> Clock:
    """Go on under other terms, with all that was counted and paused. Raises `NoPromise`, `AlreadyRunning`, `ClockStopped`."""
    clock = _running(clock_id)
    target = _target(agreement, clock.metric, priority, purpose)
    others = Clock.objects.filter(subject_kind=clock.subject_kind, subject_id=clock.subject_id, metric=clock.metric, stopped_at=None)
    if others.filter(agreement=agreement).exclude(pk=clock.pk).exists():
        raise AlreadyRunning
    clock.agreement, clock.purpose = agreement, purpose
    set_terms(clock, target, priority=priority, at=at)
    clock.save()
    return _note(clock, Kind.REBASED, by=by, at=at)


@transaction.atomic
def stop_clock(clock_id: int, *, by: User | None, at: datetime) -> Clock:
    """The promise is fulfilled, or needed no more. Raises `ClockStopped`."""
    return _note(_running(clock_id), Kind.STOPPED, by=by, at=at)


def set_terms(clock: Clock, target: Target, *, priority: int, at: datetime) -> None:
    clock.priority, clock.seconds, clock.calendar = priority, target.seconds, target.calendar
    clock.version = version_of(target.calendar, at=at)


def an_event(clock: Clock, kind: str, *, reason: str = "", by: User | None, at: datetime) -> ClockEvent:
    """The line of the log, unsaved; a start and a re-basing say what is promised by which hours."""
    event = ClockEvent(clock=clock, kind=kind, at=at, reason=reason, by=by)
    if kind in {Kind.STARTED, Kind.REBASED}:
        event.seconds, event.version = clock.seconds, clock.version
    return event


def _note(clock: Clock, kind: str, *, reason: str = "", by: User | None, at: datetime) -> Clock:
    an_event(clock, kind, reason=reason, by=by, at=_after(clock, kind, at)).save()
    reckon([clock], at=at, may_reopen=kind == Kind.REBASED)
    return clock


def _after(clock: Clock, kind: str, at: datetime) -> datetime:
    """Not before what happened last: a host whose clock was set back writes no history anew.

    Of a pause and its end at one moment the rules let the pause win, so the end comes a tick later.
    """
    last = ClockEvent.objects.filter(clock=clock).order_by("-at", "-pk").first()
    return not_before(last, kind, at)


def not_before(last: ClockEvent | None, kind: str, at: datetime) -> datetime:
    """The moment of an event of `kind` that comes after `last`."""
    if last is None or at > last.at:
        return at
    return last.at + TICK if {kind, last.kind} & LATER else last.at


def _running(clock_id: int) -> Clock:
    clock = Clock.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=clock_id)
    if clock.stopped_at:
        raise ClockStopped
    return clock


def _target(agreement: Agreement, metric: str, priority: int, purpose: Purpose | None) -> Target:
    target = queries.target_for(agreement, metric=metric, priority=priority, purpose=purpose)
    if target is None:
        raise NoPromise
    return target
