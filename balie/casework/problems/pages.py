"""Where problems stand on screen: the list, beside a ticket, beside a contact, among what refers to an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.problems.policies import VIEW
from balie.casework.problems.queries import problems_using
from balie.casework.tickets.extensions import TicketPanel
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command
from balie.records.knowledge.extensions import UsedBy


def beside_contact(contact: Contact) -> str | None:
    return url("problems:panel", "contact", contact.number)


def uses_of(viewer: User, article_id: int, most: int) -> Sequence[UsedBy]:
    """The problems a solution of which the article tells."""
    return [
        UsedBy("alert", str(each.name), url("problems:problem", each.number), each.number)
        for each in problems_using(viewer, article_id, most)
    ]


def may_follow(viewer: User | Any, key: str) -> bool:
    """`problems`: that some problem changed."""
    return not key and bool(viewer.has(VIEW))


COMMANDS = [Command(_("Problems"), "problems:index", "alert", key="o", verb=VIEW)]
CONTACT_PANELS = [ContactPanel(_("Known problems"), beside_contact)]
TICKET_PANELS = [TicketPanel(_("Known problems"), lambda number: url("problems:panel", "ticket", number), VIEW)]
TOPICS = [TopicKind("problems", may_follow)]
