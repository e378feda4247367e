from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.actions import AssuranceTooLow, ensure_may
from balie.access.permissions.extensions import Assurance
from balie.access.permissions.levels import Level
from balie.conversation.contacts.actions import AlreadyFinished, attach_customer
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_message, a_purpose, a_question
from balie.conversation.email.models import Email
from balie.conversation.email.models import Thread as MailThread
from balie.conversation.email.testing import a_mailbox
from balie.conversation.identity import actions, queries
from balie.conversation.identity.actions import check_fact
from balie.conversation.identity.models import Check
from balie.conversation.identity.rules import Tier
from balie.conversation.identity.testing import a_call_with, a_known_customer
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.records.customers.actions import change_customer, merge_customers, reveal_secret, save_phone, take_apart
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
NOW = {"at": MONDAY_9AM}
LATER = MONDAY_9AM + timedelta(minutes=1)


def reached(by: User, contact: Contact, *, at=MONDAY_9AM) -> Assurance:
    return queries.sight_for(by, contact.number, at=at).reached


def answer(contact: Contact, by: User, *right: str, wrong: tuple[str, ...] = (), at=MONDAY_9AM) -> None:
    for fact in right:
        check_fact(contact, fact, is_right=True, by=by, at=at)
    for fact in wrong:
        check_fact(contact, fact, is_right=False, by=by, at=at)


@pytest.mark.decree("A1")
def test_two_right_answers_make_a_customer_checked(operator: User, call: Contact) -> None:
    before = reached(operator, call)

    check_fact(call, "born_on", answer="3/5/1985", by=operator, **NOW)
    check_fact(call, "postcode", is_right=True, by=operator, **NOW)

    assert before == Assurance.CLAIMED
    assert reached(operator, call) == Assurance.CHECKED
    assert [(each.fact, each.how, each.is_right, each.by) for each in Check.objects.order_by("pk")] == [
        ("born_on", "typed", True, operator),
        ("postcode", "ticked", True, operator),
    ]


def test_one_fact_told_twice_counts_once(operator: User, call: Contact) -> None:
    answer(call, operator, "postcode", "postcode")

    assert reached(operator, call) == Assurance.CLAIMED


@pytest.mark.decree("A1")
def test_what_was_answered_is_kept_nowhere(operator: User, call: Contact) -> None:
    actions.set_tier(Tier(3, ("iban",), 1, 3, "stop"), by=a_user("administrator"), **NOW)

    check_fact(call, "iban", answer="BE00 1234 5678 9012", by=operator, **NOW)

    for model in apps.get_models():
        for row in model._default_manager.all().values():
            assert "123456789012" not in str(row).replace(" ", ""), model


def test_a_secret_is_compared_and_never_shown_or_ticked(operator: User, call: Contact) -> None:
    sight = queries.sight_for(operator, call.number, level=3)

    secret = next(each for each in sight.facts if each.key == "iban_end")

    assert secret.shown == ""
    with pytest.raises(Invalid):
        check_fact(call, "iban_end", is_right=True, by=operator, **NOW)
    assert check_fact(call, "iban_end", answer="7034", by=operator, **NOW).is_right


def test_who_may_not_read_personal_data_can_only_compare(operator: User, call: Contact) -> None:
    stranger = a_user(verbs=["contacts.view", "customers.view", "identity.check"])

    shown = {each.key: each.shown for each in queries.sight_for(stranger, call.number).facts}

    assert shown["born_on"] == shown["street"] == ""
    with pytest.raises(Invalid):
        check_fact(call, "born_on", is_right=True, by=stranger, **NOW)


@pytest.mark.parametrize("typed", ["", "  ", "yesterday", "31/02/1985"])
def test_what_can_be_no_answer_is_no_wrong_answer(operator: User, call: Contact, typed: str) -> None:
    with pytest.raises(Invalid):
        check_fact(call, "born_on", answer=typed, by=operator, **NOW)

    assert not Check.objects.exists()


def test_after_too_many_wrong_answers_nothing_more_is_asked(operator: User, call: Contact) -> None:
    answer(call, operator, "born_on", "street", wrong=("postcode", "postcode", "customer_number"))

    assert reached(operator, call) < Assurance.CHECKED
    with translation.override("en"):
        assert "A lead decides" in queries.sight_for(operator, call.number, at=LATER).closed
    with pytest.raises(actions.CheckClosed):
        check_fact(call, "street", is_right=True, by=operator, at=LATER)


def test_ringing_again_gives_no_new_guesses_within_a_day(operator: User, call: Contact) -> None:
    answer(call, operator, wrong=("postcode", "postcode", "customer_number"))
    again = a_call_with(call.customer, operator)

    with pytest.raises(actions.CheckClosed):
        check_fact(again, "street", is_right=True, by=operator, at=MONDAY_9AM + timedelta(hours=23))

    answer(again, operator, "street", "born_on", at=MONDAY_9AM + timedelta(hours=25))
    assert reached(operator, again, at=MONDAY_9AM + timedelta(hours=25)) == Assurance.CHECKED


@pytest.mark.django_db(transaction=True)
def test_answers_given_at_once_in_several_contacts_give_no_more_guesses(operator: User, call: Contact) -> None:
    calls = [call, *(a_call_with(call.customer, operator) for _ in range(3))]
    barrier, outcomes = Barrier(len(calls)), []

    def guess(contact: Contact) -> None:
        barrier.wait()
        try:
            check_fact(contact, "iban_end", answer="1111", by=operator, **NOW)
            outcomes.append("compared")
        except actions.CheckClosed:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [Thread(target=guess, args=[each]) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["closed", "closed", "compared", "compared"]


def test_a_lead_lets_the_check_go_on(operator: User, call: Contact) -> None:
    answer(call, operator, wrong=("postcode", "postcode", "customer_number"))
    with pytest.raises(NotAllowed):
        actions.reopen_check(call, by=operator, at=LATER)

    actions.reopen_check(call, by=a_user("lead"), at=LATER)
    answer(call, operator, "street", "born_on", at=LATER + timedelta(minutes=1))

    assert reached(operator, call, at=LATER + timedelta(minutes=2)) == Assurance.CHECKED


def test_what_was_checked_of_one_customer_proves_nothing_of_another(operator: User, call: Contact) -> None:
    answer(call, operator, "street", "born_on")
    other = a_known_customer(family_name="Janssens")

    attach_customer(call, other, by=operator, **NOW)

    assert reached(operator, call) == Assurance.CLAIMED


def test_nothing_is_checked_without_a_customer_or_after_the_end(operator: User, call: Contact) -> None:
    with pytest.raises(Invalid):
        check_fact(a_contact(operator=operator), "street", is_right=True, by=operator, **NOW)
    Contact.objects.filter(pk=call.pk).update(finished_at=MONDAY_9AM)
    with pytest.raises(AlreadyFinished):
        check_fact(call, "street", is_right=True, by=operator, **NOW)


def test_of_a_file_that_is_closed_to_one_nothing_is_asked(operator: User, call: Contact) -> None:
    Customer.objects.filter(pk=call.customer_id).update(level=Level.TEAM, team=a_team("others"))

    assert queries.sight_for(operator, call.number).facts == []
    with pytest.raises(NotFound):
        check_fact(call, "street", is_right=True, by=operator, **NOW)


def test_a_fact_that_the_file_does_not_hold_is_not_asked(operator: User) -> None:
    call = a_call_with(a_customer(), operator)

    sight = queries.sight_for(operator, call.number)

    assert [each.key for each in sight.facts] == ["customer_number"]
    assert not sight.lack.can_reach
    with pytest.raises(NotFound):
        check_fact(call, "born_on", answer="3/5/1985", by=operator, **NOW)


@pytest.mark.decree("A1")
def test_a_verb_above_what_was_reached_is_refused_with_what_is_missing(operator: User, call: Contact) -> None:
    customer = Customer.objects.get(pk=call.customer_id)

    with translation.override("en"), pytest.raises(AssuranceTooLow) as refused:
        change_customer(customer, by=operator, version=1, family_name="Dupont", **NOW)

    assert "ask 2 of: customer number, date of birth" in str(refused.value)
    assert refused.value.way is not None
    assert refused.value.way.url == f"/contacts/{call.number}/identity/?level=2"
    answer(call, operator, "born_on", "street")
    assert change_customer(customer, by=operator, version=1, family_name="Dupont", **NOW).family_name == "Dupont"
    with pytest.raises(AssuranceTooLow):
        reveal_secret(customer, "iban", "asked by the bank itself", by=operator, **NOW)


def test_with_nobody_on_the_line_no_check_is_asked(operator: User, call: Contact) -> None:
    customer = Customer.objects.get(pk=call.customer_id)

    assert save_phone(customer, number="0470 00 00 02", by=a_user("operator"), **NOW)
    Contact.objects.filter(pk=call.pk).update(finished_at=MONDAY_9AM)
    assert save_phone(customer, number="0470 00 00 03", by=operator, **NOW)


def test_a_file_made_while_the_contact_ran_protects_nothing_yet(operator: User, call: Contact) -> None:
    customer = Customer.objects.get(pk=call.customer_id)
    Customer.objects.filter(pk=customer.pk).update(is_incomplete=True)

    assert save_phone(customer, number="0470 00 00 02", by=operator, **NOW)


def test_the_organisation_decides_what_a_verb_takes_for_a_purpose(operator: User, call: Contact) -> None:
    admin, order = a_user("administrator"), a_purpose("order")
    actions.demand("customers.change", None, Assurance.NONE, by=admin, **NOW)
    actions.demand("customers.change", order, Assurance.STRONG, by=admin, **NOW)
    customer = Customer.objects.get(pk=call.customer_id)

    ensure_may(operator, "customers.change", customer)
    a_question(call, purpose=order)

    with pytest.raises(AssuranceTooLow):
        ensure_may(operator, "customers.change", customer)


def test_the_purpose_decides_what_is_asked(operator: User, call: Contact) -> None:
    order = a_purpose("order")
    actions.demand("", order, Assurance.STRONG, by=a_user("administrator"), **NOW)
    a_question(call, purpose=order)

    sight = queries.sight_for(operator, call.number)

    assert (sight.level, sight.lack.least) == (Assurance.STRONG, 3)


@pytest.mark.parametrize(
    "tier",
    [
        Tier(2, ("postcode",), 2, 3, "lead"),
        Tier(2, ("postcode",), 0, 3, "lead"),
        Tier(2, ("nothing",), 1, 3, "lead"),
        Tier(2, ("postcode",), 1, 0, "lead"),
        Tier(2, ("postcode",), 1, 3, "shout"),
    ],
)
def test_a_tier_that_cannot_be_is_refused(tier: Tier, operator: User) -> None:
    with pytest.raises(Invalid):
        actions.set_tier(tier, by=a_user("administrator"), **NOW)


def test_settings_are_the_administrator_s(operator: User) -> None:
    with pytest.raises(NotAllowed):
        actions.set_tier(Tier(2, ("postcode",), 1, 3, "lead"), by=operator, **NOW)
    with pytest.raises(NotAllowed):
        actions.demand("", None, 1, by=operator, **NOW)


def test_the_caller_s_number_counts_as_the_settings_say(operator: User) -> None:
    call = a_call_with(a_known_customer(), operator, party="+32470000001")
    before = reached(operator, call)

    actions.set_tier(Tier(2, ("postcode",), 1, 3, "lead", ("number",)), by=a_user("administrator"), **NOW)

    assert before == Assurance.CLAIMED
    assert reached(operator, call) == Assurance.CHECKED


@pytest.mark.parametrize(
    ("standing", "sender", "level"),
    [
        ("verified", "Jan@klant.example", Assurance.CHECKED),
        ("unverified", "jan@klant.example", Assurance.CLAIMED),
        ("verified", "an@klant.example", Assurance.CLAIMED),
    ],
)
def test_a_verified_mail_from_the_file_counts_as_checked(operator: User, standing: str, sender: str, level: Assurance) -> None:
    mail = a_call_with(a_known_customer(mail_addresses=["jan@klant.example"]), operator, channel="mail")
    a_mail(mail, standing="verified", sender="jan@klant.example", minutes=-5)

    a_mail(mail, standing=standing, sender=sender)

    assert reached(operator, mail) == level


def test_what_was_checked_goes_along_with_a_merge_and_back(operator: User, call: Contact) -> None:
    lead, kept = a_user("lead"), a_customer(family_name="Peeters-Claes")
    answer(call, operator, wrong=("street",))

    merge_customers(kept, Customer.objects.get(pk=call.customer_id), by=lead, version=1, **NOW)
    moved = Check.objects.get().customer_id
    take_apart(Customer.objects.get(pk=kept.pk), call.customer.number if call.customer else 0, by=lead, **NOW)

    assert (moved, Check.objects.get().customer_id) == (kept.pk, call.customer_id)


def a_mail(contact: Contact, *, standing: str, sender: str, minutes: int = 0) -> Email:
    message = a_message(contact, at=MONDAY_9AM + timedelta(minutes=minutes))
    thread = MailThread.objects.create(mailbox=a_mailbox(), made_at=MONDAY_9AM)
    named = {"internet_message_id": f"<{message.pk}@klant.example>", "matched_by": "new"}
    return Email.objects.create(thread=thread, message=message, standing=standing, sender=sender, **named)
