from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.testing import a_user
from balie.foundation.files.actions import store_file
from balie.records.catalogue.models import Contract, ContractType, EntitlementKind, Service
from balie.records.catalogue.testing import a_contract, entitled, support_hours
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    """The API as a service account calls it."""
    user = a_user("service", username="erp")
    client = Client(headers={"authorization": f"Bearer {create_token(user, name='t', by=user, at=timezone.now())}"})

    def ask(method: str, path: str, **body: object) -> Any:
        answer = client.generic(method, f"/api/v1/contracts{path}", json.dumps(body) if body else "", content_type="application/json")
        return answer.status_code, answer.json()

    return ask


def a_body(**changed: object) -> dict[str, object]:
    a_term(ContractType, "gold")
    a_term(Service, "meter")
    a_term(EntitlementKind, "interventions")
    support_hours()
    body = {
        "customer": an_organisation_customer().number,
        "type": "gold",
        "calendar": "support",
        "first_on": "2026-01-01",
        "services": ["meter"],
        "entitlements": [{"kind": "interventions", "quantity": 10}],
    }
    return body | changed


def test_a_contract_is_made_read_changed_and_ended(call: Any) -> None:
    status, made = call("POST", "", **a_body())
    number = made["number"]

    _, changed = call("PATCH", f"/{number}", version=1, note="by post")
    _, ended = call("POST", f"/{number}/end", version=2, last_on="2026-06-30")

    assert status == 201
    assert (made["services"], made["entitlements"][0]["left"]) == (["meter"], 10)
    assert (changed["note"], changed["services"], changed["version"]) == ("by post", ["meter"], 2)
    assert (ended["last_on"], ended["standing"]) == ("2026-06-30", "over")
    assert call("GET", f"/{number}")[1] == ended
    assert call("GET", "")[1]["items"][0]["number"] == number


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"calendar": "gone"}, "calendar"),
        ({"type": "gone"}, "type"),
        ({"last_on": "2025-01-01"}, "last_on"),
        ({"services": ["gone"]}, "services"),
        ({"entitlements": [{"kind": "gone"}]}, "entitlements"),
        ({"entitlements": [{"kind": "interventions", "quantity": 0}]}, "entitlements"),
        ({"entitlements": [{"kind": "interventions", "quantity": 1, "period": "day"}]}, "entitlements"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(call: Any, changed: dict[str, object], field: str) -> None:
    status, told = call("POST", "", **a_body(**changed))

    assert (status, told["field"]) == (422, field)
    assert not Contract.objects.exists()


def test_an_old_version_is_refused(call: Any) -> None:
    contract = a_contract()

    assert call("PATCH", f"/{contract.number}", version=7, note="x")[0] == 409


def test_a_use_is_noted_and_taken_back(call: Any) -> None:
    contract = a_contract(entitlements=[entitled(quantity=1)])

    status, used = call("POST", f"/{contract.number}/uses", entitlement="interventions")
    refused, told = call("POST", f"/{contract.number}/uses", entitlement="interventions")
    _, undone = call("DELETE", f"/{contract.number}/uses/{used['uses'][0]['id']}")

    assert (status, used["entitlements"][0]["left"]) == (201, 0)
    assert (refused, told["code"]) == (409, "nothing_left")
    assert undone["entitlements"][0]["left"] == 1
    assert undone["uses"][0]["is_undone"]


@pytest.mark.decree("S5.1")
def test_what_a_customer_is_entitled_to_now(call: Any) -> None:
    jan = a_customer()
    contract = a_contract(jan, entitlements=[entitled()])

    _, told = call("GET", f"/of/{jan.number}")

    assert [(each["number"], each["entitlements"][0]["left"]) for each in told["holding"]] == [(contract.number, 10)]
    assert told["others"] == []
    assert isinstance(told["holding"][0]["is_open"], bool)


def test_documents_go_in_and_out(call: Any) -> None:
    from balie.access.accounts.models import User

    contract = a_contract()
    owner = User.objects.get(username="erp")
    file = store_file(b"%PDF-1.7", name="signed.pdf", by=owner, at=timezone.now(), draft_key="upload")

    _, kept = call("POST", f"/{contract.number}/documents", files=[str(file.pk)])
    _, gone = call("DELETE", f"/{contract.number}/documents/{file.pk}")

    assert ([each["name"] for each in kept["documents"]], gone["documents"]) == (["signed.pdf"], [])
