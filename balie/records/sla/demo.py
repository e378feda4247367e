"""The demo's agreements: what customers are promised by default, a better one, and what teams promise each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from balie.records.calendars.models import Calendar
from balie.records.catalogue.models import ContractType
from balie.records.sla.actions import Step, hold_by_contract, make_default, save_agreement, save_escalations, save_targets
from balie.records.sla.models import Agreement, Metric

HOUR = timedelta(hours=1)
# Hours per priority, most pressing first: first response, next response, progress message, solution.
STANDARD = ((1, 2, 4, 8), (2, 4, 8, 16), (4, 8, 0, 40), (8, 16, 0, 80))
GOLD = ((0.5, 1, 2, 4), (1, 2, 4, 8), (2, 4, 8, 24), (4, 8, 0, 40))
INTERNAL = ((0.5, 0, 0, 4), (1, 0, 0, 8), (4, 0, 0, 24), (8, 0, 0, 40))


def load(at: datetime) -> None:
    day, always = (Calendar.objects.get(key=key) for key in ("balie", "storingen"))
    standard = _agreement("standard", "Standaard", "Standard", "Standard", "Standard", at)
    make_default(standard, by=None, at=at)
    save_escalations(standard, [Step(75, "owner", "first"), Step(100, "leads", "solution")], by=None, at=at)
    _promise(standard, STANDARD, [day] * 4, at)
    gold = _agreement(
        "gold",
        "Goud, dag en nacht bij storing",
        "Or, jour et nuit en cas de panne",
        "Gold, day and night for faults",
        "Gold, Tag und Nacht bei Störung",
        at,
    )
    save_escalations(gold, [Step(75, "owner"), Step(100, "leads"), Step(150, "raise", "solution")], by=None, at=at)
    _promise(gold, GOLD, [always, always, day, day], at)
    hold_by_contract(gold, contract_type=ContractType.objects.get(key="goud"), by=None, at=at)
    internal = _agreement("second-line", "Tweede lijn", "Deuxième ligne", "Second line", "Zweite Ebene", at, kind=Agreement.Kind.INTERNAL)
    make_default(internal, by=None, at=at)
    _promise(internal, INTERNAL, [day] * 4, at)


def _agreement(key: str, nl: str, fr: str, en: str, de: str, at: datetime, *, kind: str = Agreement.Kind.CUSTOMER) -> Agreement:
    name = {"nl": nl, "fr": fr, "en": en, "de": de}
    return save_agreement(Agreement(key=key), name=name, kind=kind, warn_percents=[50, 75], by=None, at=at)


def _promise(agreement: Agreement, hours: tuple[tuple[float, ...], ...], calendars: list[Calendar], at: datetime) -> None:
    cells = {
        (priority, metric): HOUR * length
        for priority, row in enumerate(hours, 1)
        for metric, length in zip(Metric.values, row, strict=True)
        if length
    }
    save_targets(agreement, cells=cells, calendars=dict(enumerate(calendars, 1)), by=None, at=at)
