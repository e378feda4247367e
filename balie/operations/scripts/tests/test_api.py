"""Scripts through the API: listed, taken out and brought in as documents, and how they are followed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact, a_result
from balie.operations.scripts import actions
from balie.operations.scripts.documents import data_of
from balie.operations.scripts.models import Script, Version
from balie.operations.scripts.rules import runs
from balie.operations.scripts.testing import a_document, a_fault, a_published, a_say, an_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    """The API as a supervisor's program calls it: status and answer."""
    user = a_user("supervisor", language="en")
    client = Client(headers={"authorization": f"Bearer {create_token(user, name='t', by=user, at=timezone.now())}"})

    def ask(method: str, path: str = "", **body: object) -> tuple[int, Any]:
        answer = client.generic(method, f"/api/v1/scripts{path}", json.dumps(body) if body else "", content_type="application/json")
        return answer.status_code, answer.json()

    return ask


def test_what_is_taken_out_comes_in_again_as_the_next_draft(call: Any) -> None:
    a_published(a_fault())

    status, taken = call("GET", "/fault")
    assert (status, taken["number"], taken["state"]) == (200, 1, "published")
    assert taken["document"] == data_of(a_fault())
    status, made = call("POST", document=taken["document"] | {"name": {"nl": "Storing", "fr": "Panne", "en": "Fault", "de": "Störung"}})

    assert (status, made) == (201, {"key": "fault", "number": 2, "state": "draft", "findings": []})
    assert Version.objects.get(number=1).state == Version.State.PUBLISHED
    [line] = call("GET")[1]
    assert (line["key"], line["name"]["fr"], line["current"], line["written"]) == ("fault", "Panne", 1, 2)
    assert call("GET", "/fault?number=1")[1]["document"]["name"]["fr"] == "Talk"


def test_a_draft_is_told_what_keeps_it_from_being_published(call: Any) -> None:
    a_result()

    status, made = call("POST", document=data_of(a_document({"greet": a_say(to="nowhere"), "end": an_end()})))

    assert status == 201
    assert {"code": "dead_link", "at": "nodes.greet", "what": "nowhere"}.items() <= made["findings"][0].items()
    assert "nowhere" in made["findings"][0]["reason"]


def test_what_is_no_script_is_refused_with_where_and_leaves_nothing(call: Any) -> None:
    wrong = data_of(a_fault()) | {"start": 7}

    status, problem = call("POST", document=wrong)

    assert (status, problem["code"]) == (422, "wrong_part")
    assert problem["faults"] == [{"code": "string_type", "at": "start"}]
    assert not Script.objects.exists()


def test_words_the_database_cannot_hold_are_refused(call: Any) -> None:
    wrong = data_of(a_fault()) | {"name": {"nl": "Stor\x00ing"}}

    assert call("POST", document=wrong)[1]["faults"] == [{"code": "string_pattern_mismatch", "at": "name.nl"}]


def test_a_version_or_script_that_is_not_there_is_not_found(call: Any) -> None:
    a_published(a_fault())

    assert [call("GET", path)[0] for path in ("/none", "/none/figures", "/fault?number=7")] == [404, 404, 404]


def test_how_a_script_is_followed(call: Any) -> None:
    version, operator = a_published(), a_user("operator")
    contact, at = a_contact(operator=operator), timezone.now() - timedelta(minutes=1)
    actions.start_run(contact, version, by=operator, at=at)
    actions.happen(contact, runs.SKIPPED, node="greet", reason="knows us", by=operator, at=at + timedelta(seconds=4))
    actions.happen(contact, runs.FINISHED, node="end", by=operator, at=at + timedelta(seconds=6))

    status, told = call("GET", "/talk/figures?days=7")

    assert (status, told["days"]) == (200, 7)
    [of_version] = told["versions"]
    assert (of_version["begun"], of_version["ended"], of_version["results"][0]["count"]) == (1, 1, 1)
    greet = told["nodes"][0]
    assert (greet["runs"], greet["median_seconds"], greet["skips"], greet["reasons"]) == (1, 4.0, 1, [{"words": "knows us", "count": 1}])


def test_who_follows_scripts_may_not_take_them_out(call: Any) -> None:
    a_published(a_fault())
    operator = a_user("operator")
    client = Client(headers={"authorization": f"Bearer {create_token(operator, name='t', by=operator, at=timezone.now())}"})

    assert client.get("/api/v1/scripts/fault").status_code == 403
