"""Verbs on contacts: a colleague or more teams have part in one, or it is as closed as what it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.levels import Protected
from balie.conversation.contacts.events import ContactAccessChanged
from balie.conversation.contacts.models import Contact
from balie.foundation.drafts.actions import share_drafts
from balie.foundation.events import announce
from balie.foundation.live import nudge

SHARED = ("also_team_ids", "level")


@transaction.atomic
def let_take_part(contact: Contact, user: User, *, by: User, at: datetime) -> None:
    """A colleague takes part from now on: they see the contact, and what `by` is noting in it and has not sent."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    share_drafts(f"contact-{contact.number}-", of=by, to=user, at=at)
    if user.pk in contact.participant_ids:
        return
    contact.participant_ids = [*contact.participant_ids, user.pk]
    contact.save(update_fields=["participant_ids"])
    record("contacts.let_take_part", contact, by=by, at=at, data={"user": user.pk})
    announce(ContactAccessChanged(contact_id=contact.pk, at=at))
    nudge(f"contact:{contact.number}")


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
    announce(ContactAccessChanged(contact_id=contact.pk, at=at))
    nudge(f"contact:{contact.number}")
    return contact


@transaction.atomic
def unshare_contact(contact_id: int, before: Mapping[str, Any], *, unless: Mapping[str, Any], at: datetime) -> None:
    """Put who sees the contact back as in `before`, where that is still as in `unless`."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    if any(getattr(contact, name) != unless[name] for name in SHARED):
        return
    for name in SHARED:
        setattr(contact, name, before[name])
    contact.save(update_fields=list(SHARED))
    record("contacts.unshared", contact, by=None, at=at, data={"level": contact.level})
    announce(ContactAccessChanged(contact_id=contact.pk, at=at))
    nudge(f"contact:{contact.number}")


@transaction.atomic
def close_contact(contact_id: int, *, like: Protected, also_team_ids: Collection[int], at: datetime) -> None:
    """The contact is seen by exactly those who see `like`."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    contact.level, contact.team_id, contact.also_team_ids = like.level, like.team_id, list(also_team_ids)
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, *like.participant_ids]))
    contact.save(update_fields=["level", "team", "also_team_ids", "participant_ids"])
    record("contacts.closed_like", contact, by=None, at=at, data={"level": contact.level})
    announce(ContactAccessChanged(contact_id=contact.pk, at=at))
