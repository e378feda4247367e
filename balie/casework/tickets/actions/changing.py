"""Setting a ticket's fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.levels import Level
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, held, keep
from balie.casework.tickets.actions.prioritising import goes_before, prioritise
from balie.casework.tickets.indexing import index_ticket
from balie.casework.tickets.models import Ticket
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.normalise import one_line
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Category, Purpose


class TicketFields(TypedDict, total=False):
    """What may be set, each alone or together."""

    subject: str
    category: Category | None
    purpose: Purpose | None
    customer: Customer | None
    urgency: int
    impact: int
    tags: list[str]
    level: int
    language: str


@transaction.atomic
def set_fields(number: int, *, by: User | None, at: datetime, version: int | None = None, **fields: Unpack[TicketFields]) -> Ticket:
    """Set `fields`; what is equal already changes nothing. Raises `Outdated` when `version` is not the newest.

    Priority follows from urgency and impact. Raises `Invalid` naming the field.
    """
    ticket = held(number, by=by, verb="tickets.change", version=version)
    _check(ticket, fields, by=by)
    changes = [change for name, value in fields.items() if (change := _set(ticket, name, value))]
    if not changes:
        return ticket
    if any(change.field == "customer" for change in changes):
        ticket.is_vip = goes_before(ticket.customer)
    changes += prioritise(ticket)
    keep(ticket, "changed", *changes, by=by, at=at, fields=["is_vip", *(change.field for change in changes)])
    index_ticket(ticket)
    return ticket


@transaction.atomic
def add_tags(number: int, tags: list[str], *, by: User, at: datetime) -> Ticket:
    """Put tags beside those the ticket has."""
    ticket = held(number, by=by, verb="tickets.change")
    return set_fields(number, by=by, at=at, tags=[*ticket.tags, *tags])


def _check(ticket: Ticket, fields: TicketFields, *, by: User | None) -> None:
    if "subject" in fields:
        fields["subject"] = one_line(fields["subject"])[:300]
        if not fields["subject"]:
            raise Invalid(field="subject", reason=_("Say in a few words what it is about."))
    if "tags" in fields:
        fields["tags"] = rules.clean_tags(fields["tags"])
    for name in ("urgency", "impact"):
        if name in fields and fields[name] not in Ticket.Grade.values:
            raise Invalid(field=name, reason=_("Choose high, normal or low."))
    if "language" in fields and fields["language"] not in LANGUAGES:
        raise Invalid(field="language", reason=_("Choose one of the four languages."))
    customer = fields.get("customer")
    if customer is not None and by is not None and not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise NotFound()
    if "level" in fields and fields["level"] != ticket.level:
        _check_level(ticket, fields["level"], by=by)


def _check_level(ticket: Ticket, level: int, *, by: User | None) -> None:
    ensure_may(by, "permissions.set_level", ticket)
    if level not in Level.values:
        raise Invalid(field="level", reason=_("Choose how closed the ticket is."))
    if level >= Level.RESTRICTED and by is not None and by.pk not in ticket.participant_ids:
        ticket.participant_ids = [*ticket.participant_ids, by.pk]
        ticket.save(update_fields=["participant_ids"])


def _set(ticket: Ticket, name: str, value: Any) -> Changed | None:
    old = getattr(ticket, name)
    if old == value:
        return None
    setattr(ticket, name, value)
    return Changed(name, _code(old), _code(value))


def _code(value: Any) -> object:
    """What the history keeps of a value: the key of a term, the number of a record, tags in words."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(str(each) for each in value)
    return getattr(value, "key", None) or getattr(value, "number", None) or value
