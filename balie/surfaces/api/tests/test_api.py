"""The API as a program meets it: signed in by token, answered in problems, the same call done once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Outgoing
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.text.labels import label
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Purpose, Result

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


class Caller:
    """A program with a token of `user`."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"authorization": f"Bearer {create_token(user, name='tests', by=user, at=timezone.now())}"})

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        answer = self.client.generic(
            method, V1 + path, json.dumps(body) if body is not None else "", content_type="application/json", headers=headers
        )
        return answer.status_code, json.loads(answer.content or b"null")


@pytest.fixture
def call() -> Caller:
    return Caller(a_user("operator", teams=[a_team("energie")]))


def test_without_a_token_the_api_says_what_to_send(client: Client) -> None:
    answer = client.get(f"{V1}/tickets")

    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "not_signed_in"


def test_a_session_works_too_but_not_for_a_forged_form() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user("operator"))

    assert client.get(f"{V1}/tickets").status_code == 200
    assert client.post(f"{V1}/tickets", "{}", content_type="application/json").status_code == 403


def test_the_description_lists_every_verb() -> None:
    paths = Client().get(f"{V1}/openapi.json").json()["paths"]

    assert {"/api/v1/tickets", "/api/v1/customers/{number}", "/api/v1/contacts/{number}/finish"} <= set(paths)


def test_a_customer_is_made_found_and_changed(call: Caller) -> None:
    status, made = call("POST", "/customers", {"given_name": "Sarah", "family_name": "Vandenbroucke", "phones": ["0470 00 00 77"]})
    assert status == 201

    _status, found = call("GET", "/customers?q=vandenbrouke")
    _status, changed = call("PATCH", f"/customers/{made['number']}", {"version": made["version"], "language": "fr"})

    assert [item["number"] for item in found["items"]] == [made["number"]]
    assert changed["language"] == "fr"
    assert changed["phones"][0]["number"].replace(" ", "").endswith("470000077")


def test_an_impossible_phone_number_names_its_field(call: Caller) -> None:
    status, problem = call("POST", "/customers", {"family_name": "Peeters", "phones": ["12"]})

    assert (status, problem["status"]) == (422, 422)
    assert problem["field"]
    assert not Customer.objects.exists()


def test_an_unknown_field_is_refused(call: Caller) -> None:
    status, problem = call("POST", "/tickets", {"subject": "x", "priorty": 1})

    assert (status, problem["code"], problem["field"]) == (422, "invalid", "priorty")


def test_an_old_version_is_a_conflict(call: Caller) -> None:
    ticket = a_ticket()
    call("PATCH", f"/tickets/{ticket.number}", {"version": 1, "urgency": 1})

    status, problem = call("PATCH", f"/tickets/{ticket.number}", {"version": 1, "impact": 1})

    assert (status, problem["code"]) == (409, "outdated")


def test_a_ticket_goes_from_opened_to_closed(call: Caller) -> None:
    a_mailbox()
    Result.objects.create(key="repaired", name=label("x", "x", "x", "x"), applies_to="ticket")
    customer = a_customer(mail_addresses=["jan@post.example"])
    _status, opened = call("POST", "/tickets", {"subject": "Geen stroom", "customer": customer.number, "urgency": 1, "impact": 1})
    path = f"/tickets/{opened['number']}"

    call("POST", f"{path}/take")
    call("POST", f"{path}/notes", {"text": "gebeld"})
    status, _answered = call("POST", f"{path}/replies", {"text": "Wij komen langs."})
    _status, closed = call("POST", f"{path}/close", {"result": "repaired", "sentence": "Zekering vervangen."})

    assert status == 201
    assert Outgoing.objects.get().recipients == ["jan@post.example"]
    assert (opened["priority"], closed["state"], closed["notes"][0]["text"]) == (1, "solved", "gebeld")
    assert call("GET", f"{path}/messages")[1]["items"][0]["text"] == "Wij komen langs."


def test_a_contact_is_registered_and_finished(call: Caller) -> None:
    Purpose.objects.create(key="assistance", name=label("x", "x", "x", "x"))
    Result.objects.create(key="answered", name=label("x", "x", "x", "x"), applies_to="contact")
    _status, made = call("POST", "/contacts", {"channel": "call", "party": "0470 00 00 01"})
    path = f"/contacts/{made['number']}"

    _status, noted = call("PUT", f"{path}/questions/1", {"purpose": "assistance", "customer_words": "meter stuk"})
    status, done = call("POST", f"{path}/finish", {"result": "answered", "sentence": "Uitgelegd.", "version": noted["version"]})

    assert status == 200
    assert done["questions"][0]["purpose"] == "assistance"
    assert Contact.objects.get().finished_at is not None


def test_the_same_call_with_the_same_key_is_done_once(call: Caller) -> None:
    first = call("POST", "/tickets", {"subject": "x"}, **{"Idempotency-Key": "k"})
    second = call("POST", "/tickets", {"subject": "x"}, **{"Idempotency-Key": "k"})

    assert first == second
    assert Ticket.objects.count() == 1


def test_pages_by_key_give_every_ticket_once(call: Caller) -> None:
    numbers = {a_ticket().number for _number in range(60)}
    _status, page = call("GET", "/tickets?sort=number")
    seen = [item["number"] for item in page["items"]]

    while page["next"]:
        _status, page = call("GET", f"/tickets?sort=number&after={page['next']}")
        seen += [item["number"] for item in page["items"]]

    assert len(seen) == len(set(seen))
    assert set(seen) == numbers


def test_what_one_may_not_see_does_not_exist(call: Caller) -> None:
    hidden = a_ticket(level=3)

    assert call("GET", f"/tickets/{hidden.number}")[0] == 404
    assert call("GET", "/tickets")[1]["items"] == []


def test_a_wrong_check_digit_is_told(call: Caller) -> None:
    status, problem = call("GET", f"/tickets/{a_ticket().number ^ 1}")

    assert (status, problem["code"]) == (422, "wrong_number")


def test_who_reads_no_personal_data_reads_it_nowhere() -> None:
    customer = a_customer(given_name="Geheimzinnig", family_name="Onbekendman", phones=["0470 00 00 01"])
    ticket = a_ticket(subject="Vraag van Onbekendman", customer=customer)
    call = Caller(a_user("knowledge"))

    _status, whole = call("GET", f"/tickets/{ticket.number}")
    _status, page = call("GET", "/tickets")

    assert "Onbekendman" not in json.dumps([whole, page])


def test_an_auditor_reads_no_content() -> None:
    ticket = a_ticket()

    assert Caller(a_user("auditor"))("GET", f"/tickets/{ticket.number}")[0] == 404


def test_who_may_see_a_file_is_set_with_a_reason() -> None:
    call = Caller(a_user("lead", leads=[a_team("energie")]))
    customer, karim = a_customer(), a_user("operator", username="karim")

    status, answer = call(
        "PUT",
        f"/customers/{customer.number}/level",
        {"level": 2, "team": "energie", "people": ["karim"], "reason": "asked by the customer", "version": 1},
    )

    customer.refresh_from_db()
    assert (status, answer["level"]) == (200, 2)
    assert karim.pk in customer.participant_ids


def test_who_was_copied_in_is_let_in() -> None:
    user = a_user("operator")
    call, box = Caller(user), a_mailbox()
    store_raw(box, a_raw_mail(to=box.address, cc="an@klant.example"), at=timezone.now())
    file_waiting()
    number = Ticket.objects.get().number
    waiting = call("GET", f"/tickets/{number}")[1]["waiting"]

    status, ticket = call("POST", f"/tickets/{number}/copied", {"address": "an@klant.example", "accept": True})

    assert (status, ticket["waiting"]) == (200, [])
    assert waiting == [{"address": "an@klant.example", "wrote": False}]
