"""Whose contact it is: found, chosen or made while they wait."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts import newcomers
from balie.conversation.contacts.testing import a_contact
from balie.records.customers.actions import create_customer
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_enter_before_the_list_came_takes_the_only_customer_found(desk: Client, operator: User) -> None:
    customer = create_customer(given_name="Fatima", family_name="Zwaluwenburg", by=operator, at=MONDAY_9AM)
    contact = a_contact(operator=operator)

    desk.post(f"/contacts/{contact.number}/attach/", {"q": "zwaluwenburg"})

    contact.refresh_from_db()
    assert contact.customer == customer


def test_enter_before_the_list_for_all_that_was_typed_came_takes_nobody_else(desk: Client, operator: User) -> None:
    stale = create_customer(given_name="Fatima", family_name="Zwaluwen", by=operator, at=MONDAY_9AM)
    meant = create_customer(given_name="Fatima", family_name="Zwaluwenburg", by=operator, at=MONDAY_9AM)
    contact = a_contact(operator=operator)

    desk.post(f"/contacts/{contact.number}/attach/", {"q": "zwaluwenburg", "found_for": "zwaluwen", "customer": str(stale.number)})

    contact.refresh_from_db()
    assert contact.customer in {None, meant}


def test_the_first_of_the_list_is_taken_when_it_answers_what_was_typed(desk: Client, operator: User) -> None:
    customer = create_customer(given_name="Fatima", family_name="Zwaluwenburg", by=operator, at=MONDAY_9AM)
    contact = a_contact(operator=operator)

    desk.post(f"/contacts/{contact.number}/attach/", {"q": "fatima ", "found_for": "fatima", "customer": str(customer.number)})

    contact.refresh_from_db()
    assert contact.customer == customer


def test_without_scripts_a_search_is_a_page_that_attaches_who_is_chosen(desk: Client, operator: User) -> None:
    customer = create_customer(given_name="Fatima", family_name="Zwaluwenburg", by=operator, at=MONDAY_9AM)
    contact = a_contact(operator=operator)

    page = desk.get(f"/contacts/{contact.number}/?q=zwaluwenburg").content.decode()

    assert "<html" in page
    assert f'action="/contacts/{contact.number}/attach/"' in page
    assert f'name="customer" value="{customer.number}"' in page


def test_a_new_file_is_filled_with_the_number_and_the_searched_name(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party="+32470000001")

    answer = desk.get(f"/contacts/{contact.number}/new-file/?q=lies+mertens")

    filled = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (filled["phone"], filled["given_name"], filled["family_name"]) == (["+32470000001"], ["Lies"], ["Mertens"])


def test_the_file_just_made_for_the_contact_is_attached_by_itself(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)
    back = parse_qs(urlsplit(newcomers.new_file_url(operator, contact, typed="")).query)["next"][0]

    page = desk.get(f"{back}&customer=10100037").content.decode()

    assert 'hx-trigger="load, submit"' in page
    assert '<input type="hidden" name="customer" value="10100037">' in page


def test_a_link_from_elsewhere_attaches_nothing(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    page = desk.get(f"/contacts/{contact.number}/?customer=10100037&adopt=forged").content.decode()

    assert 'name="customer" value="10100037"' not in page


@pytest.mark.decree("A1")
def test_a_caller_without_a_file_has_one_at_once_to_be_completed_later(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party="+32470000001", party_name="Lieve De Wit", language="fr")

    response = desk.post(f"/contacts/{contact.number}/open-file/", {"q": ""})

    contact.refresh_from_db()
    made = contact.customer
    assert response.headers["Location"] == f"/contacts/{contact.number}/?focus=question"
    assert made is not None
    assert (made.given_name, made.family_name, made.language, made.is_incomplete) == ("Lieve De", "Wit", "fr", True)
    assert list(made.phones.values_list("number", flat=True)) == ["+32470000001"]


@pytest.mark.parametrize(("channel", "name"), [("call", "Unknown caller"), ("letter", "Unknown sender")])
def test_who_tells_nothing_has_a_file_too(desk: Client, operator: User, channel: str, name: str) -> None:
    contact = a_contact(operator=operator, channel=channel, language="en")

    desk.post(f"/contacts/{contact.number}/open-file/", {"q": ""})

    contact.refresh_from_db()
    assert contact.customer is not None
    assert contact.customer.family_name == name


def test_what_was_typed_names_the_file(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party="+32470000001")

    desk.post(f"/contacts/{contact.number}/open-file/", {"q": "An Claes"})

    contact.refresh_from_db()
    assert contact.customer is not None
    assert contact.customer.name == "Claes, An"


def test_programs_see_the_files_with_a_number_and_open_one_at_once(operator: User) -> None:
    token = create_token(operator, name="tests", by=operator, at=MONDAY_9AM)
    api = Client(headers={"authorization": f"Bearer {token}"})
    contact = a_contact(operator=operator, party="+32470000001")
    files = {a_customer(given_name=name, phones=["0470000001"]).number for name in ("An", "Jan")}

    found = api.get(f"/api/v1/contacts/{contact.number}/files").json()
    made = api.post(f"/api/v1/contacts/{contact.number}/file", {"name": "Lieve Wit"}, content_type="application/json")

    contact.refresh_from_db()
    assert {each["number"] for each in found} == files
    assert made.status_code == 201
    assert contact.customer is not None
    assert made.json()["customer"] == contact.customer.number
    assert contact.customer.is_incomplete


def test_a_finished_contact_gets_no_file(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, finished_at=MONDAY_9AM)

    assert desk.post(f"/contacts/{contact.number}/open-file/").status_code == 409
    assert not Customer.objects.exists()


@pytest.mark.decree("A1")
def test_of_several_files_with_the_number_one_is_chosen_and_none_is_first(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party="+32470000001")
    files = [a_customer(given_name=name, phones=["0470000001"]) for name in ("An", "Jan")]
    secret = a_customer(given_name="Piet", phones=["0470000001"])
    Customer.objects.filter(pk=secret.pk).update(level=3)

    page = desk.get(f"/contacts/{contact.number}/").content.decode()

    assert "Files with this number or address" in page
    assert all(f'name="customer" value="{each.number}"' in page for each in files)
    assert f'value="{secret.number}"' not in page


@pytest.mark.parametrize("typed", ["0470 00 00 01", "70000001"])
def test_enter_on_a_number_that_several_have_attaches_nobody(desk: Client, operator: User, typed: str) -> None:
    contact = a_contact(operator=operator)
    for name in ("An", "Jan"):
        a_customer(given_name=name, phones=["0470000001"])

    shown = desk.get(f"/contacts/{contact.number}/?q={typed}", headers=PART).content.decode()
    pressed = desk.post(f"/contacts/{contact.number}/attach/", {"q": typed, "found_for": typed})

    contact.refresh_from_db()
    assert "Several files have this number: choose one." in shown
    assert shown.index("<button") < shown.index('name="customer"')
    assert pressed.status_code == 422
    assert contact.customer_id is None


def test_enter_where_nobody_was_found_makes_no_file(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator)

    shown = desk.get(f"/contacts/{contact.number}/?q=Nobody", headers=PART).content.decode()

    first = shown[shown.index("<button") : shown.index(">", shown.index("<button"))]
    assert "formaction" not in first
