"""Where promises stand on screen, and of what they may be."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for
from balie.conversation.promises.extensions import CONTACT, CUSTOMER, About, SubjectKind
from balie.conversation.promises.models import Promise
from balie.conversation.promises.policies import SETTINGS, VIEW
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, SettingsPage
from balie.records.customers.extensions import Along, FilePart
from balie.records.customers.models import Customer
from balie.records.customers.queries import load


def find_customer(viewer: User, number: int) -> About:
    return _of_customer(load(viewer, number))


def customers_stand(ids: Collection[int]) -> list[About]:
    return [_of_customer(each) for each in Customer.objects.filter(pk__in=ids)]


def find_contact(viewer: User, number: int) -> About:
    return _of_contact(contact_for(viewer, number))


def contacts_stand(ids: Collection[int]) -> list[About]:
    return [_of_contact(each) for each in Contact.objects.filter(pk__in=ids)]


def panel_of(contact: Contact) -> str | None:
    return url("promises:about", "contact", contact.number)


def may_follow(user: Any, key: str) -> bool:
    """`promises`: that some promise changed."""
    return not key and bool(user.has(VIEW))


def _of_customer(row: Customer) -> About:
    return About(row.pk, row.number, row.pk, None, row.team_id, row.level, tuple(row.participant_ids))


def _of_contact(row: Contact) -> About:
    return About(row.pk, row.number, row.customer_id, row.pk, row.team_id, row.level, tuple(row.participant_ids))


ALONG = Along(Promise, _("Promises"))
SUBJECTS = [
    SubjectKind(CUSTOMER, find_customer, customers_stand, lambda number: url("customers:customer", number)),
    SubjectKind(CONTACT, find_contact, contacts_stand, lambda number: url("contacts:contact", number)),
]
COMMANDS = [Command(_("Promises"), "promises:index", "clock", key="b", verb=VIEW)]
CONTACT_PANELS = [ContactPanel(_("Promises"), panel_of)]
FILE_PARTS = [FilePart(_("Promises"), lambda number: url("promises:about", "customer", number), VIEW)]
SETTINGS_PAGES = [SettingsPage(_("Promises"), "promises:settings", "clock", SETTINGS, _("Organisation"))]
TOPICS = [TopicKind("promises", may_follow)]
