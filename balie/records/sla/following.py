"""How far the jobs are that bring running clocks in line with what was changed: each says so itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def changes_being_followed(viewer: User) -> list[Following]:
    """The oldest change first; those that are only looked at once more, for what began meanwhile, are not among them."""
    waiting = ProcrastinateJob.objects.filter(task_name=REBASE, status__in=("todo", "doing")).order_by("id")
    given = [job.args for job in waiting if not job.args.get("settles")]
    return [Following(_what(each, viewer), each.get("done", 0), each.get("total", 0)) for each in given]


def _what(scope: Mapping[str, Any], viewer: User) -> str:
    """What was changed, as far as the viewer may know of it."""
    match scope:
        case {"customer_id": pk}:
            return _of_customer(Customer.objects.visible_to(viewer).filter(pk=pk).first(), viewer)
        case {"contract_id": pk}:
            return _contract(Contract.objects.visible_to(viewer).select_related("type").filter(pk=pk).first())
        case {"contract_type_id": pk}:
            named = ContractType.objects.filter(pk=pk).first()
            return _("contracts of the type “%(name)s”") % {"name": named.name} if named else _("contracts")
        case {"until": day}:
            return _("contracts that begin or end by %(day)s") % {"day": date_format(date.fromisoformat(str(day)))}
        case {"default_of": kind}:
            found: Agreement | Calendar | None = Agreement.objects.filter(kind=kind, is_default=True).first()
        case {"agreement_id": pk} if pk:
            found = Agreement.objects.filter(pk=pk).first()
        case _:
            found = Calendar.objects.filter(pk=scope["calendar_id"]).first()
    return str(found.name) if found else ""


def _of_customer(customer: Customer | None, viewer: User) -> str:
    return _("contracts of %(name)s") % {"name": masked_names(customer, Mask(viewer))[1]} if customer else _("contracts")


def _contract(contract: Contract | None) -> str:
    if contract is None:
        return _("contracts")
    return _("contract %(number)s, “%(name)s”") % {"number": group(contract.number), "name": contract.type.name}
