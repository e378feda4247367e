"""Mail addresses that mail comes back from: marked with why, until mail comes from them or somebody says they work again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import NotFound
from balie.foundation.live import nudge
from balie.records.customers.actions.files import locked
from balie.records.customers.models import Customer, MailAddress


@transaction.atomic
def mark_failing(addresses: Iterable[str], *, reason: str, at: datetime) -> None:
    """Mail to these comes back; on every file that has them. The first time it failed stays, the newest reason is told."""
    found = MailAddress.objects.filter(address__in=[each.casefold() for each in addresses])
    for row in found.select_for_update(of=("self",)).select_related("customer").order_by("pk"):
        row.failing_since, row.failing_reason = row.failing_since or at, reason[:300]
        row.save(update_fields=["failing_since", "failing_reason"])
        _told(row.customer, "mail_address_failing", by=None, at=at)


@transaction.atomic
def note_working(address: str, *, at: datetime) -> None:
    """Mail came from the address, so it works again; on every file that has it."""
    found = MailAddress.objects.filter(address=address.casefold(), failing_since__isnull=False)
    for row in found.select_for_update(of=("self",)).select_related("customer").order_by("pk"):
        _clear(row, row.customer, by=None, at=at)


@transaction.atomic
def set_working(customer: Customer, mail_address_id: int, *, by: User, at: datetime) -> None:
    """A colleague knows that the address works again. Raises `NotFound`."""
    held = locked(customer, by=by)
    ensure_may(by, "customers.change", held)
    row = MailAddress.objects.filter(customer=held, pk=mail_address_id).first()
    if row is None:
        raise NotFound()
    if row.failing_since is not None:
        _clear(row, held, by=by, at=at)


def _clear(row: MailAddress, customer: Customer, *, by: User | None, at: datetime) -> None:
    row.failing_since, row.failing_reason = None, ""
    row.save(update_fields=["failing_since", "failing_reason"])
    _told(customer, "mail_address_working", by=by, at=at)


def _told(customer: Customer, verb: str, *, by: User | None, at: datetime) -> None:
    record(f"customers.{verb}", customer, by=by, at=at)
    nudge(f"customer:{customer.number}")
