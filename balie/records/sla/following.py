"""How far the jobs are that bring running clocks in line with what was changed: each says so itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.foundation.text.numbers import group
from balie.records.calendars.models import Calendar
from balie.records.catalogue.models import Contract, ContractType
from balie.records.customers.models import Customer
from balie.records.customers.queries.finding import masked_names
from balie.records.sla.jobs import REBASE
from balie.records.sla.models import Agreement


@dataclass(frozen=True)
class Following:
    """`what` was changed, in words; of `total` clocks or tickets `done` were looked at. Without a total it has not begun."""

    what: str
    done: int
    total: int


def changes_being_followed(viewer: User, agreements: Sequence[Agreement]) -> list[Following]:
    """Under which of all `agreements`, by which calendar or contracts; the oldest change first.

    Those that are only looked at once more, for what began meanwhile, are not among them.
    """
    waiting = ProcrastinateJob.objects.filter(task_name=REBASE, status__in=("todo", "doing")).order_by("id")
    given = [job.args for job in waiting if not job.args.get("settles")]
    defaults = {each.kind: each for each in agreements if each.is_default}
    known = _known(given, viewer) | {"agreement_id": {each.pk: each for each in agreements}, "default_of": defaults}
    return [Following(_what(each, known, viewer), each.get("done", 0), each.get("total", 0)) for each in given]


def _known(given: Sequence[Mapping[str, Any]], viewer: User) -> dict[str, Mapping[Any, Any]]:
    """What the changes are of, as far as the viewer may see it: one query for each kind of it, however many changes there are."""
    every: dict[str, QuerySet[Any]] = {
        "customer_id": Customer.objects.visible_to(viewer),
        "contract_id": Contract.objects.visible_to(viewer).select_related("type"),
        "contract_type_id": ContractType.objects.all(),
        "calendar_id": Calendar.objects.all(),
    }
    asked = {name: {each[name] for each in given if each.get(name)} for name in every}
    return {name: rows.in_bulk(list(asked[name])) for name, rows in every.items()}


def _what(scope: Mapping[str, Any], known: Mapping[str, Mapping[Any, Any]], viewer: User) -> str:
    """What was changed."""
    match scope:
        case {"customer_id": pk}:
            return _of_customer(known["customer_id"].get(pk), viewer)
        case {"contract_id": pk}:
            return _contract(known["contract_id"].get(pk))
        case {"contract_type_id": pk}:
            named = known["contract_type_id"].get(pk)
            return _("contracts of the type “%(name)s”") % {"name": named.name} if named else _("contracts")
        case {"until": day}:
            return _("contracts that begin or end by %(day)s") % {"day": date_format(date.fromisoformat(str(day)))}
        case {"default_of": kind}:
            found = known["default_of"].get(kind)
        case {"agreement_id": pk} if pk:
            found = known["agreement_id"].get(pk)
        case _:
            found = known["calendar_id"].get(scope["calendar_id"])
    return str(found.name) if found else ""


def _of_customer(customer: Customer | None, viewer: User) -> str:
    return _("contracts of %(name)s") % {"name": masked_names(customer, Mask(viewer))[1]} if customer else _("contracts")


def _contract(contract: Contract | None) -> str:
    if contract is None:
        return _("contracts")
    return _("contract %(number)s, “%(name)s”") % {"number": group(contract.number), "name": contract.type.name}
