"""A ticket's procedures beside it, in the API, and where they were not followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.permissions.levels import Level
from balie.casework.procedures.models import Deviation, RunStep
from balie.casework.procedures.testing import a_procedure
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries import deviations
from balie.casework.tickets.testing import a_ticket
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def ticket(db: None) -> Ticket:
    steps = [("Ask the reading", {"proof": "note"}), ("Compare it", {"hours": 1, "may_skip": True}), ("Write it down", {})]
    a_procedure(category=a_term(Category), steps=steps)
    return a_ticket(category=a_term(Category))


def _step(ticket: Ticket, position: int = 1) -> RunStep:
    return RunStep.objects.get(run__ticket_run__ticket=ticket, step__position=position)


def _post(client: Client, ticket: Ticket, position: int, verb: str, **fields: str) -> tuple[int, str]:
    address = f"/tickets/{ticket.number}/procedures/{_step(ticket, position).pk}/{verb}/"
    answer = client.post(address, fields, headers=PART)
    return answer.status_code, answer.content.decode()


def test_the_page_has_a_place_for_the_steps_only_where_there_are_procedures(desk: Client) -> None:
    other = a_ticket()
    without = desk.get(f"/tickets/{other.number}/").content.decode()

    a_procedure(category=a_term(Category))

    assert "ticket-procedures" not in without
    assert "ticket-procedures" in desk.get(f"/tickets/{other.number}/").content.decode()


@pytest.mark.decree("S4.5")
def test_open_steps_say_who_and_when_and_late_ones_so_in_words(desk: Client, ticket: Ticket) -> None:
    part = desk.get(f"/tickets/{ticket.number}/procedures/").content.decode()

    assert "Ask the reading" in part
    assert "whoever treats the ticket" in part
    assert 'class="time tone--red"' in part
    assert " late<" in part
    assert "0 of 3" in part
    assert part.count('data-key="d"') == 1


def test_a_step_is_ticked_off_and_the_key_goes_to_the_next(desk: Client, ticket: Ticket) -> None:
    status, part = _post(desk, ticket, 1, "done", note="4471 on both")

    assert status == 200
    assert "1 of 3" in part
    assert "Nele Baert" in part
    assert "4471 on both" in part
    assert part.index('data-key="d"') < part.index("Compare it")


def test_a_proof_that_is_missing_is_asked_at_the_step_and_what_was_typed_stays(desk: Client, ticket: Ticket) -> None:
    status, part = _post(desk, ticket, 1, "done", note="  ")
    skipped, again = _post(desk, ticket, 2, "skip", reason="x")

    assert (status, skipped) == (422, 422)
    assert "This step asks for a note" in part
    assert 'value="x"' in again


def test_a_step_is_skipped_and_opened_again(desk: Client, ticket: Ticket) -> None:
    _status, skipped = _post(desk, ticket, 2, "skip", reason="was done before")
    _status, opened = _post(desk, ticket, 2, "reopen")

    assert "“was done before”" in skipped
    assert "0 of 3" in opened


def test_without_scripts_a_step_leads_back_to_the_ticket(desk: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.number}/procedures/{_step(ticket, 3).pk}/done/"

    answer = desk.post(address, {})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tickets/{ticket.number}/")


def test_the_history_tells_of_the_steps_in_the_readers_language(desk: Client, operator: User, ticket: Ticket) -> None:
    actions.finish_step(ticket.number, _step(ticket, 3).pk, by=operator, at=MONDAY_9AM)

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "the procedure “Meter reading” started" in page
    assert "did the step “Write it down”" in page


def test_who_may_not_follow_sees_the_steps_without_a_button(client: Client, ticket: Ticket) -> None:
    client.force_login(a_user("knowledge", language="en"))

    part = client.get(f"/tickets/{ticket.number}/procedures/").content.decode()

    assert "Ask the reading" in part
    assert "<form" not in part


def test_programs_read_tick_skip_and_open_again(operator: User, ticket: Ticket) -> None:
    token = create_token(operator, name="tests", by=operator, at=MONDAY_9AM)
    client = Client(headers={"authorization": f"Bearer {token}"})
    here = f"/api/v1/tickets/{ticket.number}"

    [run] = client.get(f"{here}/procedures").json()
    first, second, _third = (step["id"] for step in run["steps"])
    lacks = client.post(f"{here}/steps/{first}/done", {}, content_type="application/json")
    done = client.post(f"{here}/steps/{first}/done", {"note": "4471"}, content_type="application/json").json()
    client.post(f"{here}/steps/{second}/skip", {"reason": "not needed"}, content_type="application/json")
    after = client.post(f"{here}/steps/{first}/reopen", {}, content_type="application/json").json()

    assert (run["name"], run["version"], run["is_going"]) == ("Meter reading", 1, True)
    assert (lacks.status_code, lacks.json()["field"]) == (422, "note")
    assert (done[0]["steps"][0]["state"], done[0]["steps"][0]["by"]) == ("done", "Nele Baert")
    assert [step["state"] for step in after[0]["steps"]] == ["open", "skipped", "open"]


def _deviation(ticket: Ticket, *, kind: str = "late", at: int = 0, team: Team | None = None) -> Deviation:
    moment = timezone.now() - timedelta(hours=1, seconds=at)
    return Deviation.objects.create(run_step=_step(ticket), kind=kind, at=moment, team=team)


@pytest.mark.decree("S4.5")
def test_where_procedures_were_not_followed_is_filtered_by_team_and_kind(
    client: Client, ticket: Ticket, energie: Team, winkel: Team
) -> None:
    client.force_login(a_user("supervisor", language="en"))
    other = a_ticket(category=a_term(Category), subject="Of the shop")
    _deviation(ticket, team=energie)
    _deviation(other, kind="left", team=winkel)

    every = client.get("/tickets/procedures/").content.decode()
    shop = client.get(f"/tickets/procedures/?team={winkel.pk}&days=7").content.decode()
    late = client.get("/tickets/procedures/?kind=late").content.decode()

    assert ("Of the shop" in every, "Geen stroom" in every) == (True, True)
    assert ("Of the shop" in shop, "Geen stroom" in shop) == (True, False)
    assert ("Of the shop" in late, "Geen stroom" in late) == (False, True)


def test_the_list_goes_on_by_key_without_losing_or_doubling_a_line(supervisor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deviations, "PAGE", 2)
    a_procedure(category=a_term(Category))
    made = [_deviation(a_ticket(category=a_term(Category)), at=at // 2).pk for at in range(5)]

    seen, after = [], ""
    for _page in range(3):
        page = deviations.deviations_for(supervisor, deviations.Asked(after=after), at=timezone.now())
        seen += [row.id for row in page.rows]
        after = page.next

    assert sorted(seen) == sorted(made)
    assert len(seen) == 5
    assert after == ""


def test_what_lies_before_the_period_or_is_not_for_the_viewer_is_left_out(supervisor: User, ticket: Ticket, energie: Team) -> None:
    _deviation(ticket)
    hidden = a_ticket(category=a_term(Category), level=Level.SECRET)
    _deviation(hidden)
    old = a_ticket(category=a_term(Category))
    _deviation(old, at=40 * 86400)

    page = deviations.deviations_for(supervisor, deviations.Asked(), at=timezone.now())

    assert [row.number for row in page.rows] == [ticket.number]


def test_a_key_that_cannot_be_read_begins_at_the_beginning(supervisor: User, ticket: Ticket) -> None:
    _deviation(ticket)

    page = deviations.deviations_for(supervisor, deviations.Asked(after="nonsense"), at=timezone.now())

    assert len(page.rows) == 1


def test_operators_do_not_watch_over_others(desk: Client) -> None:
    assert desk.get("/tickets/procedures/").status_code == 403
