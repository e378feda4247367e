"""Reads of contacts, always for a viewer, always masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.models import Contact, Message, Question
from balie.conversation.contacts.policies import is_visible
from balie.conversation.contacts.rules import first_line
from balie.foundation.errors import NotFound
from balie.records.customers.models import Customer

PAGE = 50
ICONS = {"call": "phone", "mail": "mail", "chat": "chat", "letter": "letter", "visit": "visit"}


@dataclass(frozen=True)
class FileLine:
    id: str
    name: str
    size: int


@dataclass(frozen=True)
class MessageLine:
    """One message as the viewer may read it. `has_layout`: it came with HTML of its own."""

    id: int
    contact_id: int
    direction: str
    at: datetime
    author: str
    sender_name: str
    sender_address: str
    recipients: list[str]
    subject: str
    text: str
    history: str
    has_layout: bool
    files: list[FileLine]

    @property
    def who(self) -> str:
        return self.author or self.sender_name or self.sender_address


@dataclass(frozen=True)
class ContactLine:
    """A contact on one line of a list, a tab or the waiting list."""

    id: int
    number: int
    channel: str
    direction: str
    title: str
    party: str
    subject: str
    started_at: datetime
    finished_at: datetime | None
    operator: str
    result: str
    sentence: str

    @property
    def icon(self) -> str:
        return ICONS[self.channel]


def contact_for(viewer: User, number: int) -> Contact:
    """The contact with its customer, people and result, in one query. Raises `NotFound`."""
    related = ("customer", "operator", "finished_by", "result", "brand")
    found = Contact.objects.visible_to(viewer).select_related(*related).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def questions_of(viewer: User, contact: Contact) -> list[Question]:
    """The contact's questions in order, their texts masked in place."""
    mask = Mask(viewer)
    found = list(contact.questions.select_related("purpose", "category", "result").order_by("position"))
    for question in found:
        for name in ("customer_words", "restated", "treatment"):
            setattr(question, name, mask.text(getattr(question, name)))
    return found


def messages_of(viewer: User, contact_ids: Sequence[int]) -> list[MessageLine]:
    """The messages of these contacts with their files, oldest first, in one query; the caller has seen the contacts."""
    if not contact_ids:
        return []
    mask = Mask(viewer)
    rows = (
        Message.objects.filter(contact_id__in=contact_ids)
        .annotate(
            author_name=F("author__name"),
            file_lines=ArrayAgg(
                JSONObject(id="files__id", name="files__name", size="files__size"),
                filter=Q(files__isnull=False),
                order_by="files__created_at",
                default=[],
            ),
        )
        .order_by("at", "id")
        .values()
    )
    return [_message_line(mask, dict(row)) for row in rows]


def open_contacts_for(viewer: User) -> list[ContactLine]:
    """The contacts the viewer has under hand, in the order they began: the tabs."""
    mine = Contact.objects.visible_to(viewer).open().filter(operator=viewer)
    return _lines(viewer, mine.order_by("started_at", "id")[:20])


def contacts_for(viewer: User, customer: Customer, *, most: int = 20) -> list[ContactLine]:
    """The newest contacts of this customer that the viewer may know of."""
    return _lines(viewer, Contact.objects.visible_to(viewer).filter(customer=customer).order_by("-started_at", "-id")[:most])


def list_contacts(
    viewer: User, *, whose: str = "", state: str = "", channel: str = "", before: tuple[datetime, int] | None = None
) -> list[ContactLine]:
    """A page of contacts, newest first, one more than `PAGE` when there are older ones.

    `whose` is "mine" or ""; `state` "open", "finished" or ""; `before` the start and id of the last line seen.
    """
    found = Contact.objects.visible_to(viewer)
    if whose == "mine":
        found = found.filter(operator=viewer)
    if state:
        found = found.filter(finished_at__isnull=state == "open")
    if channel:
        found = found.filter(channel=channel)
    if before:
        found = found.filter(Q(started_at__lt=before[0]) | Q(started_at=before[0], id__lt=before[1]))
    return _lines(viewer, found.order_by("-started_at", "-id")[: PAGE + 1])


def lines_by_id(viewer: User, ids: Sequence[int]) -> list[ContactLine]:
    """Those of the contacts the viewer may know of, in any order."""
    return _lines(viewer, Contact.objects.visible_to(viewer).filter(pk__in=ids))


def name_of(viewer: User, customer: Customer | None) -> str:
    """The customer's name as the viewer may read it; "" when they may not know of the file."""
    if customer is None or not viewer.has("customers.view") or not is_visible(viewer, customer):
        return ""
    mask = Mask(viewer)
    if customer.kind == Customer.Kind.ORGANISATION:
        return mask(Customer, "organisation_name", customer.organisation_name)
    parts = (mask(Customer, "family_name", customer.family_name), mask(Customer, "given_name", customer.given_name))
    return ", ".join(part for part in parts if part)


def _lines(viewer: User, found: QuerySet[Contact]) -> list[ContactLine]:
    mask = Mask(viewer)
    return [_line(viewer, mask, each) for each in found.select_related("customer", "operator", "result")]


def _line(viewer: User, mask: Mask, contact: Contact) -> ContactLine:
    party = mask(Contact, "party", contact.party)
    return ContactLine(
        id=contact.pk,
        number=contact.number,
        channel=contact.channel,
        direction=contact.direction,
        title=name_of(viewer, contact.customer) or mask(Contact, "party_name", contact.party_name),
        party=party,
        subject=first_line(mask.text(contact.subject)),
        started_at=contact.started_at,
        finished_at=contact.finished_at,
        operator=contact.operator.name if contact.operator else "",
        result=str(contact.result) if contact.result else "",
        sentence=mask.text(contact.result_sentence),
    )


def _message_line(mask: Mask, row: dict[str, Any]) -> MessageLine:
    return MessageLine(
        id=row["id"],
        contact_id=row["contact_id"],
        direction=row["direction"],
        at=row["at"],
        author=row["author_name"] or "",
        sender_name=mask(Message, "sender_name", row["sender_name"]),
        sender_address=mask(Message, "sender_address", row["sender_address"]),
        recipients=[mask(Message, "recipients", address) for address in row["recipients"]],
        subject=mask.text(row["subject"]),
        text=mask.text(row["text"]),
        history=mask.text(row["history"]),
        has_layout=bool(row["html"]),
        files=[FileLine(**{**each, "name": mask.text(each["name"])}) for each in row["file_lines"]],
    )
