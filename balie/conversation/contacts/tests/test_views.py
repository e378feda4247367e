from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts import queries
from balie.conversation.contacts.extensions import (
    MESSAGE_VIEWS,
    PANELS,
    QUESTION_ACTIONS,
    WORK,
    ContactPanel,
    MessageView,
    QuestionAction,
    Work,
)
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_message, a_purpose, a_question, a_result

pytestmark = pytest.mark.django_db


def test_n_begins_a_call_and_opens_it(desk: Client, operator: User) -> None:
    answer = desk.post("/contacts/new/")

    contact = Contact.objects.get()
    assert answer.headers["Location"] == f"/contacts/{contact.number}/"
    assert (contact.channel, contact.direction, contact.operator) == ("call", "in", operator)


def test_the_page_of_a_new_call_puts_the_caret_in_the_customer_search(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert page.count(" autofocus") == 1
    assert "autofocus" in page.split('id="customer-q"')[1].split(">")[0]


def test_the_page_costs_at_most_eight_queries_however_much_stands_in_it(
    desk: Client, operator: User, django_assert_max_num_queries: Any
) -> None:
    contact = a_contact(operator=operator)
    for number in range(6):
        a_question(contact, customer_words=f"vraag {number}", purpose=a_purpose(f"p{number}"))
        a_message(contact, text=f"bericht {number}")
        a_contact(operator=operator)

    with django_assert_max_num_queries(8):
        answer = desk.get(f"/contacts/{contact.number}/")

    assert answer.status_code == 200


def test_the_contact_begun_last_has_a_tab_after_those_before_it_however_many_are_open(desk: Client, operator: User) -> None:
    begun = [a_contact(operator=operator, started_at=MONDAY_9AM + timedelta(minutes=minute)) for minute in range(23)]

    tabs = [contact.number for contact in queries.open_contacts_for(operator)]

    assert tabs == [contact.number for contact in begun[3:]]


def test_a_question_is_kept_as_it_is_typed_without_a_new_page(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    answer = desk.post(
        f"/contacts/{contact.number}/questions/1/", {"customer_words": "Alles valt uit", "_once": ""}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 204
    assert contact.questions.get().customer_words == "Alles valt uit"


def test_what_was_not_sent_of_a_question_stays(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)
    a_question(contact, customer_words="Alles valt uit")

    desk.post(f"/contacts/{contact.number}/questions/1/", {"restated": "Stroom valt uit met de oven"}, headers={"HX-Request": "true"})

    question = contact.questions.get()
    assert (question.customer_words, question.restated) == ("Alles valt uit", "Stroom valt uit met de oven")


def test_ctrl_enter_in_the_question_leads_to_the_result(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    answer = desk.post(f"/contacts/{contact.number}/questions/1/", {"customer_words": "x", "then": "finish"}, follow=True)

    page = answer.content.decode()
    assert "autofocus" in page.split('id="id_result"')[1].split(">")[0]


def test_finishing_without_a_sentence_says_so_and_keeps_the_result(desk: Client, operator: User) -> None:
    contact, result = a_contact(operator=operator), a_result()

    answer = desk.post(f"/contacts/{contact.number}/finish/", {"result": result.pk, "sentence": " ", "version": contact.version})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in one sentence what came of it." in page
    assert f'<option value="{result.pk}" selected>' in page


def test_finishing_on_an_old_version_is_told_and_the_sentence_stays(desk: Client, operator: User) -> None:
    contact, result = a_contact(operator=operator, version=4), a_result()

    answer = desk.post(f"/contacts/{contact.number}/finish/", {"result": result.pk, "sentence": "Uitgelegd", "version": 3})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this" in page
    assert ">\nUitgelegd</textarea>" in page
    assert 'name="version" value="4"' in page


def test_a_finished_contact_is_shown_with_its_result_and_without_fields(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, finished_at=MONDAY_9AM, finished_by=operator, result=a_result(), result_sentence="Uitgelegd")

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert "Uitgelegd" in page
    assert "<textarea" not in page


def test_a_number_nobody_can_reach_is_told_beside_its_field(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    answer = desk.post(f"/contacts/{contact.number}/change/", {"party": "047 1"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "neither a telephone number nor a mail address" in answer.content.decode()
    assert 'value="047 1"' in answer.content.decode()


def test_an_auditor_reads_contacts_without_personal_data(client: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party="+32470000001", party_name="Jan Peeters")
    a_question(contact, customer_words="Mijn meter is stuk")
    client.force_login(a_user("auditor", language="en"))

    page = client.get(f"/contacts/{contact.number}/").content.decode()

    assert contact.party not in page
    assert "Peeters" not in page
    assert "Mijn meter" not in page


def test_a_contact_one_may_not_know_of_does_not_exist(desk: Client) -> None:
    contact = a_contact(level=3)

    assert desk.get(f"/contacts/{contact.number}/").status_code == 404


def test_the_list_costs_the_same_for_one_contact_and_for_sixty(desk: Client, operator: User, django_assert_max_num_queries: Any) -> None:
    for _each in range(60):
        a_contact(operator=operator)

    with django_assert_max_num_queries(8):
        page = desk.get("/contacts/").content.decode()

    assert page.count("data-row ") >= 50
    assert "before=" in page


def test_a_panel_another_app_gives_stands_beside_the_notes(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = ContactPanel(name="Script", url=lambda contact: f"/scripts/{contact.number}/")
    monkeypatch.setattr(PANELS, "fillings", lambda: [panel])
    contact = a_contact(operator=operator)

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert f'hx-get="/scripts/{contact.number}/"' in page


def test_what_can_be_made_of_a_question_is_made_after_it_was_kept(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    action = QuestionAction(name="Ticket", icon="ticket", key="t", url=lambda pk: f"/make/{pk}/", verb="contacts.view")
    monkeypatch.setattr(QUESTION_ACTIONS, "fillings", lambda: [action])
    contact = a_contact(operator=operator)

    answer = desk.post(f"/contacts/{contact.number}/questions/1/", {"customer_words": "Geen stroom", "then": "0"})

    question = contact.questions.get()
    assert answer.headers["Location"] == f"/make/{question.pk}/"
    assert question.customer_words == "Geen stroom"


def test_the_work_made_of_a_contact_is_listed(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = a_contact(operator=operator)
    work = Work(number=20417736, title="Geen stroom na meterwissel", url="/tickets/20417736/")
    monkeypatch.setattr(WORK, "fillings", lambda: [lambda _viewer, ids: {ids[0]: [work]}])

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert "Geen stroom na meterwissel" in page


def test_a_message_offers_its_original_layout(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    view = MessageView(name="Original layout", url=lambda message: f"/layout/{message.pk}/" if message.html else None)
    monkeypatch.setattr(MESSAGE_VIEWS, "fillings", lambda: [view])
    contact = a_contact(operator=operator, channel="mail")
    plain, laid_out = a_message(contact), a_message(contact, html="<b>x</b>")

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert f"/layout/{laid_out.pk}/" in page
    assert f"/layout/{plain.pk}/" not in page


def test_a_contact_noted_afterwards_has_the_moment_it_really_began(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, started_at=timezone.now())
    an_hour_ago = timezone.localtime() - timedelta(hours=1)

    kept = desk.post(f"/contacts/{contact.number}/change/", {"started_at": f"{an_hour_ago:%Y-%m-%dT%H:%M}"}, headers={"HX-Request": "true"})
    tomorrow = timezone.localtime() + timedelta(days=1)
    wrong = desk.post(f"/contacts/{contact.number}/change/", {"started_at": f"{tomorrow:%Y-%m-%dT%H:%M}"}, headers={"HX-Request": "true"})
    contact.refresh_from_db()

    assert contact.started_at == an_hour_ago.replace(second=0, microsecond=0)
    assert (kept.status_code, wrong.status_code) == (200, 422)
    assert "not in the future" in wrong.content.decode()
    assert AuditLine.objects.filter(verb="contacts.dated").count() == 1
