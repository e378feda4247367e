"""Tickets for measuring: each one contact by mail with three messages; one in ten is open, of the last days, with its clocks.

Told with the sentences of the demo's stories.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from balie.access.accounts.models import User
from balie.casework.tickets.actions.promises import begin
from balie.casework.tickets.demo import WORDS
from balie.casework.tickets.indexing import KIND
from balie.casework.tickets.models import Change, Ticket, TicketContact
from balie.casework.tickets.rules import OPEN
from balie.conversation.contacts.indexing import KIND as CONTACT_KIND
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.installation.loading import copy_rows, refresh_statistics, reserve_ids, reserve_numbers
from balie.foundation.search.actions import Entry
from balie.foundation.search.loading import index_new, rebuilt_after
from balie.foundation.text.normalise import plain
from balie.records.customers.models import Customer
from balie.records.sla.bulk import load_clocks
from balie.records.sla.subjects import Subject, Terms
from balie.records.taxonomy.models import Category

SEED = 20261125
PORTION = 20_000  # tickets in memory at a time
DAYS, OPEN_DAYS = 700, 21
OPEN_SHARE = 0.1
_PRODUCTS = ["Zenne One", "Zenne Duo", "E21", "SmartBox 4", "HomeCell 5", "SunTrack 300", "GreenPlug", "AquaTherm", "Linky", "P1-dongle"]
_MONTHS = ["januari", "mars", "avril", "mei", "juni", "juillet", "September", "october", "november", "décembre"]


@dataclass(frozen=True)
class Told:
    """One ticket as invented: what its rows are made of."""

    ticket_id: int
    contact_id: int
    number: int
    contact_number: int
    customer: tuple[int, str, str, str]  # id, name, mail address, language
    subject: str
    texts: tuple[str, str, str]
    category: Category
    state: str
    owner_id: int | None
    priority: int
    began: datetime
    changed: datetime


def load_many(tickets: int, at: datetime) -> None:
    """`tickets` tickets of the customers that are there, in portions; then fresh statistics."""
    teller = _Teller(at, random.Random(SEED + Ticket.objects.count()))  # noqa: S311 - invented data, not secrets
    with rebuilt_after():
        for begin in range(0, tickets, PORTION):
            _write(list(teller.tell(min(PORTION, tickets - begin))), at)
    refresh_statistics()


class _Teller:
    def __init__(self, at: datetime, dice: random.Random) -> None:
        self.at, self.dice = at, dice
        stories = json.loads(WORDS.read_text())["stories"]
        self.subjects = {code: [each["subject"] for each in stories if each["language"] == code] for code in ("nl", "fr", "en", "de")}
        self.sentences = {code: _sentences(stories, code) for code in self.subjects}
        self.customers = [
            (pk, f"{given} {family}", address or "", language)
            for pk, given, family, address, language in Customer.objects.current()
            .filter(kind="person", mail_addresses__is_primary=True)
            .values_list("pk", "given_name", "family_name", "mail_addresses__address", "language")
        ]
        self.categories = list(Category.objects.select_related("team").exclude(team=None))
        self.agents = list(User.objects.filter(granted__contains=["tickets.reply"]).order_by("pk").values_list("pk", flat=True))

    def tell(self, count: int) -> Iterator[Told]:
        ids, numbers = reserve_ids(Ticket, count), reserve_numbers(Ticket.KIND_DIGIT, count)
        contacts, contact_numbers = reserve_ids(Contact, count), reserve_numbers(Contact.KIND_DIGIT, count)
        for keys in zip(ids, contacts, numbers, contact_numbers, strict=True):
            yield self._one(*keys)

    def _one(self, ticket_id: int, contact_id: int, number: int, contact_number: int) -> Told:
        dice, customer = self.dice, self.dice.choice(self.customers)
        is_open = dice.random() < OPEN_SHARE
        began = self.at - timedelta(minutes=dice.randrange(60, (OPEN_DAYS if is_open else DAYS) * 1440))
        state = dice.choice(["new", "open", "open", "customer", "third"] if is_open else ["solved", "closed"])
        language = customer[3]
        return Told(
            ticket_id,
            contact_id,
            number,
            contact_number,
            customer,
            subject=f"{dice.choice(self.subjects[language])} {self._detail()}",
            texts=(self._text(language), self._text(language), self._text(language)),
            category=dice.choice(self.categories),
            state=state,
            owner_id=None if state == "new" or not self.agents else dice.choice(self.agents),
            priority=dice.choices([1, 2, 3, 4], [2, 13, 65, 20])[0],
            began=began,
            changed=began + timedelta(minutes=dice.randrange(5, 59)),
        )

    def _text(self, language: str) -> str:
        said = self.dice.sample(self.sentences[language], min(4, len(self.sentences[language])))
        return " ".join([*said, self._detail()])

    def _detail(self) -> str:
        dice = self.dice
        return f"{dice.choice(_PRODUCTS)}, {dice.randrange(1, 29)} {dice.choice(_MONTHS)}, ref {dice.randrange(10_000, 99_999)}"


def _sentences(stories: list[dict[str, Any]], language: str) -> list[str]:
    whole = " ".join(f"{each['mail']} {each.get('answer', '')}" for each in stories if each["language"] == language)
    return [part.strip() for part in re.split(r"(?<=[.?!])\s+", whole) if len(part) > 12]


def _write(told: list[Told], at: datetime) -> None:
    treated = [(each, _treated(each)) for each in told]
    begun = [(ticket, begin(ticket, None)) for _told, ticket in treated if ticket.is_open]
    copy_rows(Contact, _CONTACT, (_contact(each) for each in told))
    copy_rows(Message, _MESSAGE, (row for each in told for row in _messages(each)))
    copy_rows(Ticket, _TICKET, (_ticket(each, ticket) for each, ticket in treated))
    load_clocks([(Subject("ticket", ticket.pk), Terms(ticket.priority, None, None), clocks) for ticket, clocks in begun], at=at)
    copy_rows(TicketContact, ["ticket_id", "contact_id"], ((each.ticket_id, each.contact_id) for each in told))
    copy_rows(Change, ["ticket_id", "at", "verb"], ((each.ticket_id, each.began, "opened") for each in told))
    index_new(entry for each in told for entry in _entries(each))


_CONTACT = ["id", "number", "channel", "customer_id", "team_id", "level", "party", "party_name", "subject", "language", "started_at"]
_CONTACT += ["finished_at"]
_MESSAGE = ["contact_id", "direction", "at", "author_id", "sender_name", "sender_address", "subject", "text"]
_TICKET = ["id", "number", "subject", "customer_id", "requester_name", "requester_address", "category_id", "team_id", "level", "language"]
_TICKET += ["owner_id", "state", "priority", "opened_at", "changed_at", "answer_due_since", "solved_at", "closed_at", "participant_ids"]
_TICKET += ["first_answer_at", "told_at", "heard_at", "due_at", "due_metric"]


def _contact(told: Told) -> list[Any]:
    (customer, name, mail, language), team = told.customer, told.category.team
    level = team.default_level if team else 0
    return [
        *(told.contact_id, told.contact_number, "mail", customer, told.category.team_id, level, mail, name),
        *(told.subject, language, told.began, told.changed),
    ]


def _messages(told: Told) -> Iterator[list[Any]]:
    _pk, name, mail, _language = told.customer
    third = _answered(told)
    yield [told.contact_id, "in", told.began, None, name, mail, told.subject, told.texts[0]]
    yield [told.contact_id, "out", third, told.owner_id, "Zenne Energie", "hallo@zenne.example", f"Re: {told.subject}", told.texts[1]]
    yield [told.contact_id, "in", told.changed, None, name, mail, f"Re: {told.subject}", told.texts[2]]


def _answered(told: Told) -> datetime:
    return told.began + (told.changed - told.began) / 2


def _treated(told: Told) -> Ticket:
    """As far as its clocks ask: answered once, and the customer wrote again."""
    return Ticket(
        pk=told.ticket_id,
        state=told.state,
        priority=told.priority,
        opened_at=told.began,
        answer_due_since=told.changed if told.state in OPEN else None,
        first_answer_at=_answered(told),
        told_at=_answered(told),
        heard_at=told.changed,
    )


def _ticket(told: Told, ticket: Ticket) -> list[Any]:
    (customer, name, mail, language), team = told.customer, told.category.team
    is_done = not ticket.is_open
    return [
        *(told.ticket_id, told.number, told.subject, customer, name, mail, told.category.pk, told.category.team_id),
        *(team.default_level if team else 0, language, told.owner_id, told.state, told.priority, told.began, told.changed),
        ticket.answer_due_since,
        told.changed if is_done else None,
        told.changed if told.state == "closed" else None,
        [told.owner_id] if told.owner_id else [],
        *(ticket.first_answer_at, ticket.told_at, ticket.heard_at, ticket.due_at, ticket.due_metric),
    ]


def _entries(told: Told) -> Iterator[Entry]:
    _pk, name, mail, language = told.customer
    keys = f"{mail} {plain(name)}"
    body = "\n".join(told.texts)
    yield Entry(KIND, told.ticket_id, told.subject, told.began, keys=f"{told.number} {keys}", language=language)
    title = f"{told.subject} {name}"
    yield Entry(CONTACT_KIND, told.contact_id, title, told.began, body, keys=f"{told.contact_number} {keys}", language=language)
