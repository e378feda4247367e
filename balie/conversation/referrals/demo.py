"""The demo's referrals: some customers whom somebody else helped further."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation

from balie.conversation.contacts.models import Contact
from balie.conversation.referrals.actions import refer_customer
from balie.records.directory.models import Entry

# Category of the question → to whom, and in how many days we ask how it went.
_TOLD = {
    "betaling": ("Welzijn Antwerpen, energiedienst", 3),
    "storing": ("Netbeheerder Vlaanderen", 0),
    "klacht": ("Ombudsdienst energie", 7),
}


def load(at: datetime) -> None:
    for key, (name, days) in _TOLD.items():
        contact = (
            Contact.objects.filter(channel="call", questions__category__key=key, operator__isnull=False).order_by("-started_at").first()
        )
        if contact is None or contact.operator is None:
            continue
        with translation.override(contact.operator.language):
            refer_customer(
                contact,
                Entry.objects.get(name__nl=name).pk,
                follow_up_on=timezone.localdate(at) + timedelta(days=days) if days else None,
                by=contact.operator,
                at=min(at, contact.started_at + timedelta(minutes=4)),
                dedupe_key=f"demo-referral-{key}",
            )
