"""The demo's mailboxes: their mail comes in at Balie's own door and goes out through it."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import Team
from balie.conversation.email.models import Mailbox
from balie.records.taxonomy.models import Brand

MAILBOXES = {"hallo@zenne.example": ("Zenne Energie", "energie"), "winkel@zenne.example": ("Zenne Winkel", "winkel")}


def load(at: datetime) -> None:
    teams = {team.key: team for team in Team.objects.all()}
    brands = {brand.key: brand for brand in Brand.objects.all()}
    for address, (name, key) in MAILBOXES.items():
        Mailbox.objects.create(
            name=name, address=address, team=teams[key], brand=brands[key], source=Mailbox.Source.LISTENER, state_since=at
        )
