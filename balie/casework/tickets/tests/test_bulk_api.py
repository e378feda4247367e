"""Programs change many tickets as pages do: asked, started, stopped, read, taken back; and what is done to all parts of one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions, tasks
from balie.casework.tickets.models import StateReason, Ticket, TicketLink
from balie.casework.tickets.testing import a_saved_view, a_ticket
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


class Program:
    """Somebody's token and what it sends."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"authorization": f"Bearer {create_token(user, name='tests', by=None, at=MONDAY_9AM)}"})

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        answer = self.client.generic(method, f"/api/v1{path}", "" if body is None else json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def program(operator: User) -> Program:
    return Program(operator)


def test_a_program_asks_starts_reads_and_takes_back(program: Program, operator: User) -> None:
    tickets = [a_ticket() for _each in range(3)]
    done = a_ticket(state="closed")
    numbers = [each.number for each in (*tickets, done)]

    status, asked = program("POST", "/bulk", {"verb": "take", "numbers": numbers})
    assert (status, asked["state"], asked["total"], asked["position"]) == (201, "asked", 4, 0)
    assert not Ticket.objects.filter(owner=operator).exists()
    assert program("POST", f"/bulk/{asked['id']}/start")[1]["state"] == "running"
    tasks.bulk(asked["id"])
    _status, told = program("GET", f"/bulk/{asked['id']}")
    assert (told["state"], told["changed"], [each["number"] for each in told["refusals"]]) == ("done", 3, [done.number])

    status, undoing = program("POST", f"/bulk/{asked['id']}/undo")
    tasks.bulk(undoing["id"])

    assert (status, undoing["undo_of"]) == (201, asked["id"])
    assert not Ticket.objects.filter(owner=operator).exists()
    assert [each["id"] for each in program("GET", "/bulk")[1]] == [undoing["id"], asked["id"]]


def test_all_that_a_saved_list_or_its_filters_hold(program: Program, operator: User, winkel: Team) -> None:
    pressing, other = a_ticket(urgency=1, impact=1), a_ticket(team=winkel)
    view = a_saved_view(by=operator, priorities=(1,))

    of_view = program("POST", "/bulk", {"verb": "tag", "tag": "storm", "view": view.pk})[1]
    of_team = program("POST", "/bulk", {"verb": "tag", "tag": "storm", "found": {"team": "winkel"}})[1]
    for each in (of_view, of_team):
        program("POST", f"/bulk/{each['id']}/start")
        tasks.bulk(each["id"])

    assert (of_view["total"], of_team["total"]) == (1, 1)
    assert {each.number for each in Ticket.objects.filter(tags=["storm"])} == {pressing.number, other.number}


def test_what_a_verb_takes_is_named_by_keys(program: Program, winkel: Team) -> None:
    reason = StateReason.objects.create(key="part", state="third", name={"en": "a part"})
    end = a_term(Result, "solved")
    moved, waits, ended = (a_ticket() for _each in range(3))

    for verb, ticket, given in (
        ("transfer", moved, {"team": "winkel", "reason": "about a shop"}),
        ("state", waits, {"state": "third", "reason": "part", "wake_at": "2099-01-01T09:00:00+01:00"}),
        ("close", ended, {"result": "solved", "sentence": "Done.", "is_told": True}),
    ):
        status, job = program("POST", "/bulk", {"verb": verb, "numbers": [ticket.number], **given})
        assert status == 201, job
        program("POST", f"/bulk/{job['id']}/start")
        tasks.bulk(job["id"])

    for each in (moved, waits, ended):
        each.refresh_from_db()
    assert moved.team == winkel
    assert (waits.state, waits.state_reason) == ("third", reason)
    assert (ended.state, ended.result) == ("solved", end)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verb": "take"}, "numbers"),
        ({"verb": "take", "numbers": [1], "found": {}}, "numbers"),
        ({"verb": "transfer", "numbers": [1], "team": "nowhere", "reason": "because"}, "team"),
        ({"verb": "state", "numbers": [1], "state": "third", "reason": "none"}, "reason"),
        ({"verb": "priority", "numbers": [1]}, "urgency"),
        ({"verb": "close", "numbers": [1]}, "sentence"),
    ],
)
def test_what_makes_no_sense_is_refused_before_there_is_a_job(program: Program, body: dict[str, object], field: str) -> None:
    status, told = program("POST", "/bulk", body)

    assert (status, told["field"]) == (422, field)


def test_anothers_job_is_not_there(program: Program, colleague: User) -> None:
    job = actions.ask_bulk("take", {}, [a_ticket().number], by=colleague, at=MONDAY_9AM)

    assert program("GET", f"/bulk/{job.pk}")[0] == 404
    assert program("POST", f"/bulk/{job.pk}/start")[0] == 404


def test_closing_many_is_taken_back(program: Program, operator: User) -> None:
    a_term(Result, "solved")
    tickets = [a_ticket() for _each in range(2)]
    job = program(
        "POST",
        "/bulk",
        {"verb": "close", "numbers": [each.number for each in tickets], "result": "solved", "sentence": "Done.", "is_told": True},
    )[1]
    program("POST", f"/bulk/{job['id']}/start")
    tasks.bulk(job["id"])
    assert set(Ticket.objects.values_list("state", flat=True)) == {"solved"}

    undoing = program("POST", f"/bulk/{job['id']}/undo")[1]
    tasks.bulk(undoing["id"])

    assert set(Ticket.objects.values_list("state", flat=True)) == {"new"}


def test_a_program_declares_an_incident_and_closes_all_its_parts(supervisor: User) -> None:
    program, incident, part = Program(supervisor), a_ticket(), a_ticket()
    result = a_term(Result, "solved")
    TicketLink.objects.create(ticket=part, to=incident, kind="child")

    assert program("PUT", f"/tickets/{incident.number}/major")[0] == 204
    incident.refresh_from_db()
    assert incident.is_major
    assert program("DELETE", f"/tickets/{incident.number}/major")[0] == 204
    told = program("POST", f"/tickets/{incident.number}/parts/tell", {"words": {"nl": "Wij werken eraan."}})
    assert (told[0], told[1]["total"], told[1]["state"]) == (201, 1, "running")
    assert program("POST", f"/tickets/{incident.number}/parts/close")[0] == 422
    actions.close_ticket(incident.number, result=result, sentence="Hersteld.", is_told=True, by=supervisor, at=MONDAY_9AM)

    status, closing = program("POST", f"/tickets/{incident.number}/parts/close")

    assert (status, closing["verb"], closing["total"]) == (201, "close_part", 1)


def test_a_program_takes_its_own_last_step_back(program: Program) -> None:
    ticket = a_ticket()
    program("POST", f"/tickets/{ticket.number}/take")

    status, told = program("POST", f"/tickets/{ticket.number}/undo")

    assert (status, told["owner"], told["state"]) == (200, "", "new")
    assert program("POST", f"/tickets/{ticket.number}/undo")[0] == 409
