from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts import actions, pages, queries
from balie.conversation.contacts.events import ContactFinished, ContactRegistered, CustomerAttached, MessageReceived
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_message, a_purpose, a_question, a_result
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.files.actions import store_file
from balie.foundation.search.queries import find
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(minutes=10)


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="Nele")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    events: list[Any] = []
    for module in (actions.beginning, actions.ending, actions.messages):
        monkeypatch.setattr(module, "announce", events.append)
    return events


def _finish(contact: Contact, by: User, **changed: Any) -> Contact:
    given = {"result": a_result(), "sentence": "Uitgelegd", "at": LATER, "version": contact.version}
    return actions.finish_contact(contact, by=by, **given | changed)


def test_a_registered_contact_is_announced_once_its_message_stands(heard: list[Any]) -> None:
    message = actions.NewMessage(direction="in", at=MONDAY_9AM, text="Geen stroom")

    contact = actions.register_contact(channel="mail", direction="in", at=MONDAY_9AM, by=None, first_message=message, thread_id=7)

    assert heard == [ContactRegistered(contact_id=contact.pk, thread_id=7, at=MONDAY_9AM)]
    assert contact.messages.get().text == "Geen stroom"


def test_a_message_in_a_running_contact_is_announced(heard: list[Any]) -> None:
    contact = a_contact(channel="mail")

    message = actions.add_message(contact, actions.NewMessage(direction="in", at=LATER, text="En nu?"))

    assert heard == [MessageReceived(contact_id=contact.pk, message_id=message.pk, at=LATER)]


def test_who_answers_takes_part(operator: User) -> None:
    contact = a_contact(channel="mail")

    actions.add_message(contact, actions.NewMessage(direction="out", at=LATER, text="Opgelost", author=operator))

    contact.refresh_from_db()
    assert contact.participant_ids == [operator.pk]


def test_attaching_a_customer_tells_who_it_was_before(operator: User, heard: list[Any]) -> None:
    before, now = a_customer(), a_customer()
    contact = a_contact(operator=operator, customer=before)

    actions.attach_customer(contact, now, by=operator, at=LATER)

    assert heard == [CustomerAttached(contact_id=contact.pk, customer_id=now.pk, previous_id=before.pk, by_id=operator.pk, at=LATER)]


def test_attaching_the_same_customer_again_changes_nothing(operator: User, heard: list[Any]) -> None:
    contact = a_contact(operator=operator, customer=a_customer())

    again = actions.attach_customer(contact, contact.customer, by=operator, at=LATER)

    assert heard == []
    assert again.version == contact.version


def test_a_customer_one_may_not_know_of_cannot_be_attached(operator: User) -> None:
    with pytest.raises(NotFound):
        actions.attach_customer(a_contact(operator=operator), a_customer(level=3), by=operator, at=LATER)


def test_a_contact_becomes_as_closed_as_the_file_it_stands_in(operator: User) -> None:
    team = a_team()
    member = a_user("operator", teams=[team])
    contact = a_contact(operator=member)

    actions.attach_customer(contact, a_customer(level=1, team=team), by=member, at=LATER)

    assert not Contact.objects.visible_to(operator).exists()
    assert Contact.objects.visible_to(member).exists()


def test_a_question_keeps_only_what_changed(operator: User) -> None:
    contact = a_contact(operator=operator)
    actions.save_question(contact, 1, by=operator, at=LATER, customer_words="Geen stroom", purpose=a_purpose())

    question = actions.save_question(contact, 1, by=operator, at=LATER, restated="Stroom valt uit")

    assert (question.customer_words, question.restated, question.purpose) == ("Geen stroom", "Stroom valt uit", a_purpose())


def test_the_same_question_saved_twice_writes_one_audit_line(operator: User) -> None:
    contact = a_contact(operator=operator)

    for _each in range(2):
        actions.save_question(contact, 1, by=operator, at=LATER, customer_words="Geen stroom")

    assert AuditLine.objects.filter(verb="contacts.question_saved").count() == 1


def test_a_finished_contact_takes_no_other_words(operator: User) -> None:
    contact = _finish(a_contact(operator=operator), operator)

    with pytest.raises(actions.AlreadyFinished):
        actions.save_question(contact, 1, by=operator, at=LATER, customer_words="Te laat")


def test_a_late_copy_of_what_stands_already_is_no_refusal(operator: User) -> None:
    contact = a_contact(operator=operator)
    a_question(contact, customer_words="Geen stroom")
    _finish(contact, operator)

    question = actions.save_question(contact, 1, by=operator, at=LATER, customer_words="Geen stroom")

    assert question.customer_words == "Geen stroom"


def test_finishing_keeps_result_sentence_who_and_when(operator: User, heard: list[Any]) -> None:
    contact = _finish(a_contact(operator=operator), operator, sentence="  Factuur\nuitgelegd ")

    assert (contact.result, contact.result_sentence, contact.finished_at, contact.finished_by) == (
        a_result(),
        "Factuur uitgelegd",
        LATER,
        operator,
    )
    assert heard == [ContactFinished(contact_id=contact.pk, at=LATER)]


@pytest.mark.parametrize(("changed", "field"), [({"result": None}, "result"), ({"sentence": " "}, "sentence")])
def test_what_is_missing_at_the_end_is_named(operator: User, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _finish(a_contact(operator=operator), operator, **changed)

    assert refusal.value.field_name == field


def test_a_contact_cannot_be_finished_twice(operator: User) -> None:
    contact = _finish(a_contact(operator=operator), operator)

    with pytest.raises(actions.AlreadyFinished):
        _finish(contact, operator)


def test_a_contact_changed_meanwhile_is_not_finished(operator: User) -> None:
    contact = a_contact(operator=operator)
    actions.attach_customer(contact, a_customer(), by=operator, at=LATER)

    with pytest.raises(Outdated):
        _finish(contact, operator)


def test_a_colleagues_contact_is_finished_only_after_taking_it_over(operator: User) -> None:
    contact = a_contact(operator=a_user("operator"))

    with pytest.raises(NotAllowed):
        _finish(contact, operator)

    taken = actions.take_over(contact, by=operator, at=LATER)
    assert _finish(taken, operator).finished_by == operator


def test_a_reopened_contact_keeps_its_result_to_correct(operator: User) -> None:
    contact = _finish(a_contact(operator=operator), operator)

    reopened = actions.reopen_contact(contact, by=operator, at=LATER)

    assert (reopened.finished_at, reopened.result) == (None, a_result())


def test_a_contact_begun_by_mistake_is_thrown_away(operator: User) -> None:
    actions.discard_contact(a_contact(operator=operator), by=operator, at=LATER)

    assert not Contact.objects.exists()


def test_a_contact_with_words_in_it_is_not_thrown_away(operator: User) -> None:
    contact = a_contact(operator=operator)
    a_question(contact, customer_words="Geen stroom")

    with pytest.raises(actions.NotEmpty):
        actions.discard_contact(contact, by=operator, at=LATER)


def test_a_contact_is_found_by_a_word_of_its_question(operator: User) -> None:
    contact = actions.begin_contact(channel="call", direction="in", party="0470 00 00 09", by=operator, at=MONDAY_9AM)
    actions.save_question(contact, 1, by=operator, at=LATER, customer_words="De omvormer fluit")

    found = find(operator, "omvormer", kinds=["contact"])

    assert [result.number for hits in found for result in hits.results] == [contact.number]


def test_a_contact_stands_in_the_customers_timeline(operator: User) -> None:
    customer = a_customer()
    contact = a_contact(customer=customer, result_sentence="Uitgelegd", finished_at=LATER)
    a_contact(customer=customer, level=3)

    entries = pages.timeline_for(operator, customer, 10)

    assert [(entry.number, entry.detail) for entry in entries] == [(contact.number, "Uitgelegd")]


def test_a_topic_is_heard_by_who_may_see_the_contact(operator: User) -> None:
    open_one, closed = a_contact(), a_contact(level=3)

    assert pages.may_listen(operator, str(open_one.number))
    assert not pages.may_listen(operator, str(closed.number))


def test_a_file_is_opened_by_who_may_see_its_message(operator: User) -> None:
    file = store_file(b"x", name="meter.txt", by=None, at=MONDAY_9AM)
    a_message(a_contact(level=1, team=a_team()), text="zie bijlage").files.add(file)

    assert not pages.may_open_file(operator, file)
    assert pages.may_open_file(a_user("operator", teams=[a_team()]), file)


def test_messages_come_with_their_files_in_one_query(operator: User, django_assert_num_queries: Any) -> None:
    contact = a_contact(channel="mail")
    for number in range(3):
        file = store_file(b"x", name=f"{number}.txt", by=None, at=MONDAY_9AM)
        a_message(contact, at=MONDAY_9AM + timedelta(minutes=number)).files.add(file)

    with django_assert_num_queries(1):
        lines = queries.messages_of(operator, [contact.pk])

    assert [[file.name for file in line.files] for line in lines] == [["0.txt"], ["1.txt"], ["2.txt"]]
