"""Verbs on contacts: more teams have part in one, or it is as closed as what it belongs to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from balie.access.audit.actions import record
from balie.access.permissions.levels import Protected
from balie.conversation.contacts.models import Contact
from balie.foundation.live import nudge


@transaction.atomic
def share_contact(contact_id: int, team_ids: Collection[int], *, level: int, at: datetime) -> Contact:
    """Let these teams see the contact as its own does; it becomes at least as closed as `level`."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    fresh = [each for each in team_ids if each != contact.team_id and each not in contact.also_team_ids]
    if not fresh and contact.level >= level:
        return contact
    contact.also_team_ids, contact.level = [*contact.also_team_ids, *fresh], max(contact.level, level)
    contact.save(update_fields=["also_team_ids", "level"])
    record("contacts.shared", contact, by=None, at=at, data={"teams": ", ".join(map(str, fresh))})
    nudge(f"contact:{contact.number}")
    return contact


@transaction.atomic
def close_contact(contact_id: int, *, like: Protected, also_team_ids: Collection[int], at: datetime) -> None:
    """The contact is seen by exactly those who see `like`."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    contact.level, contact.team_id, contact.also_team_ids = like.level, like.team_id, list(also_team_ids)
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, *like.participant_ids]))
    contact.save(update_fields=["level", "team", "also_team_ids", "participant_ids"])
    record("contacts.closed_like", contact, by=None, at=at, data={"level": contact.level})
