"""How a script is followed: what its runs came to by version, and by step how often it was passed, how long that took and where it was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.statements.cursors import planned_cursor
from balie.operations.scripts.models import Run, RunEvent, Script, Version
from balie.operations.scripts.queries.written import document_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Document, title_of
from balie.records.taxonomy.models import Result

SPANS = (7, 30, 90, 365)
MOST_REASONS = 5
# The time since the event before is spent at the step an event happened at; that of a break, or of who went back or jumped, is nobody's.
SPENT_AT = (runs.ANSWERED, runs.WENT_ON, runs.SKIPPED, runs.FINISHED, runs.OBJECTION, runs.CALMED)
PASSED = (runs.ANSWERED, runs.WENT_ON, runs.SKIPPED, runs.FINISHED)


@dataclass(frozen=True)
class VersionFigures:
    """Of one version: how many runs began, what became of them, and the results of those that ended (name, count), most first."""

    number: int
    begun: int
    ended: int
    left: int
    under_way: int
    results: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class NodeFigures:
    """Of one step: in how many runs it was passed, the seconds that took half of them and nine in ten at most, and what else happened there.

    `left` runs were broken off there; `jumps` led there out of order; `skips` and `reasons` (words, count) tell of those who left it out.
    """

    key: str
    title: str
    runs: int
    median_seconds: float
    most_seconds: float
    expected_seconds: int | None
    left: int
    skips: int
    jumps: int
    reasons: Sequence[tuple[str, int]]

    @property
    def drop_off(self) -> float:
        """Of those who came there, the share that went no further."""
        came = self.runs + self.left
        return self.left / came if came else 0.0

    @property
    def is_slow(self) -> bool:
        return self.expected_seconds is not None and self.median_seconds > self.expected_seconds


@dataclass(frozen=True)
class Figures:
    versions: Sequence[VersionFigures]
    nodes: Sequence[NodeFigures]


def figures_of(viewer: User, newest: Version, *, since: datetime, number: int = 0) -> Figures:
    """Of runs of a script that began since, of one version by `number`, else of all. Steps stand in the order of its newest version, then those that are gone."""
    script, document = newest.script, document_of(newest)
    return Figures(versions=_by_version(script, since), nodes=_by_node(viewer, script, document, since, number))


def since_days(days: int, *, at: datetime) -> datetime:
    return at - timedelta(days=days if days in SPANS else SPANS[1])


def _by_version(script: Script, since: datetime) -> list[VersionFigures]:
    rows = _runs(script, since).values_list("version__number", "status", "result").annotate(count=Count("pk"))
    names = {each.pk: str(each) for each in Result.objects.all()}
    found: dict[int, dict[str, int]] = {}
    results: dict[int, dict[str, int]] = {}
    for number, status, result, count in rows:
        statuses = found.setdefault(number, {})
        statuses[status] = statuses.get(status, 0) + count
        if result is not None:
            results.setdefault(number, {})[names[result]] = results.get(number, {}).get(names[result], 0) + count
    return [
        VersionFigures(
            number=number,
            begun=sum(statuses.values()),
            ended=statuses.get(Run.Status.ENDED, 0),
            left=statuses.get(Run.Status.LEFT, 0),
            under_way=statuses.get(Run.Status.GOING, 0) + statuses.get(Run.Status.PAUSED, 0),
            results=_most_first(results.get(number, {})),
        )
        for number, statuses in sorted(found.items(), reverse=True)
    ]


def _by_node(viewer: User, script: Script, document: Document, since: datetime, number: int) -> list[NodeFigures]:
    spent = _spent(script, since, number)
    of_version = {"version__number": number} if number else {}
    left = dict(
        _runs(script, since).filter(status=Run.Status.LEFT, **of_version).values_list("node").annotate(count=Count("pk")).order_by("node")
    )
    skips, jumps, reasons = _deviations(viewer, script, since, number)
    met = spent.keys() | left.keys() | skips.keys() | jumps.keys()
    language = (get_language() or "nl")[:2]
    found = []
    for key in (*document.nodes, *sorted(met - document.nodes.keys())):
        node = document.nodes.get(key)
        count, median, most = spent.get(key, (0, 0.0, 0.0))
        found.append(
            NodeFigures(
                key=key,
                title=(title_of(node, language) if node else "") or key,
                runs=count,
                median_seconds=median,
                most_seconds=most,
                expected_seconds=node.expected_seconds if node else None,
                left=left.get(key, 0),
                skips=skips.get(key, 0),
                jumps=jumps.get(key, 0),
                reasons=_most_first(reasons.get(key, {}))[:MOST_REASONS],
            )
        )
    return found


def _runs(script: Script, since: datetime) -> QuerySet[Run]:
    return Run.objects.filter(version__script=script, started_at__gte=since)


def _spent(script: Script, since: datetime, number: int) -> dict[str, tuple[int, float, float]]:
    """Node → (runs in which it was passed, the seconds that took: median, nine in ten)."""
    with planned_cursor() as cursor:
        cursor.execute(_SPENT, [script.pk, since, number, number, list(SPENT_AT), list(PASSED)])
        return {node: (count, float(median or 0), float(most or 0)) for node, count, median, most in cursor.fetchall()}


_SPENT = """
WITH happened AS (
    SELECT event.run_id, event.node, event.kind,
           extract(epoch FROM event.at - lag(event.at) OVER (PARTITION BY event.run_id ORDER BY event.position)) AS seconds
    FROM scripts_runevent event
    JOIN scripts_run run ON run.id = event.run_id
    JOIN scripts_version version ON version.id = run.version_id
    WHERE version.script_id = %s AND run.started_at >= %s AND (%s = 0 OR version.number = %s)
), spent AS (
    SELECT run_id, node, sum(seconds) FILTER (WHERE kind = ANY (%s)) AS seconds
    FROM happened WHERE node <> '' GROUP BY run_id, node HAVING bool_or(kind = ANY (%s))
)
SELECT node, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
FROM spent GROUP BY node
"""


def _deviations(
    viewer: User, script: Script, since: datetime, number: int
) -> tuple[dict[str, int], dict[str, int], dict[str, dict[str, int]]]:
    """Node → how often it was skipped; jumped to; and the reasons for both, as far as the viewer may read them."""
    mask = Mask(viewer)
    of_version = {"run__version__number": number} if number else {}
    kinds = [runs.SKIPPED, runs.JUMPED]
    rows = RunEvent.objects.filter(run__version__script=script, run__started_at__gte=since, kind__in=kinds, **of_version)
    counts: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    reasons: dict[str, dict[str, int]] = {}
    for kind, node, reason, count in rows.values_list("kind", "node", "data__reason").annotate(count=Count("pk")):
        counts[kind][node] = counts[kind].get(node, 0) + count
        said = mask.text(str(reason or ""))
        of_node = reasons.setdefault(node, {})
        of_node[said] = of_node.get(said, 0) + count
    return counts[runs.SKIPPED], counts[runs.JUMPED], reasons


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
