"""Clocks for measuring, of subjects that were loaded: written by COPY. Whatever lies behind has been told already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from balie.foundation.installation.loading import copy_rows, reserve_ids
from balie.records.sla.actions.starting import Begun
from balie.records.sla.models import Clock, ClockEvent
from balie.records.sla.subjects import Subject, Terms

_CLOCK = ["id", "subject_kind", "subject_id", "agreement_id", "metric", "purpose_id", "priority", "seconds", "calendar_id", "version_id"]
_CLOCK += ["started_at", "due_at", "is_paused", "held_by", "left_seconds", "breached_at", "next_percent", "next_at"]
_EVENT = ["clock_id", "kind", "at", "reason", "seconds", "version_id"]


def load_clocks(of: Sequence[tuple[Subject, Terms, Sequence[Begun]]], *, at: datetime) -> None:
    """Write the clocks as they stand at `at`."""
    each = [(subject, terms, begun) for subject, terms, clocks in of for begun in clocks]
    ids = reserve_ids(Clock, len(each))
    copy_rows(Clock, _CLOCK, (_clock(pk, *one, at) for pk, one in zip(ids, each, strict=True)))
    copy_rows(ClockEvent, _EVENT, (row for pk, (_subject, _terms, begun) in zip(ids, each, strict=True) for row in _events(pk, begun)))


def _clock(pk: int, subject: Subject, terms: Terms, begun: Begun, at: datetime) -> list[Any]:
    is_over, is_paused = begun.due_at is not None and begun.due_at <= at, bool(begun.reasons)
    lies_ahead = begun.next_at is not None and begun.next_at > at
    return [
        *(pk, subject.kind, subject.id, begun.agreement.pk, begun.metric, terms.purpose_id, terms.priority, begun.target.seconds),
        *(begun.target.calendar_id, begun.version_id, begun.started_at, begun.due_at, is_paused, " ".join(begun.reasons)),
        begun.target.seconds if is_paused else None,
        begun.due_at if is_over else None,
        *((begun.next_percent, begun.next_at) if lies_ahead else (None, None)),
    ]


def _events(pk: int, begun: Begun) -> Iterable[list[Any]]:
    yield [pk, ClockEvent.Kind.STARTED.value, begun.started_at, "", begun.target.seconds, begun.version_id]
    for reason in begun.reasons:
        yield [pk, ClockEvent.Kind.PAUSED.value, begun.started_at, reason, None, None]
