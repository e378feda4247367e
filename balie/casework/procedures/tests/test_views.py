"""The settings pages of procedures."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.procedures import actions
from balie.casework.procedures.models import Procedure, Step, Version
from balie.casework.procedures.testing import a_procedure, a_step_of, another_version
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user("supervisor", language="en"))
    return client


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _step(**fields: str) -> dict[str, str]:
    return {"title_nl": "Vraag de stand", "doer": "handler", "margin_since": "start", "proof": "", **fields}


@pytest.mark.decree("A3.3")
def test_a_procedure_is_written_and_published_from_the_pages(desk: Client) -> None:
    category = a_term(Category)

    desk.post("/settings/procedures/new/", {"name_nl": "Meterstand", "name_en": "Meter reading"})
    desk.post("/settings/procedures/meter-reading/steps/new/", _step(margin="2 h", proof="note", is_mandatory="on"))
    desk.post("/settings/procedures/meter-reading/", {"name_nl": "Meterstand", "name_en": "Meter reading", "category": category.pk})
    answer = desk.post("/settings/procedures/meter-reading/publish/", {"remark": "First"})

    version = Version.objects.get()
    assert answer.status_code == 303
    assert (version.state, version.category, version.remark) == ("published", category, "First")
    step = Step.objects.get()
    assert (step.margin_seconds, step.proof, step.is_mandatory, step.may_skip) == (7200, "note", True, False)


def test_a_step_that_is_refused_keeps_what_was_typed(desk: Client) -> None:
    procedure = a_procedure()
    actions.begin_draft(procedure.key, by=None, at=MONDAY_9AM)

    answer = desk.post(f"/settings/procedures/{procedure.key}/steps/new/", _step(title_nl="", body_nl="Met het meternummer", margin="soon"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Met het meternummer" in page
    assert "Write it as 30 min, 4h or 2 d." in page


def test_the_list_tells_what_each_is_for_and_which_is_being_written(desk: Client) -> None:
    procedure = a_procedure("Meter reading", category=a_term(Category, "meter"))
    actions.begin_draft(procedure.key, by=None, at=MONDAY_9AM)

    page = _page(desk, "/settings/procedures/")

    assert "Meter reading" in page
    assert "version 1" in page
    assert "being written" in page


def test_a_step_moves_with_its_button_and_the_part_comes_back(desk: Client) -> None:
    procedure = actions.create_procedure(name={"en": "Meter"}, by=None, at=MONDAY_9AM)
    first, second = a_step_of(procedure, "one"), a_step_of(procedure, "two")

    answer = desk.post(
        f"/settings/procedures/{procedure.key}/steps/{second.pk}/move/",
        {"step": "-1"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )

    part = answer.content.decode()
    assert part.index('title="two"') < part.index('title="one"')
    assert part.strip().startswith('<div id="procedure-steps"')
    newest = Procedure.objects.get().version
    assert f'form="procedure-publish" name="version" value="{newest}"' in part
    assert list(Step.objects.order_by("position")) == [second, first]


def test_publishing_without_steps_says_why_on_the_page(desk: Client) -> None:
    procedure = actions.create_procedure(name={"en": "Meter"}, by=None, at=MONDAY_9AM)

    answer = desk.post(f"/settings/procedures/{procedure.key}/publish/", {})

    assert answer.status_code == 422
    assert "at least one step" in answer.content.decode()


def test_the_preview_tells_which_language_is_missing(desk: Client) -> None:
    procedure = actions.create_procedure(name={"en": "Meter"}, by=None, at=MONDAY_9AM)
    actions.save_step(procedure.key, None, words={"nl": ("Vraag de stand", "")}, fields={}, by=None, at=MONDAY_9AM)

    page = _page(desk, f"/settings/procedures/{procedure.key}/preview/?language=fr")

    assert "Vraag de stand" in page
    assert "fr missing" in page


def test_the_history_names_every_version(desk: Client) -> None:
    procedure = a_procedure()
    another_version(procedure, "Thank them")

    page = _page(desk, f"/settings/procedures/{procedure.key}/history/")

    assert "Thank them" in page
    assert "no longer in use" in page


def test_a_draft_that_was_never_published_is_thrown_away_whole(desk: Client) -> None:
    procedure = actions.create_procedure(name={"en": "Meter"}, by=None, at=MONDAY_9AM)

    answer = desk.post(f"/settings/procedures/{procedure.key}/drop/")

    assert answer.headers["Location"] == "/settings/procedures/"
    assert not Procedure.objects.exists()


def test_operators_do_not_change_procedures(client: Client) -> None:
    client.force_login(a_user("operator"))

    assert client.get("/settings/procedures/").status_code == 403
