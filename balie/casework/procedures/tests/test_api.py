"""Programs write, publish and retire procedures as the settings pages do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.actions import create_token
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.procedures.models import Procedure
from balie.casework.procedures.testing import a_procedure
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
READ = {"words": {"nl": {"title": "Vraag de stand"}, "en": {"title": "Ask the reading", "body": "By name."}}, "proof": "note"}


@pytest.fixture
def program() -> Any:
    client = Client(headers={"authorization": f"Bearer {create_token(a_user('supervisor'), name='tests', by=None, at=MONDAY_9AM)}"})

    def ask(method: str, path: str, body: object = None) -> Any:
        answer = client.generic(
            method, f"/api/v1/procedures{path}", "" if body is None else json.dumps(body), content_type="application/json"
        )
        return answer.status_code, answer.json() if answer.content else None

    return ask


def test_a_program_writes_a_procedure_and_lets_it_start(program: Any) -> None:
    category, team = a_term(Category), a_team()
    status, made = program("POST", "", {"name": {"nl": "Meterstand", "en": "Meter reading"}})
    where = f"/{made['key']}"
    program("PUT", f"{where}/draft", {"name": made["name"], "category": category.key, "version": made["version"]})
    program("POST", f"{where}/steps", READ)
    _status, told = program("POST", f"{where}/steps", {**READ, "doer": "team", "team": team.key, "margin_seconds": 3600})
    second = told["steps"][1]["id"]
    program("POST", f"{where}/steps/{second}/move", {"step": -1})
    _status, published = program("POST", f"{where}/publish", {"remark": "first"})

    assert (status, made["state"], made["steps"]) == (201, "draft", [])
    assert (published["state"], published["category"]) == ("published", category.key)
    assert [(each["doer"], each["team"], each["margin_seconds"]) for each in published["steps"]] == [
        ("team", team.key, 3600),
        ("handler", "", None),
    ]
    assert published["steps"][1]["words"]["en"] == {"title": "Ask the reading", "body": "By name.", "is_outdated": False}
    [line] = program("GET", "")[1]
    assert (line["key"], line["in_use"], line["draft"]) == (made["key"], 1, None)


def test_what_is_in_use_changes_in_a_new_version_only(program: Any) -> None:
    where = f"/{a_procedure().key}"
    _status, stands = program("GET", where)
    first = stands["steps"][0]["id"]

    refused = program("PUT", f"{where}/steps/{first}", READ)
    _status, begun = program("POST", f"{where}/draft")
    _status, told = program("DELETE", f"{where}/steps/{begun['steps'][0]['id']}")
    dropped = program("DELETE", f"{where}/draft")

    assert (refused[0], refused[1]["code"]) == (409, "no_draft")
    assert (begun["number"], len(told["steps"])) == (2, len(stands["steps"]) - 1)
    assert dropped == (204, None)
    assert program("GET", where)[1]["steps"] == stands["steps"]
    assert program("PUT", f"{where}/retired", {"is_retired": True})[1]["is_retired"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**READ, "role": "king"}, "role"),
        ({**READ, "team": "nobody"}, "team"),
        ({**READ, "doer": "team"}, "team"),
        ({**READ, "words": {}}, "title_nl"),
        ({**READ, "words": {"fr": {"title": " ", "body": "Demandez"}}}, "title_fr"),
        ({**READ, "margin_seconds": 0}, "margin_seconds"),
        ({**READ, "colour": "red"}, "colour"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_nothing_kept(program: Any, body: object, field: str) -> None:
    _status, made = program("POST", "", {"name": {"nl": "Meterstand"}})

    status, told = program("POST", f"/{made['key']}/steps", body)

    assert (status, field in json.dumps(told)) == (422, True)
    assert program("GET", f"/{made['key']}")[1]["steps"] == []


def test_one_that_never_was_published_goes_with_its_draft(program: Any) -> None:
    _status, made = program("POST", "", {"name": {"nl": "Meterstand"}})

    assert program("PUT", f"/{made['key']}/draft", {"name": {"nl": "x"}, "version": made["version"] - 1})[0] == 409
    assert program("PUT", f"/{made['key']}/draft", {"name": {"nl": "x"}, "calendar": "none"})[0] == 422
    program("DELETE", f"/{made['key']}/draft")

    assert not Procedure.objects.exists()
    assert program("GET", f"/{made['key']}")[0] == 404
