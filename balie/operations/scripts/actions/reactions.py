"""What scripts do when something happened below."""

from __future__ import annotations

from balie.conversation.contacts.events import CustomerAttached
from balie.operations.scripts.actions.running import know_customer


def follow_customer(event: CustomerAttached) -> None:
    """Facts of the customer that is known now count in the script that runs."""
    know_customer(event.contact_id, at=event.at)
