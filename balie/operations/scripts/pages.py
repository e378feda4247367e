"""What scripts fill in for others, and what their action steps may do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.promises.policies import MAKE as PROMISE
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import SettingsPage
from balie.operations.scripts.extensions import ScriptAction
from balie.operations.scripts.policies import FOLLOW, WRITE


def make_ticket(contact: Contact) -> str | None:
    """From the last question that was noted; there is none to make it of before."""
    question_id = contact.questions.order_by("-position").values_list("pk", flat=True).first()
    return f"{url('tickets:create')}?question={question_id}" if question_id else None


def beside_contact(contact: Contact) -> str | None:
    """Promises stand in the contact's own page."""
    return f"{url('contacts:contact', contact.number)}#promises-contact-{contact.number}"


def in_the_bar(_contact: Contact) -> str | None:
    """A transfer is made where the call is."""
    return None


def may_follow(viewer: User | Any, key: str) -> bool:
    """`scripts`: that some script changed."""
    return not key and bool(viewer.has(FOLLOW))


ACTIONS = [
    ScriptAction("ticket", _("Make a ticket"), "ticket", make_ticket, "tickets.open"),
    ScriptAction("transfer", _("Transfer"), "arrow", in_the_bar, "contacts.register"),
    ScriptAction("call-back", _("Agree a call-back"), "clock", beside_contact, PROMISE),
    ScriptAction("promise", _("Promise something"), "clock", beside_contact, PROMISE),
]
CONTACT_PANELS = [ContactPanel(_("Script"), lambda contact: url("scripts:panel", contact.number), leads=True)]
SETTINGS_PAGES = [SettingsPage(_("Scripts"), "scripts:index", "list", WRITE, _("Organisation"))]
TOPICS = [TopicKind("scripts", may_follow)]
