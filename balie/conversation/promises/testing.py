"""Builders of promises for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.promises.actions import make_promise
from balie.conversation.promises.extensions import About
from balie.conversation.promises.models import Promise
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer


def about(customer: Customer) -> About:
    return About(customer.pk, customer.number, customer.pk, None, customer.team_id, customer.level, tuple(customer.participant_ids))


def a_promise(
    owner: User, *, customer: Customer | None = None, what: str = "Ik bel terug", at: datetime = MONDAY_9AM, **fields: Any
) -> Promise:
    """A promise of `owner` to ring in two hours, unless told otherwise."""
    due_at = fields.pop("due_at", at + timedelta(hours=2))
    promise = make_promise("customer", about(customer or a_customer()), what=what, due_at=due_at, owner=owner, by=owner, at=at)
    for name, value in fields.items():
        setattr(promise, name, value)
    if fields:
        promise.save(update_fields=list(fields))
    return promise
