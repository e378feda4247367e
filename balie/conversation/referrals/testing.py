"""Builders of referrals for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact
from balie.conversation.referrals.actions import refer_customer
from balie.conversation.referrals.models import Referral
from balie.records.directory.models import Entry

_serial = count(1)


def a_referral(contact: Contact, entry: Entry, by: User, **fields: Any) -> Referral:
    """Told by word of mouth, unless told otherwise."""
    given: dict[str, Any] = {"at": MONDAY_9AM, "dedupe_key": f"referral{next(_serial)}"} | fields
    return refer_customer(contact, entry.pk, by=by, **given)
