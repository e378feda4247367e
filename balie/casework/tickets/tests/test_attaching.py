"""Files that stand in the ticket already go along with an answer."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team
from balie.casework.tickets.actions import add_note, attach_files
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.attachable import of_ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Message
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.foundation.files.actions import store_file
from balie.foundation.files.extensions import ATTACHABLE, About, Attachable
from balie.foundation.files.models import File
from balie.foundation.files.queries import attachables_for, read_file

pytestmark = pytest.mark.django_db


def a_file(name: str, *, by: User | None = None, draft_key: str = "") -> File:
    return store_file(f"%PDF {name}".encode(), name=name, by=by, at=MONDAY_9AM, draft_key=draft_key)


@pytest.fixture
def came(db: None) -> File:
    return a_file("meter.pdf")


@pytest.fixture
def ticket(mailbox: Mailbox, came: File) -> Ticket:
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom")
    a_message(contact, text="Alles valt uit", sender_address="jan@klant.example").files.set([came])
    return a_ticket(contact=contact, language="nl")


def reply(desk: Client, ticket: Ticket, *files: File | str, once: str = "een") -> int:
    ids = [str(file.pk) if isinstance(file, File) else file for file in files]
    typed = {"text": "In bijlage.", "to": "jan@klant.example", "files": ids, "_once": once}
    return desk.post(f"/tickets/{ticket.number}/reply/", typed).status_code


def sent_with(outgoing: Outgoing) -> list[str]:
    return [each.name for each in parse_mail(read_file(outgoing.file)).attachments]


def test_the_customers_own_file_goes_along_beside_an_uploaded_one(desk: Client, operator: User, ticket: Ticket, came: File) -> None:
    uploaded = a_file("plan.pdf", by=operator, draft_key="x")

    assert reply(desk, ticket, came, uploaded) == 303

    assert sent_with(Outgoing.objects.get()) == ["plan.pdf", "meter.pdf"]


@pytest.mark.usefixtures("in_english")
def test_what_can_be_ticked_is_grouped_and_what_only_colleagues_know_is_marked(desk: Client, operator: User, ticket: Ticket) -> None:
    attach_files(ticket.number, [a_file("contract.pdf")], by=operator, at=MONDAY_9AM)
    add_note(ticket.number, text="Zie bijlage", files=[a_file("intern.pdf")], by=operator, at=MONDAY_9AM)

    offered = [(each.name, str(each.kind), each.is_internal) for each in attachables_for(operator, About("ticket", ticket.number, "nl"))]
    page = desk.get(f"/tickets/{ticket.number}/attachable/").content.decode()

    assert offered == [
        ("meter.pdf", "From the customer", False),
        ("contract.pdf", "Laid in the ticket", False),
        ("intern.pdf", "Internal notes", True),
    ]
    assert (
        page.index("Laid in the ticket") < page.index("contract.pdf") < page.index("Only colleagues know these") < page.index("intern.pdf")
    )


def test_r_a4_a_file_of_a_ticket_the_operator_may_not_see_is_refused_and_nothing_leaves(desk: Client, ticket: Ticket) -> None:
    hidden = a_file("geheim.pdf")
    contact = a_contact(channel="mail", party="an@klant.example", team=a_team("winkel"), level=2)
    a_message(contact).files.set([hidden])
    elsewhere = a_ticket(contact=contact, team=a_team("winkel"), level=2)

    status = reply(desk, ticket, hidden)

    assert (status, desk.get(f"/tickets/{elsewhere.number}/").status_code) == (422, 404)
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("make", [lambda: a_file("ander.pdf"), lambda: str(uuid.uuid4())], ids=["of another ticket", "that does not exist"])
def test_r_a4_a_file_that_does_not_stand_in_the_ticket_is_refused(desk: Client, ticket: Ticket, make: Callable[[], File | str]) -> None:
    assert reply(desk, ticket, make()) == 422
    assert not Outgoing.objects.exists()


def test_r_a4_anothers_upload_is_refused(desk: Client, colleague: User, ticket: Ticket) -> None:
    assert reply(desk, ticket, a_file("van-karim.pdf", by=colleague, draft_key="x")) == 422


def test_a_form_sent_twice_is_one_mail_with_its_files(desk: Client, operator: User, ticket: Ticket) -> None:
    uploaded = a_file("plan.pdf", by=operator, draft_key="x")

    assert [reply(desk, ticket, uploaded), reply(desk, ticket, uploaded)] == [303, 303]
    assert Outgoing.objects.count() == 1


def test_the_files_of_a_ticket_one_may_not_see_are_not_even_named(operator: User) -> None:
    elsewhere = a_ticket(team=a_team("winkel"), level=2)

    assert of_ticket(operator, About("ticket", elsewhere.number, "nl")) == []
    assert of_ticket(operator, About("order", elsewhere.number, "nl")) == []


def test_what_another_part_offers_goes_along_too(desk: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    leaflet, asked = a_file("uitleg-meter.pdf"), []

    def knowledge(_user: object, about: About) -> list[Attachable]:
        asked.append(about)
        return [Attachable(leaflet.pk, leaflet.name, leaflet.size, "Knowledge")]

    monkeypatch.setattr(ATTACHABLE, "fillings", lambda: [of_ticket, knowledge])

    page = desk.get(f"/tickets/{ticket.number}/attachable/").content.decode()

    assert reply(desk, ticket, leaflet) == 303
    assert "uitleg-meter.pdf" in page
    assert sent_with(Outgoing.objects.get()) == ["uitleg-meter.pdf"]
    assert asked[0] == About("ticket", ticket.number, "nl")


def test_taken_back_it_stands_in_the_draft_and_stays_the_customers(desk: Client, operator: User, ticket: Ticket, came: File) -> None:
    uploaded = a_file("plan.pdf", by=operator, draft_key="x")
    reply(desk, ticket, came, uploaded)

    desk.post(f"/tickets/{ticket.number}/mail/{Outgoing.objects.get().pk}/back/")

    draft = desk.get(f"/drafts/ticket-{ticket.number}-reply/").json()["fields"]
    came.refresh_from_db()
    uploaded.refresh_from_db()
    assert sorted(json.loads(each)["name"] for each in draft["_attached"]) == ["meter.pdf", "plan.pdf"]
    assert (came.draft_key, came.owner, uploaded.draft_key) == ("", None, f"ticket-{ticket.number}-reply")
    assert list(Message.objects.get().files.all()) == [came]
    assert reply(desk, ticket, came, uploaded, once="twee") == 303
