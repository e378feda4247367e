"""Starting clocks, many at once: reckoned in memory, written in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from balie.access.accounts.models import User
from balie.foundation.statements.cursors import planned_cursor
from balie.records.calendars.actions import version_of
from balie.records.calendars.queries import hours_of_version
from balie.records.calendars.rules import CalendarTooShort, open_until
from balie.records.sla import queries
from balie.records.sla.models import Agreement, Target
from balie.records.sla.subjects import Subject, Terms, Wanted


@dataclass(frozen=True)
class Begun:
    """A clock to be written; no moment lies ahead while it is paused."""

    agreement: Agreement
    metric: str
    target: Target
    version_id: int
    started_at: datetime
    reasons: tuple[str, ...]
    due_at: datetime | None
    next_percent: int | None
    next_at: datetime | None


def begin(wanted: Iterable[Wanted], agreements: Sequence[Agreement], terms: Terms, *, at: datetime) -> list[Begun]:
    """The clocks of what the agreements promise of what is wanted, each once; nothing is written."""
    targets = queries.promised().targets

    def target(agreement: Agreement, metric: str) -> Target | None:
        return queries.chosen(targets, agreement.pk, metric, terms.priority, terms.purpose_id)

    return [
        _begun(each, agreement, found, terms, at)
        for each in wanted
        for agreement in agreements
        if agreement.kind == each.kind
        and (found := target(agreement, each.metric))
        and not (each.unless and target(agreement, each.unless))
    ]


def write(subject: Subject, begun: Sequence[Begun], terms: Terms, *, by: User | None, at: datetime) -> None:
    write_many([(subject, terms, begun)], by=by, at=at)


def write_many(of: Iterable[tuple[Subject, Terms, Sequence[Begun]]], *, by: User | None, at: datetime) -> None:
    """Start the clocks of many: one statement, and in a pipeline nobody waits for its answer."""
    rows = [_about(subject, terms) | _written(each, at) for subject, terms, begun in of for each in begun]
    if rows:
        with planned_cursor() as cursor:
            cursor.execute(_START, cast("Any", [by.pk if by else None, json.dumps(rows)]))


# As one JSON text: an array for each column costs six times as much to write.
_START = """
WITH asker AS (
    SELECT %s::bigint AS by_id
), given AS (
    SELECT * FROM json_to_recordset(%s::json) AS each (subject_kind text, subject_id bigint, purpose_id bigint, priority int,
        agreement_id bigint, metric text, seconds int, calendar_id bigint, version_id bigint,
        started_at timestamptz, due_at timestamptz, held_by text, next_percent int, next_at timestamptz, log json)
), started AS (
    INSERT INTO sla_clock (subject_kind, subject_id, purpose_id, priority, agreement_id, metric, seconds, calendar_id, version_id,
        started_at, due_at, is_paused, held_by, left_seconds, next_percent, next_at)
    SELECT subject_kind, subject_id, purpose_id, priority, agreement_id, metric, seconds, calendar_id, version_id,
        started_at, due_at, held_by <> '', held_by, CASE WHEN held_by <> '' THEN seconds END, next_percent, next_at
    FROM given
    RETURNING id, subject_kind, subject_id, agreement_id, metric
)
INSERT INTO sla_clockevent (clock_id, by_id, kind, at, reason, seconds, version_id)
SELECT started.id, by_id, kind, at, reason, CASE kind WHEN 'started' THEN seconds END, CASE kind WHEN 'started' THEN version_id END
FROM asker, given JOIN started USING (subject_kind, subject_id, agreement_id, metric),
    json_to_recordset(log) AS line (kind text, at timestamptz, reason text)
"""


def _begun(wanted: Wanted, agreement: Agreement, target: Target, terms: Terms, at: datetime) -> Begun:
    version_id = queries.promised().versions.get(target.calendar_id) or version_of(target.calendar, at=at).pk
    since, promise = wanted.since or at, timedelta(seconds=target.seconds)
    first = queries.percents_of(agreement, wanted.metric)[0]
    moments = {} if wanted.reasons else _moments(since, [promise * first / 100, promise], version_id)
    next_at = moments.get(promise * first / 100)
    return Begun(
        agreement, wanted.metric, target, version_id, since, wanted.reasons, moments.get(promise), first if next_at else None, next_at
    )


def _moments(since: datetime, promises: Sequence[timedelta], version_id: int) -> dict[timedelta, datetime]:
    try:
        return {promise: open_until(hours_of_version(version_id), since, promise) for promise in promises}
    except CalendarTooShort:
        return {}


def _about(subject: Subject, terms: Terms) -> dict[str, object]:
    return {"subject_kind": subject.kind, "subject_id": subject.id, "purpose_id": terms.purpose_id, "priority": terms.priority}


def _written(begun: Begun, at: datetime) -> dict[str, object]:
    since = begun.started_at.isoformat()
    paused_at = max(at, begun.started_at).isoformat()
    return {
        "agreement_id": begun.agreement.pk,
        "metric": begun.metric,
        "seconds": begun.target.seconds,
        "calendar_id": begun.target.calendar_id,
        "version_id": begun.version_id,
        "started_at": since,
        "due_at": _iso(begun.due_at),
        "held_by": " ".join(begun.reasons),
        "log": [
            {"kind": "started", "at": since, "reason": ""},
            *({"kind": "paused", "at": paused_at, "reason": reason} for reason in begun.reasons),
        ],
        "next_percent": begun.next_percent,
        "next_at": _iso(begun.next_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
