"""Where promises stand on screen, and of what they may be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for
from balie.conversation.promises.extensions import About, SubjectKind
from balie.conversation.promises.models import Promise
from balie.conversation.promises.policies import SETTINGS, VIEW
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, SettingsPage
from balie.records.customers.extensions import Along, FilePart
from balie.records.customers.queries import load


def find_customer(viewer: User, number: int) -> About:
    row = load(viewer, number)
    return About(row.pk, row.number, row.pk, None, row.team_id, row.level, tuple(row.participant_ids))


def find_contact(viewer: User, number: int) -> About:
    row = contact_for(viewer, number)
    return About(row.pk, row.number, row.customer_id, row.pk, row.team_id, row.level, tuple(row.participant_ids))


def panel_of(contact: Contact) -> str | None:
    return url("promises:about", "contact", contact.number)


def may_follow(user: Any, key: str) -> bool:
    """`promises`: that some promise changed."""
    return not key and bool(user.has(VIEW))


ALONG = Along(Promise, _("Promises"))
SUBJECTS = [
    SubjectKind("customer", find_customer, lambda number: url("customers:customer", number)),
    SubjectKind("contact", find_contact, lambda number: url("contacts:contact", number)),
]
COMMANDS = [Command(_("Promises"), "promises:index", "clock", key="b", verb=VIEW)]
CONTACT_PANELS = [ContactPanel(_("Promises"), panel_of)]
FILE_PARTS = [FilePart(_("Promises"), lambda number: url("promises:about", "customer", number), VIEW)]
SETTINGS_PAGES = [SettingsPage(_("Promises"), "promises:settings", "clock", SETTINGS, _("Organisation"))]
TOPICS = [TopicKind("promises", may_follow)]
