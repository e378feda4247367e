"""Bring an installation to its start, its demo, or its measuring size."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.foundation.installation.extensions import BULK, DEMO, INSTALL


@transaction.atomic
def install(at: datetime) -> None:
    """Make what every installation has; again after each migration."""
    for part in INSTALL.fillings():
        part(at)


@transaction.atomic
def load_demo(at: datetime) -> None:
    """Load the demo organisation, whole or not at all."""
    install(at)
    for part in DEMO.fillings():
        part(at)


@transaction.atomic
def load_many(tickets: int, at: datetime) -> None:
    """Add `tickets` tickets with their customers and messages, quickly and without side effects."""
    for part in BULK.fillings():
        part(tickets, at)
