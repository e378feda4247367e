from __future__ import annotations

from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.records.customers import actions
from balie.records.customers.models import Customer, LevelChange
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
WHY = "asked by the customer"


@pytest.fixture
def lead(db: None) -> User:
    return a_user("lead", username="lies", name="Lies Mertens", language="en", leads=[a_team("energie")])


@pytest.fixture
def desk(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def close(desk: Client, customer: Customer, **typed: object) -> HttpResponse:
    return desk.post(
        f"/customers/{customer.number}/level/", {"level": 3, "people": "", "team": "", "reason": WHY, "version": customer.version, **typed}
    )


def test_the_file_says_who_may_see_it_and_leads_to_where_that_is_set(desk: Client) -> None:
    customer = a_customer()

    page = desk.get(f"/customers/{customer.number}/").content.decode()

    assert "open: everybody at the desk" in page
    assert f"/customers/{customer.number}/level/" in page


def test_an_operator_is_offered_no_level(client: Client) -> None:
    client.force_login(a_user("operator"))
    customer = a_customer()

    assert f"/customers/{customer.number}/level/" not in client.get(f"/customers/{customer.number}/").content.decode()


def test_each_level_is_told_in_words(desk: Client) -> None:
    page = unescape(desk.get(f"/customers/{a_customer().number}/level/").content.decode())

    assert "open: everybody at the desk" in page
    assert "team: the team, who takes part, supervisors" in page
    assert "restricted: who takes part and the team's lead" in page
    assert "secret: only who takes part" in page


def test_a_restricted_file_names_its_team_and_people(desk: Client) -> None:
    customer, _karim = a_customer(), a_user("operator", username="karim", name="Karim Aziz")

    answer = close(desk, customer, level=2, team=a_team("energie").pk, people="@karim")

    page = desk.get(answer.headers["Location"]).content.decode()
    assert "energie · Karim Aziz, Lies Mertens" in page


def test_the_changes_tell_the_reason(desk: Client) -> None:
    customer = a_customer()
    close(desk, customer)

    page = desk.get(f"/customers/{customer.number}/changes/").content.decode()

    assert WHY in page


def test_who_reads_no_personal_data_reads_no_reason(client: Client, lead: User) -> None:
    customer = a_customer()
    actions.set_level(customer, level=Level.OPEN, reason=WHY, version=1, by=lead, at=MONDAY_9AM)
    client.force_login(a_user("knowledge", language="en"))

    page = client.get(f"/customers/{customer.number}/changes/").content.decode()

    assert "changed who may see the file" in page
    assert WHY not in page


def test_an_unknown_colleague_is_named_and_nothing_is_lost(desk: Client) -> None:
    customer = a_customer()

    answer = close(desk, customer, people="@nobody-here")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody signs in as nobody-here." in page
    assert WHY in page
    assert not LevelChange.objects.exists()


def test_two_at_once_are_told_and_the_reason_is_kept(desk: Client) -> None:
    customer = a_customer()

    answer = close(desk, customer, version=7)

    assert answer.status_code == 409
    assert WHY in answer.content.decode()


def test_who_closes_a_file_to_oneself_is_led_to_the_list(desk: Client) -> None:
    customer = a_customer()

    answer = close(desk, customer, level=1, team=a_team("winkel").pk)

    assert answer.headers["Location"] == "/customers/"
