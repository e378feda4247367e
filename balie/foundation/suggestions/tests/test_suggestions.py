"""What is suggested to who writes a note, a reply or an answer in a script, by the eyes of who writes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts import actions as contacts
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_result
from balie.foundation.search.actions import Entry, index_many, learn_words
from balie.foundation.search.models import Lesson
from balie.foundation.search.rules.lessons import WORTH, Deed
from balie.foundation.suggestions.actions import take_suggestion
from balie.foundation.suggestions.models import Taken
from balie.foundation.suggestions.queries import kind_of, situation_of, suggestions_for
from balie.operations.scripts.testing import a_document, a_published
from balie.records.customers.testing import a_customer
from balie.records.directory.testing import an_entry
from balie.records.knowledge.models import Edition
from balie.records.knowledge.testing import an_article

pytestmark = pytest.mark.django_db
NOTE = "Customer says the display of the meter stays dark since the move"


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="Nele Operator", language="en")


@pytest.fixture
def contact(operator: User) -> Contact:
    return a_contact(operator=operator, customer=a_customer(), language="en")


@pytest.fixture(autouse=True)
def _other_things() -> None:
    """Among many other things the words of the note say something."""
    index_many(Entry("contract", pk, f"Contract {pk} for the supply of gas", MONDAY_9AM, language="en") for pk in range(50))


def offered(viewer: User, about: str, text: str = NOTE) -> list[tuple[str, str]]:
    learn_words()
    return [(each.kind.key, each.result.title) for each in suggestions_for(viewer, situation_of(viewer, about), text)]


def at(contact: Contact) -> str:
    return f"contact:{contact.number}"


@pytest.mark.decree("S1.2", "S4.2")
def test_an_article_a_script_a_ticket_that_was_solved_and_an_open_one_of_the_customer_stand_beside_the_note(
    operator: User, contact: Contact
) -> None:
    an_article("The display of my meter stays dark")
    a_published(a_document(key="meter", name=dict.fromkeys(("nl", "fr", "en", "de"), "A dark display on the meter")))
    a_ticket(subject="Meter display dark", customer=contact.customer, language="en")
    a_ticket(subject="Dark display after a move", language="en", state=Ticket.State.SOLVED)
    a_ticket(subject="Meter display dark of somebody else", language="en")

    assert offered(operator, at(contact)) == [
        ("duplicate", "Meter display dark"),
        ("article", "The display of my meter stays dark"),
        ("script", "A dark display on the meter"),
        ("similar", "Dark display after a move"),
    ]


@pytest.mark.decree("A5.2")
def test_whom_to_refer_to_stands_beside_the_note(operator: User, contact: Contact) -> None:
    an_entry("Energy ombudsman", "Disputes about a supplier and its bills")

    assert offered(operator, at(contact), "she has a dispute with her supplier") == [("directory", "Energy ombudsman")]


def test_nothing_is_suggested_for_too_few_words_or_other_words(operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark")

    assert offered(operator, at(contact), "meter") == []
    assert offered(operator, at(contact), "she wants to pay her bill in parts") == []


@pytest.mark.parametrize("text", ["", "x" * 10_000, "the the the", "(.*)+[^a]{3}?$|\\d", "שלום עולם מה שלומך", "\x01\x02 \x03"])
def test_whatever_is_written_there_is_an_answer(operator: User, contact: Contact, text: str) -> None:
    assert offered(operator, at(contact), text) == []


def test_the_ticket_at_hand_is_no_suggestion(operator: User) -> None:
    customer = a_customer()
    here = a_ticket(subject="Meter display dark", customer=customer, language="en")
    a_ticket(subject="Display of the meter is dark again", customer=customer, language="en")

    assert offered(operator, f"ticket:{here.number}") == [("duplicate", "Display of the meter is dark again")]


def test_nobody_is_suggested_what_they_may_not_see(operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark", is_published=False)
    a_ticket(subject="Meter display dark", customer=contact.customer, level=Level.TEAM, team=a_team("theirs"))
    a_ticket(subject="Meter display dark", state=Ticket.State.SOLVED, level=Level.SECRET)

    assert offered(operator, at(contact)) == []


def test_what_was_put_away_stays_away_there_and_comes_lower_for_these_words_everywhere(operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark")
    edition = Edition.objects.get()
    learn_words()

    take_suggestion(
        situation_of(operator, at(contact)), kind_of("article"), edition.pk, Deed.DISMISSED, text=NOTE, by=operator, at=MONDAY_9AM
    )

    assert offered(operator, at(contact)) == []
    assert set(Lesson.objects.values_list("times", flat=True)) == {WORTH[Deed.DISMISSED]}
    assert "display" in Lesson.objects.values_list("word", flat=True)


def test_what_was_opened_twice_teaches_once(operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark")
    edition = Edition.objects.get()
    learn_words()

    for _time in range(2):
        take_suggestion(
            situation_of(operator, at(contact)), kind_of("article"), edition.pk, Deed.OPENED, text=NOTE, by=operator, at=MONDAY_9AM
        )

    assert set(Lesson.objects.values_list("times", flat=True)) == {WORTH[Deed.OPENED]}


def test_of_tickets_no_word_is_kept(operator: User, contact: Contact) -> None:
    ticket = a_ticket(subject="Meter display dark", state=Ticket.State.SOLVED)

    take_suggestion(situation_of(operator, at(contact)), kind_of("similar"), ticket.pk, Deed.OPENED, text=NOTE, by=operator, at=MONDAY_9AM)

    assert Taken.objects.get().words == []
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("ends", ["contact", "ticket"])
def test_what_was_opened_for_work_that_was_solved_teaches_more(operator: User, contact: Contact, ends: str) -> None:
    an_article("The display of my meter stays dark")
    learn_words()
    article = Edition.objects.get().pk
    take_suggestion(situation_of(operator, at(contact)), kind_of("article"), article, Deed.OPENED, text=NOTE, by=operator, at=MONDAY_9AM)
    contacts.save_question(contact, 1, customer_words="dark", by=operator, at=MONDAY_9AM)

    if ends == "contact":
        contacts.finish_contact(contact, result=a_result(), sentence="Told", by=operator, at=MONDAY_9AM, version=contact.version)
    else:
        ticket = a_ticket(contact=contact)
        tickets.close_ticket(ticket.number, result=a_result(), sentence="Told", by=operator, at=MONDAY_9AM, version=ticket.version)

    assert set(Lesson.objects.values_list("times", flat=True)) == {WORTH[Deed.OPENED] + WORTH[Deed.SOLVED]}
    assert not Taken.objects.exists()


@pytest.mark.parametrize(("audience", "words"), [("public", "Press the button twice."), ("internal", "")])
def test_the_words_of_an_article_go_into_a_text_for_the_customer_only_when_everybody_may_read_them(
    operator: User, contact: Contact, audience: str, words: str
) -> None:
    an_article("The display of my meter stays dark", audience=audience)
    situation = situation_of(operator, at(contact))

    put_in = take_suggestion(situation, kind_of("article"), Edition.objects.get().pk, Deed.USED, text=NOTE, by=operator, at=MONDAY_9AM)

    assert put_in == words


def test_the_page_says_where_to_ask_and_the_answer_has_a_digit_for_each(client: Client, operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark")
    learn_words()
    client.force_login(operator)

    page = client.get(f"/contacts/{contact.number}/").content.decode()
    answer = client.post("/suggestions/", {"about": at(contact), "text": NOTE})

    assert f'data-suggest="{at(contact)}"' in page
    assert 'data-suggestions="/suggestions/"' in page
    assert "The display of my meter stays dark" in answer.content.decode()
    assert 'data-key="Ctrl+."' in answer.content.decode()


@pytest.mark.parametrize("about", ["", "contact", "contact:1", "customer:20100011", "ticket:x", "contact:" + "9" * 40])
def test_about_what_is_not_there_nothing_is_suggested(client: Client, operator: User, about: str) -> None:
    client.force_login(operator)

    assert client.post("/suggestions/", {"about": about, "text": NOTE}).status_code in {404, 422}


def test_a_deed_that_is_none_or_a_thing_one_may_not_see_is_refused(client: Client, operator: User, contact: Contact) -> None:
    secret = a_ticket(subject="Meter display dark", state=Ticket.State.SOLVED, level=Level.SECRET)
    client.force_login(operator)

    for sent in ({"deed": "bought"}, {"deed": "opened"}, {"deed": "opened", "key": "none"}):
        asked = {"about": at(contact), "text": NOTE, "key": "similar", "id": secret.pk} | sent
        assert client.post("/suggestions/take/", asked).status_code == 404

    assert not Taken.objects.exists()


def test_as_many_queries_for_many_as_for_few(client: Client, operator: User, contact: Contact) -> None:
    an_article("The display of my meter stays dark")
    client.force_login(operator)
    few = queries_of(client, contact)
    for at_most in range(8):
        a_ticket(subject=f"Meter display dark {at_most}", customer=contact.customer)
        a_ticket(subject=f"Dark display of the meter {at_most}", state=Ticket.State.SOLVED)

    assert queries_of(client, contact) <= few + 3  # what was found is loaded, one query a kind
    assert queries_of(client, contact) <= 13


def queries_of(client: Client, contact: Contact) -> int:
    learn_words()
    with CaptureQueriesContext(connection) as asked:
        client.post("/suggestions/", {"about": at(contact), "text": NOTE})
    return len(asked)
