"""Reads of agreements and clocks."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from balie.access.accounts.models import User
from balie.records.calendars.models import CalendarVersion
from balie.records.calendars.queries import hours_of_version
from balie.records.catalogue.models import Contract
from balie.records.sla import rules
from balie.records.sla.contracted import contracted, contracted_by_many
from balie.records.sla.models import Agreement, Clock, ClockEvent, ClockStep, ContractAgreement, Escalation, Metric, Target
from balie.records.taxonomy.models import Purpose

WHOLE = 100


def agreements() -> list[Agreement]:
    """All, the default of each kind first, then by name as read; with how many targets each has and whether it holds by some contract or type."""
    order = list(Agreement.Kind.values)
    rows = Agreement.objects.annotate(
        target_count=Count("targets"), is_by_contract=Exists(ContractAgreement.objects.filter(agreement=OuterRef("pk")))
    )
    return sorted(rows, key=lambda each: (order.index(each.kind), not each.is_default, str(each.name).casefold()))


def free_key() -> str:
    """A key for a new agreement."""
    taken = set(Agreement.objects.values_list("key", flat=True))
    return next(key for number in range(len(taken) + 1, 2 * len(taken) + 3) if (key := f"agreement-{number}") not in taken)


def default_agreement(kind: str, on: date) -> Agreement | None:
    """The agreement of a kind that holds where no other is named, if it is valid on that day."""
    valid = (Q(first_on=None) | Q(first_on__lte=on)) & (Q(last_on=None) | Q(last_on__gte=on))
    return Agreement.objects.filter(valid, kind=kind, is_default=True).first()


def target_for(agreement: Agreement, *, metric: str, priority: int, purpose: Purpose | None = None) -> Target | None:
    """What the agreement promises: for the purpose, else for all; None when nothing."""
    found = find_targets([agreement.pk])
    return chosen(found, agreement.pk, metric, priority, purpose.pk if purpose else None)


type TargetKey = tuple[int, str, int, int | None]


def find_targets(agreement_ids: Iterable[int]) -> Mapping[TargetKey, Target]:
    """(agreement, metric, priority, purpose) → target."""
    rows = Target.objects.filter(agreement__in=set(agreement_ids)).select_related("calendar")
    return {(row.agreement_id, row.metric, row.priority, row.purpose_id): row for row in rows}


def chosen(found: Mapping[TargetKey, Target], agreement_id: int, metric: str, priority: int, purpose_id: int | None) -> Target | None:
    return found.get((agreement_id, metric, priority, purpose_id)) or found.get((agreement_id, metric, priority, None))


def targets_of(agreement: Agreement) -> list[Target]:
    return list(
        Target.objects.filter(agreement=agreement.pk).select_related("calendar", "purpose").order_by("purpose_id", "priority", "metric")
    )


@dataclass(frozen=True, eq=False)
class Promised:
    """All that is promised; `agreements` by id; `versions`: calendar → its newest version; `escalated`: (agreement, metric) → the percentages at which something is done."""

    agreements: Mapping[int, Agreement]
    defaults: Sequence[Agreement]
    targets: Mapping[TargetKey, Target]
    versions: Mapping[int, int]
    escalated: Mapping[tuple[int, str], frozenset[int]]


_KEY, SECONDS_BEHIND = "sla.promised", 5


def promised() -> Promised:
    """What is promised now, from memory: five seconds behind what another process changed. `jobs.defer_rebasing` makes up for it."""
    mark: str | None = cache.get(_KEY)
    if mark is None:
        mark = secrets.token_hex(8)
        cache.set(_KEY, mark, SECONDS_BEHIND)
    return _promised(mark)


def forget_promised() -> None:
    cache.delete(_KEY)


@lru_cache(maxsize=2)
def _promised(_mark: str) -> Promised:
    targets = Target.objects.select_related("calendar")
    newest = CalendarVersion.objects.values_list("calendar").annotate(newest=Max("pk"))
    known = Agreement.objects.order_by("pk").in_bulk()
    return Promised(
        known,
        tuple(each for each in known.values() if each.is_default),
        {(row.agreement_id, row.metric, row.priority, row.purpose_id): row for row in targets},
        dict(newest),
        _escalated(Escalation.objects.values_list("agreement_id", "metric", "percent")),
    )


def _escalated(rows: Iterable[tuple[int, str, int]]) -> Mapping[tuple[int, str], frozenset[int]]:
    found: dict[tuple[int, str], set[int]] = {}
    for agreement_id, metric, percent in rows:
        for each in [metric] if metric else Metric.values:
            found.setdefault((agreement_id, each), set()).add(percent)
    return {key: frozenset(percents) for key, percents in found.items()}


def percents_of(agreement: Agreement, metric: str) -> list[int]:
    """The shares of a promise at which somebody hears of it or something is done, the least first; the whole of it is one."""
    return sorted({*agreement.warn_percents, WHOLE, *promised().escalated.get((agreement.pk, metric), ())})


def escalations_at(step: ClockStep) -> list[Escalation]:
    """What is to be done at the step, in the order it was agreed: nothing that was agreed after its moment."""
    clock = step.clock
    agreed = Escalation.objects.filter(agreement=clock.agreement_id, percent=step.percent, since__lte=step.at)
    return list(agreed.filter(metric__in=("", clock.metric)).order_by("pk"))


def escalations_of(agreement: Agreement) -> list[Escalation]:
    """All of an agreement, the earliest first."""
    rows = Escalation.objects.filter(agreement=agreement.pk).select_related("team")
    return list(rows.order_by("percent", "metric", "pk"))


def by_contract(agreement: Agreement, *, viewer: User) -> list[ContractAgreement]:
    """By which types and contracts it holds, as far as the viewer sees these: types first, then contracts by number."""
    rows = named_for(agreement, viewer).select_related("contract__type", "contract_type")
    return list(rows.order_by(F("contract_type__position").asc(nulls_last=True), "contract__number", "first_on", "pk"))


def named_for(agreement: Agreement, viewer: User) -> QuerySet[ContractAgreement]:
    """Where the agreement holds by a type, and by a contract that the viewer sees."""
    seen = Q(contract=None) | Q(contract__in=Contract.objects.visible_to(viewer))
    return ContractAgreement.objects.filter(seen, agreement=agreement)


def agreements_for(*, customer_id: int | None, on: date) -> list[Agreement]:
    """The agreements that hold for what a customer asks on that day, any number of each kind.

    Those that its contracts in force name, its organisations' too; of a kind that none names, the default one.
    """
    return _with_defaults(contracted(customer_id, on) if customer_id else [], on)


def agreements_by_customer(customer_ids: Collection[int], *, on: date) -> Mapping[int, list[Agreement]]:
    """Customer → as `agreements_for`, in one query for all."""
    return {pk: _with_defaults(named, on) for pk, named in contracted_by_many(customer_ids, on).items()}


def _with_defaults(ids: Sequence[int], on: date) -> list[Agreement]:
    """Those named, and of a kind that is not among them the default one."""
    named = _known(ids)
    kinds = {each.kind for each in named}
    return named + [each for each in promised().defaults if each.kind not in kinds and _is_valid(each, on)]


def _known(ids: Sequence[int]) -> list[Agreement]:
    """One that was made a moment ago in another process is not in memory yet: then all is read again."""
    if not set(ids) <= set(promised().agreements):
        forget_promised()
    found = promised().agreements
    return [found[pk] for pk in ids if pk in found]


def _is_valid(agreement: Agreement, on: date) -> bool:
    return (agreement.first_on or on) <= on <= (agreement.last_on or on)


def is_older_transaction(seconds: int) -> bool:
    """Whether a transaction that began so long ago still runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND xact_start < now() - make_interval(secs => %s))",
            [seconds],
        )
        return bool(cursor.fetchone()[0])


def clocks_of(subject_kind: str, subject_id: int) -> list[Clock]:
    """Every clock of a subject, the running ones first; whoever asks has seen to it that the viewer may see the subject."""
    rows = Clock.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("agreement", "calendar")
    return sorted(rows, key=lambda each: (each.stopped_at is not None, each.pk))


def logs_of(clocks: Sequence[Clock]) -> Mapping[int, list[rules.Event]]:
    """Clock → what happened to it, for the rules."""
    logs: dict[int, list[rules.Event]] = {clock.pk: [] for clock in clocks}
    rows = ClockEvent.objects.filter(clock__in=list(logs)).order_by("pk")
    for clock_id, kind, at, reason, seconds, version_id in rows.values_list("clock_id", "kind", "at", "reason", "seconds", "version_id"):
        logs[clock_id].append(_event(kind, at, reason, seconds, version_id))
    return logs


def as_event(row: ClockEvent) -> rules.Event:
    return _event(row.kind, row.at, row.reason, row.seconds, row.version_id)


def _event(kind: str, at: datetime, reason: str, seconds: int | None, version_id: int | None) -> rules.Event:
    kinds = ClockEvent.Kind
    match kind:
        case kinds.PAUSED:
            return rules.Paused(at, reason)
        case kinds.RESUMED:
            return rules.Resumed(at, reason)
        case kinds.STOPPED:
            return rules.Stopped(at)
        case kinds.REOPENED:
            return rules.Reopened(at)
        case kinds.UNDONE:
            return rules.Undone(at)
    terms = rules.Terms(timedelta(seconds=seconds or 0), hours_of_version(version_id or 0))
    return rules.Started(at, terms) if kind == kinds.STARTED else rules.Rebased(at, terms)


def read(clock: Clock) -> rules.Clock:
    """The clock as its log tells."""
    return rules.read_clock(logs_of([clock])[clock.pk])


def ledger_of(clock: Clock, until: datetime) -> list[rules.Entry]:
    return rules.ledger(read(clock), until)
