"""Referring a customer to another person or service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_question
from balie.conversation.email.models import Outgoing
from balie.conversation.email.testing import a_mailbox
from balie.conversation.promises.models import Promise
from balie.conversation.referrals import actions, queries
from balie.conversation.referrals.models import Referral
from balie.conversation.referrals.rules import follow_up_at
from balie.conversation.referrals.testing import a_referral
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.customers.actions import save_mail_address
from balie.records.customers.testing import a_customer
from balie.records.directory.actions import Details, add_entry
from balie.records.directory.testing import an_entry
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def contact(operator: User) -> Contact:
    customer = a_customer()
    save_mail_address(customer, address="jan@klant.example", by=None, at=MONDAY_9AM)
    return a_contact(operator=operator, customer=customer, language="nl")


def test_a_referral_is_kept_on_the_contact_as_it_was_told(contact: Contact, operator: User) -> None:
    entry = an_entry("Ombudsman")
    a_referral(contact, entry, operator, remark="Ask for Mieke")

    kept = queries.referred_in(operator, contact)[0]

    assert (kept.name, kept.remark, kept.by, kept.sent_to) == ("Ombudsman", "Ask for Mieke", operator.name, "")
    assert "Ombudsman\nDisputes with a supplier" in kept.told
    assert "02 555 01 23" in kept.told


@pytest.mark.decree("A5.2")
def test_its_details_go_to_the_customer_in_the_customer_s_language(contact: Contact, operator: User) -> None:
    a_mailbox()
    details = Details(
        name={"nl": "Ombudsdienst", "en": "Ombudsman"},
        takes={"nl": "Geschillen", "en": "Disputes"},
        languages=["nl"],
        phone="0470 00 90 14",
    )
    entry = add_entry(details, by=None, at=MONDAY_9AM)

    referral = a_referral(contact, entry, operator, to="jan@klant.example", remark="Vraag naar Mieke")

    message = referral.message
    assert message is not None
    assert referral.sent_to == "jan@klant.example"
    assert "Ombudsdienst" in message.subject
    assert "Geschillen" in message.text
    assert "0470 00 90 14" in message.text
    assert "Vraag naar Mieke" in message.text
    assert "Disputes" not in message.text
    assert Outgoing.objects.count() == 1


def test_the_day_to_ask_how_it_went_is_a_promise_on_the_contact(contact: Contact, operator: User) -> None:
    referral = a_referral(contact, an_entry("Ombudsman"), operator, follow_up_on=date(2026, 11, 27))

    promise = Promise.objects.get()
    assert referral.promise == promise
    assert promise.what == "Ask how it went at Ombudsman"
    assert (promise.owner, promise.contact_id) == (operator, contact.pk)
    assert timezone.localtime(promise.due_at).date() == date(2026, 11, 27)


def test_a_day_that_has_passed_is_refused_and_nothing_is_sent(contact: Contact, operator: User) -> None:
    a_mailbox()
    with pytest.raises(Invalid) as refused:
        a_referral(contact, an_entry(), operator, to="jan@klant.example", follow_up_on=date(2026, 11, 22))

    assert refused.value.field_name == "follow_up_on"
    assert not Outgoing.objects.exists()
    assert not Referral.objects.exists()


def test_nobody_is_referred_to_what_closed_yesterday(contact: Contact, operator: User) -> None:
    other = an_entry("Energy house")
    gone = an_entry("Energy desk", last_on=date(2026, 11, 22), instead=other)

    with pytest.raises(actions.GoneElsewhere) as refused:
        a_referral(contact, gone, operator)

    assert "Energy desk is there no more" in str(refused.value)
    assert "refer to Energy house" in str(refused.value)


def test_sent_twice_it_is_one_referral(contact: Contact, operator: User) -> None:
    a_mailbox()
    entry = an_entry()

    first = a_referral(contact, entry, operator, to="jan@klant.example", dedupe_key="once")
    again = a_referral(contact, entry, operator, to="jan@klant.example", dedupe_key="once")

    assert first == again
    assert Outgoing.objects.count() == 1


def test_who_may_not_refer_is_refused(contact: Contact) -> None:
    with pytest.raises(NotAllowed):
        a_referral(contact, an_entry(), a_user("privacy"))


def test_beside_the_contact_stands_who_takes_its_question(contact: Contact, operator: User, client: Client) -> None:
    category = a_term(Category, "energy")
    a_question(contact, category=category)
    an_entry("Ombudsman", categories=[category])
    an_entry("Parcels", categories=[a_term(Category, "parcels")])
    client.force_login(operator)

    page = client.get(f"/contacts/{contact.number}/referrals/?q=", headers={"HX-Request": "true"}).content.decode()

    assert "Ombudsman" in page
    assert "takes this category" in page
    assert "Parcels" not in page
    assert "Parcels" in client.get(f"/contacts/{contact.number}/referrals/?q=parcels", headers={"HX-Request": "true"}).content.decode()


def test_the_panel_asks_the_database_eight_times_at_most(
    contact: Contact, operator: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    category = a_term(Category, "energy")
    a_question(contact, category=category, customer_words="a dispute with my supplier")
    for each in range(3):
        a_referral(contact, an_entry(f"Ombudsman {each}", categories=[category]), operator)
    client.force_login(operator)

    for query in ("", "?q=", "?q=dispute"):
        with django_assert_max_num_queries(8):
            client.get(f"/contacts/{contact.number}/referrals/{query}", headers={"HX-Request": "true"})


def test_it_is_referred_from_the_panel(contact: Contact, operator: User, client: Client) -> None:
    a_mailbox()
    entry, address = an_entry("Ombudsman"), f"/contacts/{contact.number}/referrals/refer/"
    client.force_login(operator)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()

    answer = client.post(address, {"entry": entry.pk, "is_mailed": "1", "follow_up_on": day}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "mailed" in answer.content.decode()
    assert Referral.objects.get().sent_to == "jan@klant.example"
    wrong = client.post(address, {"entry": entry.pk, "follow_up_on": "soon"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "This is no date." in wrong.content.decode()


def test_without_a_known_address_it_says_so(operator: User, client: Client) -> None:
    contact, entry = a_contact(operator=operator, customer=a_customer()), an_entry()
    client.force_login(operator)

    answer = client.post(
        f"/contacts/{contact.number}/referrals/refer/", {"entry": entry.pk, "is_mailed": "1"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert "No mail address is known" in answer.content.decode()


@given(on=st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_it_is_asked_on_that_day_in_the_afternoon(on: date) -> None:
    moment = follow_up_at(on, BRUSSELS)

    assert moment.astimezone(UTC).astimezone(BRUSSELS).date() == on
    assert moment.hour == 16
