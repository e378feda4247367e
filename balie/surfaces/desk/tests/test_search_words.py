"""The search of the desk: filters said in words stand as chips, what is opened teaches, and nothing forbidden shows for any role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.indexing import index_contact
from balie.conversation.contacts.testing import a_contact
from balie.foundation.search.actions import learn_words
from balie.foundation.search.models import Lesson
from balie.operations.scripts.testing import a_document, a_published
from balie.records.customers.testing import a_customer
from balie.records.knowledge.models import Edition
from balie.records.knowledge.testing import an_article

pytestmark = pytest.mark.django_db
BUNDLE = {"HX-Request": "true", "HX-Request-Type": "partial"}
ROLES = ("operator", "lead", "supervisor", "knowledge", "privacy", "auditor", "administrator", "service")
CANARY = "kanarievogelzang"


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def tickets() -> None:
    """Three of Peeters, of which one is solved and one is of today, and one of somebody else."""
    peeters, other = a_customer(family_name="Peeters"), a_customer(family_name="Claes")
    long_ago = timezone.now() - timedelta(days=400)
    a_ticket(subject="Old meter of Peeters", customer=peeters, at=long_ago)
    a_ticket(subject="New display of Peeters", customer=peeters, at=timezone.now())
    a_ticket(subject="Solved display of Peeters", customer=peeters, at=timezone.now(), state=Ticket.State.SOLVED)
    a_ticket(subject="New display of Claes", customer=other, at=timezone.now())
    learn_words()


def _titles(desk: Client, asked: str) -> set[str]:
    page = desk.get(f"/search/?{asked}").content.decode()
    every = ("Old meter of Peeters", "New display of Peeters", "Solved display of Peeters", "New display of Claes")
    return {title.partition(" of ")[0] + title[-2:] for title in every if title in page}


@pytest.mark.decree("A3.1")
@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("open van Peeters vandaag", {"New displayrs"}),
        ("ouvert de Peeters aujourd'hui", {"New displayrs"}),
        ("solved from Peeters", {"Solved displayrs"}),
        ("offene von Peeters", {"New displayrs", "Old meterrs"}),
        ("open display", {"New displayrs", "New displayes"}),
        ("display van Peeters vandaag", {"New displayrs", "Solved displayrs"}),
    ],
)
def test_filters_are_said_in_words(desk: Client, typed: str, found: set[str]) -> None:
    assert _titles(desk, f"q={typed}") == found


@pytest.mark.usefixtures("tickets")
def test_each_filter_is_a_chip_and_one_that_is_taken_away_is_a_word_again(desk: Client) -> None:
    page = desk.get("/search/", {"q": "open display vandaag"}).content.decode()
    without = desk.get("/search/", {"q": "open display vandaag", "but": "period,none"}).content.decode()

    assert page.count("tag--accent chip") == 2
    assert "but=period" in page
    assert without.count("tag--accent chip") <= 1


@pytest.mark.usefixtures("tickets")
def test_filters_that_leave_nothing_were_words(desk: Client) -> None:
    a_ticket(subject="The open fireplace smokes", state=Ticket.State.SOLVED)

    page = desk.get("/search/", {"q": "open fireplace"}).content.decode()

    assert "The open fireplace smokes" in page
    assert "tag--accent chip" not in page


def test_an_article_that_is_opened_comes_higher_for_these_words(desk: Client) -> None:
    an_article("How do I read my meter?")
    learn_words()
    edition = Edition.objects.get().pk

    options = desk.get("/search/", {"q": "read meter"}, headers=BUNDLE).content.decode()
    answer = desk.post("/search/opened/", {"q": "read meter", "what": f"article-{edition}"})

    assert f'data-learns="article-{edition}"' in options
    assert answer.status_code == 204
    assert set(Lesson.objects.values_list("kind", "object_id", "times")) == {("article", edition, 1)}


@pytest.mark.parametrize("what", ["", "article", "article-x", "article-99", "ticket-1", "none-1", "article--1", "article-" + "9" * 40])
def test_of_what_is_not_there_or_does_not_learn_nothing_is_learned(desk: Client, what: str) -> None:
    assert desk.post("/search/opened/", {"q": "read meter", "what": what}).status_code == 204

    assert not Lesson.objects.exists()


def test_a_customer_that_is_opened_teaches_nothing(desk: Client) -> None:
    customer = a_customer(family_name="Peeters")

    desk.post("/search/opened/", {"q": "Peeters", "what": f"customer-{customer.pk}"})

    assert not Lesson.objects.exists()


def test_a_script_is_found_by_what_is_said_in_it_and_opens_in_the_contact_one_is_in(desk: Client, operator: User) -> None:
    a_published(a_document(name=dict.fromkeys(("nl", "fr", "en", "de"), "Dark display")))
    learn_words()
    before = desk.get("/search/", {"q": "dark display"}).content.decode()
    contact = a_contact(operator=operator)

    page = desk.get("/search/", {"q": "dark display"}).content.decode()

    assert "Dark display</b>" not in before
    assert f"/contacts/{contact.number}/#script:talk" in page


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "de het een",
        "le la les",
        "(.*)+[^a]{3}?$|\\d",
        "שלום עולם",
        "\u202etxt.exe",
        "open van",
        "van vorige maand",
        "'; --",
        "%%%",
    ],
)
def test_whatever_is_typed_there_is_a_page(desk: Client, typed: str) -> None:
    assert desk.get("/search/", {"q": typed}).status_code == 200
    assert desk.get("/search/", {"q": typed}, headers=BUNDLE).status_code == 200


@pytest.mark.decree("A3.1")
@pytest.mark.parametrize("role", ROLES)
def test_nothing_forbidden_shows_in_results_snippets_or_suggestions_whatever_the_role(client: Client, role: str) -> None:
    user = a_user(role, teams=[a_team("ours")], language="en")
    for place in ({"level": Level.SECRET}, {"level": Level.SECRET, "team": a_team("theirs")}):
        a_ticket(subject=f"{CANARY} ticket", **place)
        a_ticket(subject=f"{CANARY} ticket", state=Ticket.State.SOLVED, **place)
        secret = a_contact(subject=f"{CANARY} contact", **place)
        index_contact(secret)
    an_article(f"{CANARY} draft", is_published=False)
    own = a_contact(operator=user)
    learn_words()
    client.force_login(user)

    pages = [
        client.get("/search/", {"q": typed}, headers=headers)
        for typed in (CANARY, f"open {CANARY}", CANARY[:9], f"{CANARY} solved")
        for headers in ({}, BUNDLE)
    ]
    pages.append(client.post("/suggestions/", {"about": f"contact:{own.number}", "text": f"{CANARY} ticket contact draft"}))

    for page in pages:
        told = page.content.decode().replace(f"{CANARY} solved", "").replace(f"open {CANARY}", "")
        assert f"{CANARY} ticket" not in told
        assert f"{CANARY} contact" not in told
        if role not in {"knowledge", "supervisor", "service"}:
            assert f"{CANARY} draft" not in told
