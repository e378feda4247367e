"""What contacts fill in for others: search, the customer's timeline, files, live topics, the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts import queries
from balie.conversation.contacts.indexing import KIND
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.narrowed import narrowed_for
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.suggestions.extensions import Place, Situation
from balie.foundation.text.numbers import whole
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, WaitingGroup, WaitingRow
from balie.foundation.ui.filters import phone
from balie.records.customers.extensions import Along, TimelineEntry
from balie.records.customers.models import Customer


def titled(line: queries.ContactLine) -> str:
    """Who the contact is with, as far as is known."""
    return line.title or phone(line.party) or str(UNKNOWN[line.channel])


UNKNOWN = {
    "call": _("New call"),
    "mail": _("New mail"),
    "chat": _("New chat"),
    "letter": _("New letter"),
    "visit": _("New visit"),
}


def address_of(line: queries.ContactLine) -> str:
    return url("contacts:contact", line.number)


def results_for(viewer: User, ids: Sequence[int]) -> list[Result]:
    """Search hits among these contacts."""
    return [
        Result(
            object_id=line.id,
            title=titled(line),
            url=address_of(line),
            number=line.number,
            detail=line.sentence or line.subject,
            at=line.started_at,
        )
        for line in queries.lines_by_id(viewer, ids)
    ]


def situation_of(viewer: User, number: int) -> Situation:
    """What is noted about: the contact, of its customer. Raises `NotFound`."""
    contact = queries.contact_for(viewer, number)
    return Situation("contact", contact.pk, contact, contact.customer_id, contact.language)


def timeline_for(viewer: User, customer: Customer, most: int) -> list[TimelineEntry]:
    """The contacts in a customer's file."""
    return [
        TimelineEntry(
            at=line.started_at,
            icon=line.icon,
            title=line.subject or line.result or str(Contact.Channel(line.channel).label),
            detail=line.sentence,
            url=address_of(line),
            number=line.number,
            state="" if line.finished_at else str(_("open")),
        )
        for line in queries.contacts_for(viewer, customer, most=most)
    ]


def waiting_for(viewer: User, at: datetime) -> WaitingGroup:
    """The contacts under hand, the longest running first."""
    lines = queries.open_contacts_for(viewer)
    rows = [
        WaitingRow(
            strong=titled(line), words=line.subject or str(_("not finished")), url=address_of(line), since=line.started_at, icon=line.icon
        )
        for line in lines
    ]
    return WaitingGroup(name=_("My contacts"), rows=rows, weight=20, count=len(rows))


def may_listen(viewer: Any, key: str) -> bool:
    """`contact:<number>`: who may see that contact."""
    return Contact.objects.visible_to(viewer).filter(number=whole(key)).exists()


def may_open_file(viewer: Any, file: File) -> bool:
    """Who may see the contact may open what came with its messages."""
    return Contact.objects.visible_to(viewer).filter(messages__files=file).exists()


ALONG = Along(Contact, _("contacts"))
COMMANDS = [Command(_("Contacts"), "contacts:index", "chat", key="n", verb="contacts.view", in_rail=True)]
SUGGESTION_PLACES = [Place("contact", situation_of)]
SEARCHABLE = [SearchKind(KIND, _("Contacts"), "chat", results_for, narrow=narrowed_for)]
TOPICS = [TopicKind("contact", may_listen)]
