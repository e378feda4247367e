"""The telephone for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import CallBack, Outgoing, Phone
from balie.conversation.telephony.testing import House, a_line, a_number, a_phone

pytestmark = pytest.mark.django_db


def ask(client: Client, method: str, path: str, told: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = client.generic(method, f"/api/v1{path}", json.dumps(told or {}), content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def program(client: Client, noor: User) -> Client:
    client.force_login(noor)
    return client


def test_a_program_holds_and_hands_on_ones_call(house: House, noor: User, program: Client) -> None:
    sam = a_user("operator", username="sam")
    a_phone(sam, key="sam")
    call, _mine = house.talks(noor)

    assert ask(program, "POST", f"/calls/{call.pk}/hold")[1]["is_held"]
    assert not ask(program, "POST", f"/calls/{call.pk}/resume")[1]["is_held"]
    assert ask(program, "POST", f"/calls/{call.pk}/consult", {"username": "sam"})[1]["colleague"] == "sam"
    assert ask(program, "POST", f"/calls/{call.pk}/talk-with", {"whom": "both"})[0] == 409


def test_a_program_that_may_not_call_is_told_why(house: House, program: Client) -> None:
    status, told = ask(program, "POST", "/calls", {"number": "0470000001"})

    assert (status, told["code"]) == (409, "may_not_call")
    assert ask(program, "GET", "/calls/me") == (200, None)


def test_a_program_calls_a_number(house: House, noor: User, program: Client) -> None:
    actions.allow_calls(is_on=True, regions=["BE"], trunk=a_line(), by=None, at=house.now)

    status, told = ask(program, "POST", "/calls", {"number": "0470000001"})

    assert (status, told["direction"], told["rings"]) == (200, "out", True)
    assert isinstance(house.told()[0], commands.Dial)


def test_a_program_lists_and_ends_call_backs(house: House, program: Client) -> None:
    house.waits()
    house.ends("jan")
    [owed] = ask(program, "GET", "/calls/call-backs")[1]

    assert ask(program, "POST", f"/calls/call-backs/{owed['id']}/end", {"end": "called"})[0] == 200
    assert CallBack.objects.get().end == "called"


def test_a_supervisors_program_sees_what_runs_and_listens(house: House, noor: User, client: Client) -> None:
    boss = a_user("supervisor", username="boss")
    a_phone(boss, key="boss")
    house.talks(noor)
    client.force_login(boss)

    [runs] = ask(client, "GET", "/calls")[1]

    assert (runs["operator"], runs["state"]) == ("noor", "talking")
    assert ask(client, "POST", "/calls/watch", {"username": "noor", "how": "listen"})[0] == 200


def test_a_program_sets_the_telephone_up(client: Client, noor: User) -> None:
    client.force_login(a_user("administrator", username="boss"))
    names = dict.fromkeys(("nl", "fr", "en", "de"), "Energy")
    team = a_team()

    added = ask(client, "POST", "/telephone/phones", {"key": "desk7", "username": "noor"})[1]
    renewed = ask(client, "POST", "/telephone/phones/desk7/secret")[1]
    line = ask(client, "PUT", "/telephone/lines/provider", {"name": "Provider", "host": "192.0.2.1"})[1]
    number = ask(client, "PUT", "/telephone/numbers/100", {"name": names, "team": team.key, "call_back_owner": "noor"})[1]
    allowed = ask(client, "PUT", "/telephone/outgoing", {"is_on": True, "regions": ["BE"], "line": "provider"})[1]
    nowhere = ask(client, "PUT", "/telephone/numbers/100", {"name": names, "team": "none", "call_back_owner": "noor"})
    ask(client, "PUT", "/telephone/phones/desk7", {"is_active": False})

    assert added["secret"] != renewed["secret"] == Phone.objects.get().secret
    assert (line["key"], line["trouble"], number["team"], number["call_back_owner"]) == ("provider", None, team.key, "noor")
    assert (allowed["line"], Outgoing.objects.get().regions) == ("provider", ["BE"])
    assert (nowhere[0], nowhere[1]["field"]) == (422, "team")
    assert ask(client, "GET", "/telephone/phones")[1][0]["is_active"] is False
    assert "secret" not in ask(client, "GET", "/telephone/phones")[1][0]
    assert len(ask(client, "GET", "/telephone/lines")[1]) == len(ask(client, "GET", "/telephone/numbers")[1]) == 1


def test_settings_are_kept_from_who_may_not_set_them(program: Client) -> None:
    a_number("101")

    for path in ("phones", "lines", "numbers", "outgoing"):
        assert ask(program, "GET", f"/telephone/{path}")[0] == 403
