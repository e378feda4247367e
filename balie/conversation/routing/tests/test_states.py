from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.routing import actions
from balie.conversation.routing.models import OperatorState
from balie.conversation.routing.queries import record_of, standing_of
from balie.conversation.routing.rules import State
from balie.conversation.routing.testing import a_reason, a_skill, in_state
from balie.foundation.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(minutes=20)


@pytest.fixture
def nele() -> User:
    return a_user("operator", username="nele", name="Nele", language="en", teams=[a_team()])


@pytest.fixture
def lead() -> User:
    return a_user("lead", username="hilde", name="Hilde", language="en", leads=[a_team()])


def test_states_are_timed_records_one_after_the_other(nele: User) -> None:
    actions.choose_state(nele, "available", by=nele, at=MONDAY_9AM)
    actions.choose_state(nele, "not_ready", reason=a_reason(), by=nele, at=LATER)

    newest, first = record_of(nele)
    assert (first.state, first.since, first.until) == ("available", MONDAY_9AM, LATER)
    assert (newest.state, newest.reason.key if newest.reason else "", newest.until) == ("not_ready", "lunch", None)


def test_choosing_the_same_again_goes_on_with_the_record(nele: User) -> None:
    actions.choose_state(nele, "available", by=nele, at=MONDAY_9AM)
    actions.choose_state(nele, "available", by=nele, at=LATER)

    assert [each.since for each in record_of(nele)] == [MONDAY_9AM]


def test_leaving_the_desk_ends_the_record(nele: User) -> None:
    in_state(nele)

    assert actions.choose_state(nele, "", by=nele, at=LATER) is None
    assert standing_of(nele).state == ""


def test_the_database_keeps_one_open_record(nele: User) -> None:
    in_state(nele)

    with pytest.raises(IntegrityError), transaction.atomic():
        OperatorState.objects.create(user=nele, state="available", since=LATER)


@pytest.mark.parametrize("change", [{"state": "missed"}, {"since": LATER}, {"until": LATER + timedelta(hours=1)}])
def test_the_record_refuses_change_and_is_never_shortened(nele: User, change: dict[str, object]) -> None:
    in_state(nele)
    actions.choose_state(nele, "", by=nele, at=LATER)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        OperatorState.objects.filter(user=nele).update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        OperatorState.objects.filter(user=nele).delete()


def test_not_ready_asks_a_reason_and_what_happens_is_not_chosen(nele: User) -> None:
    with pytest.raises(Invalid):
        actions.choose_state(nele, "not_ready", by=nele, at=MONDAY_9AM)
    with pytest.raises(Invalid):
        actions.choose_state(nele, "talking", by=nele, at=MONDAY_9AM)


def test_somebody_on_the_line_first_ends_the_conversation(nele: User) -> None:
    actions.note_state(nele, State.TALKING, at=MONDAY_9AM)

    with pytest.raises(actions.OnTheLine):
        actions.choose_state(nele, "available", by=nele, at=LATER)


def test_a_lead_changes_the_state_of_who_forgot_and_it_is_kept_who_did(nele: User, lead: User) -> None:
    in_state(nele)

    actions.choose_state(nele, "", by=lead, at=LATER)

    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.actor_id, line.data["user"]) == ("routing.state_set", lead.pk, nele.pk)


def test_a_lead_of_another_team_finds_nobody(nele: User) -> None:
    other = a_user("lead", leads=[a_team("winkel")])

    with pytest.raises(NotFound):
        actions.choose_state(nele, "", by=other, at=LATER)


def test_a_clock_set_back_makes_no_record_that_ends_before_it_began(nele: User) -> None:
    in_state(nele, at=LATER)

    actions.choose_state(nele, "not_ready", reason=a_reason(), by=nele, at=MONDAY_9AM)

    assert [each.since for each in record_of(nele)] == [LATER, LATER]


def test_the_top_bar_shows_and_changes_ones_state(client: Client, nele: User) -> None:
    a_reason()
    client.force_login(nele)

    before = client.get("/work/state/", headers={"HX-Request": "true"}).content.decode()
    after = client.post("/work/state/", {"state": "not_ready:lunch"}, headers={"HX-Request": "true"}).content.decode()

    assert "Not at the desk" in before
    assert 'data-key="S"' in after
    assert "Lunch" in after
    assert standing_of(nele).reason_key == "lunch"


def test_a_number_of_any_length_is_no_requirement(client: Client) -> None:
    client.force_login(a_user("administrator"))

    assert client.post("/settings/work/", {"part": "drop", "requirement": "9" * 5000}).status_code == 404


def test_a_lead_sees_operators_and_sets_skills_and_languages(client: Client, nele: User, lead: User) -> None:
    in_state(nele)
    skill = a_skill("meters")
    client.force_login(lead)

    page = client.get("/operators/").content.decode()
    answer = client.post(f"/operators/{nele.pk}/", {f"skill_{skill.pk}": "4", "languages": ["nl", "fr"]})

    assert "Nele" in page
    assert answer.status_code == 303
    nele.refresh_from_db()
    assert (list(nele.skills.values_list("skill__key", "level")), nele.spoken_languages) == ([("meters", 4)], ["nl", "fr"])


def test_an_operator_reaches_nobodys_page(client: Client, nele: User) -> None:
    client.force_login(nele)

    assert client.get("/operators/").status_code == 403


def test_the_settings_keep_reasons_limits_and_requirements(client: Client) -> None:
    skill = a_skill()
    client.force_login(a_user("administrator", language="en"))
    team = a_team()

    client.post("/settings/work/reasons/", {"part": "reason", "key": "lunch", "name_nl": "Lunch"})
    unnamed = client.post("/settings/work/reasons/", {"part": "reason", "key": "lunch2"})
    client.post("/settings/work/", {"part": "limits", "most_ticket": "2", "most_call": "1", "most_chat": "3"})
    client.post("/settings/work/", {"part": "require", "about": f"team:{team.pk}", "skill": skill.pk, "least": "2"})
    wrong = client.post("/settings/work/", {"part": "limits", "most_ticket": "0", "most_call": "1", "most_chat": "3"})

    page = client.get("/settings/work/").content.decode()
    assert 'value="2"' in page
    assert "all of team energie" in page
    assert "Lunch" in client.get("/settings/work/reasons/").content.decode()
    assert (wrong.status_code, unnamed.status_code) == (422, 422)
