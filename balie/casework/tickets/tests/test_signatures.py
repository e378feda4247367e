"""What stands below an operator's mail."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.signatures import EVERYBODY, KIND, filled, key_of, scope_of, signature_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.models import Email, Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.foundation.files.queries import read_file
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Brand
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NL = "{operator.name}\nTeam {team.name}\n{brand.name}"


@pytest.fixture
def ticket(mailbox: Mailbox) -> Ticket:
    contact = a_contact(channel="mail", party="jan@klant.example", subject="Geen stroom")
    a_message(contact, text="Alles valt uit", sender_address="jan@klant.example")
    return a_ticket(contact=contact, language="nl", team=a_team("energie"), brand=a_term(Brand, "zenne"))


def sign(team: Team | None = None, brand: Brand | None = None, **words: str) -> None:
    key = key_of(team.pk if team else None, brand.pk if brand else None)
    given: Mapping[str, tuple[str, str]] = {language: ("", body) for language, body in words.items()}
    write_text(kind=KIND, key=key, name=label("x", "x", "x", "x"), words=given, by=None, at=MONDAY_9AM)


def reply(desk: Client, ticket: Ticket, **typed: str) -> Outgoing:
    answer = desk.post(f"/tickets/{ticket.number}/reply/", {"text": "Wij komen.", "to": "jan@klant.example", "_once": "een"} | typed)
    assert answer.status_code == 303, answer.content.decode()
    return Outgoing.objects.latest("pk")


def test_the_signature_leaves_with_the_answer_and_its_placeholders_are_filled(desk: Client, operator: User, ticket: Ticket) -> None:
    sign(ticket.team, nl=NL)

    outgoing = reply(desk, ticket)

    said = parse_mail(read_file(outgoing.file)).text
    assert said.rstrip() == f"Wij komen.\n\n-- \n{operator.name}\nTeam energie\nzenne"
    assert outgoing.email is not None
    assert (outgoing.email.message.text, outgoing.email.signature) == ("Wij komen.", f"{operator.name}\nTeam energie\nzenne")


def test_the_closest_signature_wins(operator: User, ticket: Ticket) -> None:
    told = []
    for team, brand, words in (
        (None, None, "allen"),
        (None, ticket.brand, "merk"),
        (ticket.team, None, "team"),
        (ticket.team, ticket.brand, "beide"),
    ):
        sign(team, brand, nl=words)
        told.append(signature_for(ticket, by=operator))

    assert told == ["allen", "merk", "team", "beide"]


def test_another_teams_signature_is_not_ours(operator: User, ticket: Ticket) -> None:
    sign(a_team("winkel"), nl="Winkel")

    assert signature_for(ticket, by=operator) == ""


@pytest.mark.parametrize(("language", "told"), [("fr", "Bien à vous"), ("de", "Groeten")])
def test_it_speaks_the_customers_language_or_the_next_best(operator: User, ticket: Ticket, language: str, told: str) -> None:
    sign(nl="Groeten", fr="Bien à vous")
    ticket.language = language

    assert signature_for(ticket, by=operator) == told


def test_the_composer_shows_what_will_stand_below_the_text(desk: Client, operator: User, ticket: Ticket) -> None:
    sign(ticket.team, nl="{operator.name} <b>\n\nTeam {team.name}")

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert f"-- {operator.name} &lt;b&gt; · Team energie" in page


def test_a_line_of_which_nothing_is_left_goes() -> None:
    assert filled("Noor\n{brand.name}\n\nTel. {x}", {"brand.name": ""}) == "Noor\n\nTel. {x}"


def test_a_value_is_never_read_again() -> None:
    assert filled("{operator.name}", {"operator.name": "{brand.name}", "brand.name": "geheim"}) == "{brand.name}"


@pytest.mark.parametrize("scope", [(None, None), (3, None), (None, 4), (3, 4)])
def test_a_key_names_its_team_and_brand(scope: tuple[int | None, int | None]) -> None:
    assert scope_of(key_of(*scope)) == scope


def test_the_key_of_everybody_is_no_teams() -> None:
    assert key_of(None, None) == EVERYBODY


def test_a_side_conversation_is_signed_too(desk: Client, ticket: Ticket) -> None:
    sign(nl="Team {team.name}")

    desk.post(
        f"/tickets/{ticket.number}/aside/", {"to": "netbeheer@derde.example", "subject": "Meter", "text": "Kunt u kijken?", "_once": "z"}
    )

    assert Email.objects.get().signature == "Team energie"


def test_an_answer_taken_back_is_a_draft_without_its_signature(desk: Client, ticket: Ticket) -> None:
    sign(nl="Noor")
    outgoing = reply(desk, ticket)

    desk.post(f"/tickets/{ticket.number}/mail/{outgoing.pk}/back/")

    draft = desk.get(f"/drafts/ticket-{ticket.number}-reply/").json()
    assert draft["fields"]["text"] == "Wij komen."


def test_colleagues_see_below_a_mail_how_it_was_signed_and_who_got_a_blind_copy(desk: Client, ticket: Ticket) -> None:
    sign(nl="Noor, team {team.name}")
    outgoing = reply(desk, ticket, bcc="archief@elders.example")
    assert outgoing.email is not None

    page = desk.get(f"/tickets/{ticket.number}/messages/{outgoing.email.message_id}/").content.decode()

    assert "Noor, team energie" in page
    assert "archief@elders.example" in page
    assert "blind copy to archief@elders.example" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert b"archief" not in read_file(outgoing.file)


def test_a_blind_copy_that_is_no_address_is_named_and_what_was_typed_stays(desk: Client, ticket: Ticket) -> None:
    refused = desk.post(
        f"/tickets/{ticket.number}/reply/", {"text": "Wij komen.", "to": "jan@klant.example", "bcc": "archief@", "_once": "x"}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“archief@” is not a mail address." in page
    assert 'value="archief@"' in page
    assert "Wij komen." in page
