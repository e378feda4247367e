"""The verbs of contacts, and how private their fields are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

if TYPE_CHECKING:
    from balie.conversation.contacts.models import Contact


def is_visible(user: User, contact: Contact | Any) -> bool:
    """The rule of `seen_by`, for one contact in memory."""
    if contact.level == 0 or user.pk in contact.participant_ids:
        return True
    teams = {contact.team_id, *getattr(contact, "also_team_ids", ())}
    if contact.level == 1:
        return user.has("permissions.all_teams") or not teams.isdisjoint(user.team_ids)
    return bool(contact.level == 2 and not teams.isdisjoint(user.lead_team_ids))


def is_own_or_led(user: User, contact: Contact | Any) -> bool:
    """Whether the contact is the user's, nobody's, or one a lead may step into."""
    if not is_visible(user, contact):
        return False
    return contact.operator_id in {None, user.pk} or user.has("contacts.manage")


VERBS = [
    Verb("contacts.view", _("See contacts"), (*DESK, "knowledge", "privacy", "service")),
    Verb("contacts.register", _("Register contacts and note their questions"), (*DESK, "service"), may=is_visible),
    Verb("contacts.answer", _("Write to the other side of a contact"), (*DESK, "service"), may=is_visible),
    Verb("contacts.finish", _("Finish a contact with its result"), (*DESK, "service"), may=is_own_or_led),
    Verb("contacts.take_over", _("Take over a colleague's contact"), DESK, may=is_visible),
    Verb("contacts.reopen", _("Open a finished contact again"), DESK, may=is_own_or_led),
    Verb("contacts.manage", _("Finish and reopen contacts of colleagues"), LEADS),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "contacts.contact": {
        "party": _P,
        "party_name": _P,
        "subject": _P,
        "result_sentence": _P,
        "channel": _I,
        "direction": _I,
        "language": _I,
    },
    "contacts.question": {"customer_words": _P, "restated": _P, "treatment": _P},
    "contacts.message": {
        "direction": _I,
        "sender_name": _P,
        "sender_address": _P,
        "recipients": _P,
        "subject": _P,
        "text": _P,
        "history": _P,
        "html": _P,
    },
}
