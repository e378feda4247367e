"""The script beside a contact, through its doors."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.operations.scripts import actions
from balie.operations.scripts.models import Run, RunEvent
from balie.operations.scripts.testing import a_choice, a_document, a_fault, a_published, a_say, a_variable, an_ask, an_end, said
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def contact(operator: User) -> Contact:
    return a_contact(operator=operator)


@pytest.fixture
def browser(operator: User) -> Client:
    client = Client()
    client.force_login(operator)
    return client


def _panel(browser: Client, contact: Contact, query: str = "") -> str:
    answer = browser.get(f"/contacts/{contact.number}/script/{query}", headers=PARTIAL)
    assert answer.status_code == 200
    return answer.content.decode()


def _step(browser: Client, contact: Contact, kind: str, status: int = 200, **sent: object) -> str:
    answer = browser.post(f"/contacts/{contact.number}/script/step/", {"kind": kind, **sent}, headers=PARTIAL)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def _opens_on_calls() -> int:
    version = a_published(a_fault())
    actions.set_openings("fault", [{"channel": "call"}], by=None, at=MONDAY_9AM)
    return version.pk


@pytest.mark.decree("A1.1", "A2.2")
def test_the_script_that_opens_is_there_and_begins_with_the_first_step_that_is_passed(browser: Client, contact: Contact) -> None:
    opens = _opens_on_calls()

    assert "Good morning" in _panel(browser, contact)
    assert not Run.objects.exists()
    html = _step(browser, contact, "went_on", node="greet", opens=opens)

    assert 'name="v.fault" value="light"' in html
    assert list(RunEvent.objects.order_by("position").values_list("kind", flat=True)) == ["started", "went_on"]


def test_a_digit_answers_and_back_shows_what_was_answered(browser: Client, contact: Contact) -> None:
    opens = _opens_on_calls()
    _step(browser, contact, "went_on", node="greet", opens=opens)

    assert "data-digits" in _panel(browser, contact)
    assert 'name="v.helped"' in _step(browser, contact, "answered", node="what", **{"v.fault": "light"})
    assert "answered before" in _step(browser, contact, "back")


def test_a_wrong_answer_is_told_beside_its_field_and_stays_there(browser: Client, contact: Contact) -> None:
    variables = {"count": a_variable("number"), "name": a_variable()}
    version = a_published(a_document({"ask": an_ask("count", "name"), "end": an_end()}, variables=variables))

    html = _step(browser, contact, "answered", 422, node="ask", opens=version.pk, **{"v.count": "many", "v.name": "Maes"})

    assert "This is no number." in html
    assert 'value="many"' in html
    assert 'value="Maes"' in html
    assert not Run.objects.exists()


def test_an_old_screen_is_told_where_the_script_stands_now(browser: Client, contact: Contact) -> None:
    opens = _opens_on_calls()
    _step(browser, contact, "went_on", node="greet", opens=opens)

    html = _step(browser, contact, "went_on", 409, node="greet", opens=opens)

    assert "went on meanwhile" in html
    assert 'name="v.fault"' in html


@pytest.mark.decree("A6.1", "S4.9", "S3.8")
def test_objections_and_calming_are_read_out_and_kept(browser: Client, contact: Contact) -> None:
    version = a_published(
        a_document(
            objections={"dear": {"said": said("Too dear"), "answer": said("Compare it")}},
            calming={"listen": {"title": said("Listen"), "words": said("I hear you")}},
        )
    )

    assert "Compare it" in _step(browser, contact, "objection", key="dear", opens=version.pk)
    assert "I hear you" in _step(browser, contact, "calmed", key="listen")
    assert list(RunEvent.objects.order_by("position").values_list("kind", flat=True)) == ["started", "objection", "calmed"]


def test_a_later_question_is_answered_early(browser: Client, contact: Contact) -> None:
    opens = _opens_on_calls()

    assert 'name="kind" value="early"' in _panel(browser, contact, "?early=helped")
    _step(browser, contact, "early", opens=opens, **{"v.helped": "solved"})
    _step(browser, contact, "went_on", node="greet")

    assert "The lamp" in _step(browser, contact, "answered", node="what", **{"v.fault": "light"})


def test_several_choices_are_ticked(browser: Client, contact: Contact) -> None:
    several = {"wanted": a_choice("a", "b", "c") | {"type": "choices"}}
    version = a_published(a_document({"ask": an_ask("wanted"), "end": an_end()}, variables=several))

    _step(browser, contact, "answered", node="ask", opens=version.pk, several="wanted", **{"v.wanted": ["a", "c"]})

    assert RunEvent.objects.get(kind="answered").data == {"values": {"wanted": ["a", "c"]}}


def test_what_the_customer_says_is_text_and_never_html(browser: Client, contact: Contact) -> None:
    variables = {"name": a_variable()}
    version = a_published(a_document({"ask": an_ask("name", to="say"), "say": a_say("So: {name}"), "end": an_end()}, variables=variables))

    html = _step(browser, contact, "answered", node="ask", opens=version.pk, **{"v.name": "<img src=x onerror=alert(1)>"})

    assert "So: &lt;img src=x" in html
    assert "<img" not in html


def test_a_colleague_sees_who_followed_it_and_the_summary(browser: Client, operator: User, contact: Contact) -> None:
    version = a_published(a_fault())
    actions.start_run(contact, version, by=a_user("operator", name="Karim Benali"), at=MONDAY_9AM)

    html = _panel(browser, contact)

    assert "Karim Benali followed it so far" in html
    assert "script-summary" in html


def test_another_script_is_chosen_with_a_reason_and_none_is_fine(browser: Client, contact: Contact) -> None:
    version = a_published(a_document())
    a_published(a_fault())
    assert "No script opens for this contact" in _panel(browser, contact)
    _step(browser, contact, "went_on", node="greet", opens=version.pk)

    def choose(**sent: str) -> int:
        return browser.post(f"/contacts/{contact.number}/script/start/", {"script": "fault", **sent}, headers=PARTIAL).status_code

    assert choose() == 409
    assert choose(reason="wrong one") == 200
    assert list(Run.objects.order_by("pk").values_list("version__script__key", "status")) == [("talk", "left"), ("fault", "going")]


def test_a_paused_script_is_taken_up_in_the_next_contact(browser: Client, operator: User) -> None:
    customer = a_customer()
    first, second = a_contact(operator=operator, customer=customer), a_contact(operator=operator, customer=customer)
    version = a_published(a_fault())
    actions.start_run(first, version, by=operator, at=MONDAY_9AM)
    _step(browser, first, "paused")
    run = Run.objects.get()

    assert f'name="run" value="{run.pk}"' in _panel(browser, second)
    answer = browser.post(f"/contacts/{second.number}/script/take-up/", {"run": run.pk}, headers=PARTIAL)

    assert "Good morning" in answer.content.decode()
    assert Run.objects.get().contact == second


def test_it_works_without_the_bundle(browser: Client, contact: Contact) -> None:
    opens = _opens_on_calls()

    answer = browser.post(f"/contacts/{contact.number}/script/step/", {"kind": "went_on", "node": "greet", "opens": opens})

    assert (answer.status_code, answer["Location"]) == (303, f"/contacts/{contact.number}/")


def test_nobody_follows_a_script_in_a_contact_they_may_not_see(browser: Client) -> None:
    closed = a_contact(level=3)

    assert browser.get(f"/contacts/{closed.number}/script/").status_code == 404
    assert browser.post(f"/contacts/{closed.number}/script/step/", {"kind": "back"}).status_code == 404
