"""Clocks for measuring, of subjects that were loaded: written by COPY. Whatever lies behind has been told already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from balie.foundation.installation.loading import copy_rows, reserve_ids
from balie.records.sla.actions.starting import Begun
from balie.records.sla.models import Clock, ClockEvent, ClockStep
from balie.records.sla.queries import WHOLE, percents_of
from balie.records.sla.subjects import Subject, Terms

_CLOCK = ["id", "subject_kind", "subject_id", "agreement_id", "metric", "purpose_id", "priority", "seconds", "calendar_id", "version_id"]
_CLOCK += ["started_at", "due_at", "is_paused", "held_by", "left_seconds", "breached_at", "next_percent", "next_at"]
_STEP = ["clock_id", "percent", "round", "at", "told_at", "is_over"]
_EVENT = ["clock_id", "kind", "at", "reason", "seconds", "version_id"]


def load_clocks(of: Sequence[tuple[Subject, Terms, Sequence[Begun]]], *, at: datetime) -> None:
    """Write the clocks as they stand at `at`."""
    each = [(subject, terms, begun) for subject, terms, clocks in of for begun in clocks]
    ids = reserve_ids(Clock, len(each))
    numbered = [(pk, begun) for pk, (_subject, _terms, begun) in zip(ids, each, strict=True)]
    copy_rows(Clock, _CLOCK, (_clock(pk, *one, at) for pk, one in zip(ids, each, strict=True)))
    copy_rows(ClockEvent, _EVENT, (row for pk, begun in numbered for row in _events(pk, begun)))
    # Whole before it is sent: what it asks of the database would wait for ever for the COPY it is part of.
    told = [row for pk, begun in numbered for row in _told(pk, begun, at)]
    copy_rows(ClockStep, _STEP, told)


def _clock(pk: int, subject: Subject, terms: Terms, begun: Begun, at: datetime) -> list[Any]:
    is_over, is_paused = begun.due_at is not None and begun.due_at <= at, bool(begun.reasons)
    return [
        *(pk, subject.kind, subject.id, begun.agreement.pk, begun.metric, terms.purpose_id, terms.priority, begun.target.seconds),
        *(begun.target.calendar_id, begun.version_id, begun.started_at, begun.due_at, is_paused, " ".join(begun.reasons)),
        begun.target.seconds if is_paused else None,
        begun.due_at if is_over else None,
        *_ahead(begun, at),
    ]


def _ahead(begun: Begun, at: datetime) -> tuple[int | None, datetime | None]:
    """The step that is told next and when; none once the promise is broken, nor while it is paused."""
    if begun.next_at and begun.next_at > at:
        return begun.next_percent, begun.next_at
    return (WHOLE, begun.due_at) if begun.due_at and begun.due_at > at else (None, None)


def _events(pk: int, begun: Begun) -> Iterable[list[Any]]:
    yield [pk, ClockEvent.Kind.STARTED.value, begun.started_at, "", begun.target.seconds, begun.version_id]
    for reason in begun.reasons:
        yield [pk, ClockEvent.Kind.PAUSED.value, begun.started_at, reason, None, None]


def _told(pk: int, begun: Begun, at: datetime) -> Iterable[list[Any]]:
    """The steps that lie behind, each of the first round."""
    percent, _moment = _ahead(begun, at)
    if begun.due_at is None:
        return
    for each in percents_of(begun.agreement, begun.metric):
        if percent is None or each < percent:
            yield [pk, each, 1, min(begun.due_at, at), at, False]
