"""Reads of contacts, always for a viewer, always masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.extensions import MESSAGE_KEEPERS, MessageExtras, MessageKeeper
from balie.conversation.contacts.models import Contact, Message, Question
from balie.conversation.contacts.policies import is_visible
from balie.conversation.contacts.rules import first_line
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked, Row
from balie.records.customers.models import Customer, MailAddress

PAGE = 50
ICONS = {"call": "phone", "mail": "mail", "chat": "chat", "letter": "letter", "visit": "visit"}
# Of one message on a page of many; the whole stands on a page of its own.
MOST_SHOWN = 40_000


@dataclass(frozen=True)
class FileLine:
    id: str
    name: str
    size: int


@dataclass(frozen=True)
class MessageLine:
    """One message as the viewer may read it. `has_layout`: it came with HTML of its own; `extras`: what it holds besides its words."""

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
    extras: MessageExtras | None = None

    @property
    def who(self) -> str:
        return self.author or self.sender_name or self.sender_address

    @property
    def beginning(self) -> str:
        """As much of its words as a page of many messages holds."""
        return self.text[:MOST_SHOWN]

    @property
    def history_beginning(self) -> str:
        return self.history[:MOST_SHOWN]

    @property
    def goes_on(self) -> bool:
        """Whether there is more than those beginnings."""
        return len(self.text) > MOST_SHOWN or len(self.history) > MOST_SHOWN

    @property
    def loose_files(self) -> list[FileLine]:
        """Its files but for those shown where they belong."""
        return [each for each in self.files if self.extras is None or each.id not in self.extras.file_ids]


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


def mail_address_of(contact: Contact) -> str:
    """Where a mail to the other side goes: what it wrote from, else the first address of the file."""
    if contact.channel == Contact.Channel.MAIL:
        return contact.party
    if contact.customer_id is None:
        return ""
    found = MailAddress.objects.filter(customer=contact.customer_id).order_by("-is_primary", "pk").values_list("address", flat=True)
    return found.first() or ""


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
    mask = Mask(viewer)
    keepers = MESSAGE_KEEPERS.fillings()
    rows = _MESSAGES(contacts=list(contact_ids))
    return [_message_line(mask, dict(zip(_SAID, row, strict=False)), _extras(viewer, mask, keepers, row[len(_SAID) :])) for row in rows]


def messages_asked(contact_ids: Sequence[int]) -> Asked:
    """What `messages_of` will ask."""
    return _MESSAGES.asked(contacts=list(contact_ids))


def open_contacts_for(viewer: User) -> list[ContactLine]:
    """The contacts the viewer has under hand, the newest twenty, in the order they began: the tabs."""
    return _lines(viewer, _OPEN(viewer))[::-1]


def open_contacts_asked(viewer: User) -> Asked:
    """What `open_contacts_for` will ask: every page has its tabs."""
    return _OPEN.asked(viewer)


def contacts_for(viewer: User, customer: Customer, *, most: int = 20) -> list[ContactLine]:
    """The newest contacts of this customer that the viewer may know of."""
    return _lines(viewer, _OF_CUSTOMER(viewer, most, customer=customer.pk))


def list_contacts(
    viewer: User, *, whose: str = "", state: str = "", channel: str = "", before: tuple[datetime, int] | None = None
) -> list[ContactLine]:
    """A page of contacts, newest first, one more than `PAGE` when there are older ones.

    `whose` is "mine" or ""; `state` "open", "finished" or ""; `before` the start and id of the last line seen.
    """
    started_at, pk = before or (None, 0)
    return _lines(viewer, _LIST(viewer, whose, state, channel, before is not None, started_at=started_at, pk=pk))


def lines_by_id(viewer: User, ids: Sequence[int]) -> list[ContactLine]:
    """Those of the contacts the viewer may know of, in any order."""
    return _lines(viewer, _BY_ID(viewer, ids=list(ids)))


def name_of(viewer: User, customer: Customer | With | None) -> str:
    """The customer's name as the viewer may read it; "" when they may not know of the file."""
    if customer is None or not viewer.has("customers.view") or not is_visible(viewer, customer):
        return ""
    mask = Mask(viewer)
    if customer.kind == Customer.Kind.ORGANISATION:
        return mask(Customer, "organisation_name", customer.organisation_name)
    parts = (mask(Customer, "family_name", customer.family_name), mask(Customer, "given_name", customer.given_name))
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class With:
    """Of a contact's customer what decides whether its name may be read, and the name."""

    level: int
    team_id: int | None
    participant_ids: list[int]
    kind: str
    family_name: str
    given_name: str
    organisation_name: str


_OWN = ("id", "number", "channel", "direction", "party", "party_name", "subject", "started_at", "finished_at", "result_sentence")
_COLUMNS = (*_OWN, "operator__name", "result__name", *(f"customer__{each.name}" for each in fields(With)))
type Lines = QuerySet[Contact, Any]


def _open(viewer: User) -> Lines:
    mine = Contact.objects.visible_to(viewer).open().filter(operator=viewer)
    return mine.order_by("-started_at", "-id").values_list(*_COLUMNS)[:20]


def _of_customer(viewer: User, most: int) -> Lines:
    theirs = Contact.objects.visible_to(viewer).filter(customer=Given("customer", BigIntegerField()))
    return theirs.order_by("-started_at", "-id").values_list(*_COLUMNS)[:most]


def _list(viewer: User, whose: str, state: str, channel: str, is_later: bool) -> Lines:  # noqa: FBT001  # a shape
    found = Contact.objects.visible_to(viewer)
    if whose == "mine":
        found = found.filter(operator=viewer)
    if state:
        found = found.filter(finished_at__isnull=state == "open")
    if channel:
        found = found.filter(channel=channel)
    if is_later:
        started_at, pk = Given("started_at", DateTimeField()), Given("pk", BigIntegerField())
        found = found.filter(Q(started_at__lt=started_at) | Q(started_at=started_at, id__lt=pk))
    return found.order_by("-started_at", "-id").values_list(*_COLUMNS)[: PAGE + 1]


def _by_id(viewer: User) -> Lines:
    return Contact.objects.visible_to(viewer).filter(pk__among=Given("ids", ArrayField(BigIntegerField()))).values_list(*_COLUMNS)


_OPEN, _OF_CUSTOMER, _LIST, _BY_ID = Prepared(_open), Prepared(_of_customer), Prepared(_list), Prepared(_by_id)


_SAID = (
    *("id", "contact_id", "direction", "at", "author__name", "sender_name", "sender_address", "recipients", "subject", "text", "history"),
    *("has_layout", "file_lines"),
)


def _messages() -> QuerySet[Message, Any]:
    """Files by a subquery of their own: grouping the texts of all messages would cost more."""
    held = Message.files.through.objects.filter(message=OuterRef("pk")).order_by("file__created_at")
    file = JSONObject(id="file_id", name="file__name", size="file__size")
    found = Message.objects.filter(contact__pk__among=Given("contacts", ArrayField(BigIntegerField())))
    kept = {f"kept_{at}": ArraySubquery(keeper.rows()) for at, keeper in enumerate(MESSAGE_KEEPERS.fillings())}
    lines = found.annotate(has_layout=~Q(html=""), file_lines=ArraySubquery(held.values(line=file)), **kept)
    return lines.order_by("at", "id").values_list(*_SAID, *kept)


_MESSAGES = Prepared(_messages)


def _lines(viewer: User, rows: Iterable[Row]) -> list[ContactLine]:
    mask = Mask(viewer)
    return [_line(viewer, mask, row) for row in rows]


def _line(viewer: User, mask: Mask, row: Row) -> ContactLine:
    pk, number, channel, direction, party, party_name, subject, started_at, finished_at, sentence, operator, result, *customer = row
    known = None if customer[0] is None else With(*customer)
    return ContactLine(
        id=pk,
        number=number,
        channel=channel,
        direction=direction,
        title=name_of(viewer, known) or mask(Contact, "party_name", party_name),
        party=mask(Contact, "party", party),
        subject=first_line(mask.text(subject)),
        started_at=started_at,
        finished_at=finished_at,
        operator=operator or "",
        result=str(result) if result else "",
        sentence=mask.text(sentence),
    )


def _extras(viewer: User, mask: Mask, keepers: Iterable[MessageKeeper], kept: Iterable[list[Any]]) -> MessageExtras | None:
    """Of who keeps something with the message: at most one does."""
    return next((keeper.read(viewer, mask, rows[0]) for keeper, rows in zip(keepers, kept, strict=True) if rows), None)


def _message_line(mask: Mask, row: dict[str, Any], extras: MessageExtras | None) -> MessageLine:
    return MessageLine(
        id=row["id"],
        contact_id=row["contact_id"],
        direction=row["direction"],
        at=row["at"],
        author=row["author__name"] or "",
        sender_name=mask(Message, "sender_name", row["sender_name"]),
        sender_address=mask(Message, "sender_address", row["sender_address"]),
        recipients=[mask(Message, "recipients", address) for address in row["recipients"]],
        subject=mask.text(row["subject"]),
        text=mask.text(row["text"]),
        history=mask.text(row["history"]),
        has_layout=row["has_layout"],
        files=[FileLine(**{**each, "name": mask.text(each["name"])}) for each in row["file_lines"]],
        extras=extras,
    )
