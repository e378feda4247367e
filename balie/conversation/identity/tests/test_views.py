from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.conversation.identity.actions import check_fact, demand
from balie.conversation.identity.models import Check, Demand, TierSetting
from balie.conversation.identity.testing import a_call_with, a_known_customer

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
MOST_QUERIES = 8


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def panel(contact: Contact) -> str:
    return reverse("identity:panel", args=[contact.number])


def post(desk: Client, contact: Contact, **data: str) -> str:
    response = desk.post(reverse("identity:check", args=[contact.number]), data, headers=PART)
    return response.content.decode()


@pytest.mark.decree("A1")
def test_beside_the_contact_stands_what_to_ask(desk: Client, call: Contact) -> None:
    page = desk.get(reverse("contacts:contact", args=[call.number])).content.decode()
    shown = desk.get(panel(call), headers=PART).content.decode()

    assert panel(call) in page
    assert "What is your date of birth?" in shown
    assert "3 May 1985" in shown
    assert "autofocus" not in shown


def test_the_panel_stays_within_its_queries(desk: Client, call: Contact, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        desk.get(panel(call), headers=PART)


@pytest.mark.parametrize("name", ["customers:column", "customers:customer"])
def test_the_file_of_who_is_on_the_line_stays_within_its_queries(
    desk: Client, call: Contact, name: str, django_assert_max_num_queries
) -> None:
    address = reverse(name, args=[call.customer.number if call.customer else 0])

    with django_assert_max_num_queries(MOST_QUERIES):
        desk.get(address)


def test_a_right_answer_is_told_and_the_caret_goes_on(desk: Client, call: Contact) -> None:
    shown = post(desk, call, fact="customer_number", answer=str(call.customer.number if call.customer else 0))

    assert "Customer number: right" in shown
    assert "What is your customer number?" not in shown
    assert shown.count("autofocus") == 1


def test_a_wrong_answer_does_not_come_back(desk: Client, call: Contact) -> None:
    shown = post(desk, call, fact="born_on", answer="04/05/1985")

    assert "Date of birth: wrong" in shown
    assert "04/05/1985" not in shown


def test_what_cannot_be_read_is_told_beside_its_fact(desk: Client, call: Contact) -> None:
    response = desk.post(reverse("identity:check", args=[call.number]), {"fact": "born_on", "answer": "soon"}, headers=PART)

    assert response.status_code == 422
    assert "type it again" in response.content.decode()
    assert not Check.objects.exists()


def test_a_secret_has_nothing_to_tick(desk: Client, call: Contact) -> None:
    shown = desk.get(f"{panel(call)}?level=3", headers=PART).content.decode()

    assert "last four digits" in shown
    assert "7034" not in shown
    form = shown[shown.index("last four digits") : shown.index("</form>", shown.index("last four digits"))]
    assert 'name="right"' not in form


def test_without_the_bundle_the_check_is_a_page_of_its_own(desk: Client, call: Contact) -> None:
    page = desk.get(panel(call)).content.decode()
    response = desk.post(reverse("identity:check", args=[call.number]), {"fact": "born_on", "right": "1"})

    assert "<html" in page
    assert response.status_code == 303
    assert response.headers["Location"] == panel(call)


def test_a_contact_without_a_customer_says_what_comes_first(desk: Client, operator: User) -> None:
    call = a_contact(operator=operator)

    assert "First say whose contact this is" in desk.get(panel(call), headers=PART).content.decode()


@pytest.mark.decree("A1")
def test_changing_the_file_leads_to_the_check_first(desk: Client, call: Contact) -> None:
    edit = reverse("customers:edit", args=[call.customer.number if call.customer else 0])

    response = desk.get(edit)

    assert response.status_code == 403
    assert f'href="{panel(call)}?level=2" data-way data-key="v"' in response.content.decode()
    assert "ask 2 of: customer number" in response.content.decode()


def test_a_lead_is_offered_to_let_it_go_on(client: Client, operator: User, call: Contact) -> None:
    for _time in range(3):
        check_fact(call, "postcode", is_right=False, by=operator, at=timezone.now())
    lead = a_user("lead", language="en")

    client.force_login(operator)
    shown = client.get(panel(call), headers=PART).content.decode()
    client.force_login(lead)
    offered = client.get(panel(call), headers=PART).content.decode()
    after = client.post(reverse("identity:reopen", args=[call.number]), headers=PART).content.decode()

    assert "A lead decides" in shown
    assert "Let the check go on" not in shown
    assert "Let the check go on" in offered
    assert "What is your date of birth?" in after


def test_the_column_says_how_sure_one_is(desk: Client, operator: User, call: Contact) -> None:
    number = call.customer.number if call.customer else 0
    column = reverse("customers:column", args=[number])
    before = desk.get(column).content.decode()

    for fact in ("born_on", "street"):
        check_fact(call, fact, is_right=True, by=operator, at=timezone.now())

    assert "says who it is" in before
    assert "date of birth" in desk.get(column).content.decode()


def test_an_administrator_decides_what_a_level_takes(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    address = reverse("identity:settings")
    tier = {"part": "tier2", "tier2-facts": ["postcode", "born_on"], "tier2-least": "2", "tier2-most_wrong": "4", "tier2-then": "stop"}

    saved = client.post(address, tier)
    refused = client.post(address, tier | {"tier2-least": "3"})
    demanded = client.post(address, {"part": "demand", "verb": "customers.change", "purpose": "", "level": "3"})

    assert saved.status_code == demanded.status_code == 303
    assert refused.status_code == 422
    assert TierSetting.objects.values_list("level", "facts", "least", "most_wrong", "then").get() == (
        2,
        ["born_on", "postcode"],
        2,
        4,
        "stop",
    )
    row = Demand.objects.get()
    assert f'name="demand" value="{row.pk}"' in client.get(address).content.decode()
    assert client.post(address, {"part": "drop", "demand": row.pk}).status_code == 303
    assert not Demand.objects.exists()


def test_no_check_can_be_what_is_asked(client: Client, operator: User, call: Contact) -> None:
    admin = a_user("administrator")

    demand("customers.change", None, 0, by=admin, at=MONDAY_9AM)

    client.force_login(operator)
    assert client.get(reverse("customers:edit", args=[call.customer.number if call.customer else 0])).status_code == 200


@pytest.fixture
def api(operator: User) -> Client:
    token = create_token(operator, name="tests", by=operator, at=MONDAY_9AM)
    return Client(headers={"authorization": f"Bearer {token}"})


def test_the_api_asks_and_compares(api: Client, call: Contact) -> None:
    at = f"/api/v1/contacts/{call.number}/identity"
    asked = api.get(at).json()

    answered = api.post(f"{at}/checks", json.dumps({"fact": "born_on", "answer": "1985-05-03"}), content_type="application/json")

    assert (asked["level"], asked["reached"], asked["least"]) == (2, 1, 2)
    assert {each["key"]: each["is_tickable"] for each in asked["facts"]}["born_on"] is True
    assert answered.status_code == 201
    assert answered.json()["checks"][0]["is_right"] is True
    assert "1985" not in answered.content.decode().replace(answered.json()["checks"][0]["at"], "")


def test_the_api_tells_what_a_verb_lacks(api: Client, call: Contact) -> None:
    number = call.customer.number if call.customer else 0

    refused = api.patch(f"/api/v1/customers/{number}", json.dumps({"version": 1}), content_type="application/json")

    assert refused.status_code == 403
    assert (refused.json()["code"], refused.json()["needed"], refused.json()["reached"]) == ("assurance_too_low", 2, 1)


def test_the_api_refuses_an_unknown_level_and_an_unknown_fact(api: Client, call: Contact) -> None:
    at = f"/api/v1/contacts/{call.number}/identity"

    assert api.get(f"{at}?level=9").status_code == 422
    assert api.post(f"{at}/checks", json.dumps({"fact": "shoe_size", "answer": "43"}), content_type="application/json").status_code == 404


def test_another_contact_with_the_same_customer_counts_too(desk: Client, operator: User, call: Contact) -> None:
    customer = call.customer or a_known_customer()
    second = a_call_with(customer, operator)

    for fact in ("born_on", "street"):
        check_fact(second, fact, is_right=True, by=operator, at=timezone.now())

    assert desk.get(reverse("customers:edit", args=[customer.number])).status_code == 200
