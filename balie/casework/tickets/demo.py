"""The demo's tickets: mails and calls of the last weeks, in the customers' languages, as far as they got."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from balie.access.accounts.models import Team, User
from balie.casework.tickets import actions
from balie.casework.tickets.demo_steps import answer_surveys, decide_closing, follow
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.lists import Filters
from balie.casework.tickets.queries.signatures import EVERYBODY
from balie.casework.tickets.queries.signatures import KIND as SIGNATURE
from balie.conversation.contacts.actions import NewMessage, add_message, finish_contact, register_contact, save_question
from balie.conversation.contacts.models import Contact
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import Label, label
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand, Category, Cause, Purpose, Result

SEED = 20261123
WORDS = Path(__file__).parent / "demo_words.json"
REASONS = {
    "meterstand": (
        "customer",
        label("Klant bezorgt de meterstand", "Le client communique l’index", "Customer sends the reading", "Kunde sendet den Zählerstand"),
    ),
    "foto": (
        "customer",
        label("Klant bezorgt een foto", "Le client envoie une photo", "Customer sends a picture", "Kunde sendet ein Foto"),
    ),
    "netbeheerder": (
        "third",
        label("Netbeheerder onderzoekt", "Le gestionnaire de réseau examine", "Grid operator looks into it", "Netzbetreiber prüft"),
    ),
    "leverancier": ("third", label("Leverancier levert", "Le fournisseur livre", "Supplier delivers", "Lieferant liefert")),
}


@dataclass(frozen=True)
class Story:
    """What one customer asked: `mail` and `answer` as written, `end` how it went (new, open, customer, third, solved)."""

    language: str
    category: str
    purpose: str
    subject: str
    mail: str
    answer: str = ""
    note: str = ""
    end: str = "new"
    urgency: int = 2
    impact: int = 2


def load(at: datetime) -> None:
    for key, (state, name) in REASONS.items():
        StateReason.objects.create(key=key, name=name, state=state)
    words = json.loads(WORDS.read_text())
    for key, text in words["templates"].items():
        bodies = {language: ("", body) for language, body in text["words"].items()}
        write_text(kind="reply", key=key, name=Label(text["name"]), words=bodies, by=None, at=at)
    below = {language: ("", body) for language, body in words["signature"].items()}
    write_text(kind=SIGNATURE, key=EVERYBODY, name=Label(dict.fromkeys(below, EVERYBODY)), words=below, by=None, at=at)
    decide_closing(at)
    _Teller(at, [Story(**story) for story in words["stories"]]).tell()
    answer_surveys(at)
    _save_lists(at)


def _save_lists(at: datetime) -> None:
    """One of a team, saved by its lead for everybody in it, and one of an operator alone."""
    people = {user.username: user for user in User.objects.all()}
    energy = Team.objects.get(key="energie")
    pressing = Filters(view="team", priorities=(Ticket.Priority.CRITICAL, Ticket.Priority.HIGH), sort="priority")
    actions.save_view("Dringend voor het weekend", pressing, team=energy, by=people["lead"], at=at)
    away = Filters(view="all", states=(Ticket.State.THIRD_PARTY,), owner_id=people["operator"].pk, sort="oldest")
    actions.save_view("Ligt bij de netbeheerder", away, by=people["operator"], at=at)


class _Teller:
    """Plays the stories with the demo's people, each some hours or days before `at`."""

    def __init__(self, at: datetime, stories: Sequence[Story]) -> None:
        self.at, self.stories = at, stories
        self.dice = random.Random(SEED)  # noqa: S311 - invented data, not secrets
        self.customers = {
            language: list(Customer.objects.filter(language=language, kind="person").order_by("pk"))
            for language in ("nl", "fr", "en", "de")
        }
        self.users = {user.username: user for user in User.objects.all()}
        self.purposes = {each.key: each for each in Purpose.objects.all()}
        self.categories = {each.key: each for each in Category.objects.select_related("team")}
        self.brands = {each.key: each for each in Brand.objects.all()}
        self.reasons = list(StateReason.objects.order_by("pk"))

    def tell(self) -> None:
        for number, story in enumerate(self.stories):
            customers = self.customers[story.language]
            customer = customers[number * 5 % len(customers)]
            began = self.at - timedelta(hours=self.dice.randrange(1, 20) if story.end in {"new", "open"} else self.dice.randrange(20, 500))
            if number % 4 == 3:
                self._call(story, customer, began)
            else:
                self._mail(story, customer, began)

    def _mail(self, story: Story, customer: Customer, began: datetime) -> None:
        address = customer.mail_addresses.values_list("address", flat=True).first() or ""
        contact = self._contact(story, customer, began, Contact.Channel.MAIL, address)
        ticket = self._ticket(story, contact, began)
        if story.answer:
            answered = began + timedelta(minutes=self.dice.randrange(15, 240))
            message = NewMessage(
                direction="out",
                at=answered,
                text=story.answer,
                subject=f"Re: {story.subject}",
                author=self._operator(story),
                recipients=(address,),
            )
            add_message(contact, message)
            Ticket.objects.filter(pk=ticket.pk).update(answer_due_since=None)
        self._go_on(ticket, story, began)

    def _call(self, story: Story, customer: Customer, began: datetime) -> None:
        phone = customer.phones.values_list("number", flat=True).first() or ""
        contact = self._contact(story, customer, began, Contact.Channel.CALL, phone)
        operator = self._operator(story)
        question = save_question(
            contact,
            1,
            by=operator,
            at=began,
            purpose=self.purposes.get(story.purpose),
            category=self.categories[story.category],
            customer_words=story.mail.split("\n\n", 1)[-1],
            restated=story.subject,
        )
        ticket = self._ticket(story, contact, began, question=question, by=operator)
        result = Result.objects.get(key="ticket-made")
        finish_contact(
            contact, result=result, sentence=story.subject, by=operator, at=began + timedelta(minutes=7), version=contact.version
        )
        self._go_on(ticket, story, began)

    def _contact(self, story: Story, customer: Customer, began: datetime, channel: str, party: str) -> Contact:
        team = self.categories[story.category].team
        is_mail = channel == Contact.Channel.MAIL
        first = NewMessage(
            direction="in", at=began, text=story.mail, subject=story.subject, sender_name=customer.spoken_name, sender_address=party
        )
        return register_contact(
            channel=channel,
            direction="in",
            at=began,
            by=None if is_mail else self._operator(story),
            customer=customer,
            party=party,
            party_name=customer.spoken_name,
            subject=story.subject,
            language=story.language,
            team=team,
            level=team.default_level if team else 0,
            brand=self.brands["winkel" if team and team.key == "winkel" else "energie"],
            first_message=first if is_mail else None,
        )

    def _ticket(self, story: Story, contact: Contact, began: datetime, **more: object) -> Ticket:
        return actions.open_ticket(
            subject=story.subject,
            contact=contact,
            category=self.categories[story.category],
            purpose=self.purposes.get(story.purpose),
            urgency=story.urgency,
            impact=story.impact,
            at=began,
            **{"by": None, **more},  # type: ignore[arg-type]
        )

    def _go_on(self, ticket: Ticket, story: Story, began: datetime) -> None:
        """Take, note, wait or solve, as the story ends."""
        operator, later = self._operator(story), began + timedelta(hours=5)
        if story.end == "new":
            return
        actions.take(ticket.number, by=operator, at=began + timedelta(minutes=10))
        follow(ticket, story.end, by=operator, began=began)
        if story.note:
            actions.add_note(ticket.number, text=story.note, by=operator, at=began + timedelta(hours=1))
        if story.end in {"customer", "third"}:
            reason = next(reason for reason in self.reasons if reason.state == story.end)
            actions.set_state(ticket.number, story.end, reason=reason, by=operator, at=later)
        elif story.end == "solved":
            result, cause = Result.objects.get(key="explained"), Cause.objects.order_by("pk").first()
            actions.close_ticket(
                ticket.number,
                result=result,
                cause=cause,
                sentence=story.answer.split(". ")[0][:200] or story.subject,
                by=operator,
                at=later,
            )

    def _operator(self, story: Story) -> User:
        """Who of the demo's people works in the team, so that everybody has something to do."""
        team: Team | None = self.categories[story.category].team
        match team.key if team else "":
            case "facturen":
                return self.users["operator2"]
            case "klachten":
                return self.users["supervisor"]
            case "winkel":
                return self.users["operator"]
        return self.users["operator" if story.language in {"nl", "en"} else "operator2"]
