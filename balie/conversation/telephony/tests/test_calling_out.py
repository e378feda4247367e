"""Whom operators may call, and what becomes of it; no sound, no process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balie.access.accounts.models import User
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, Judgement
from balie.conversation.telephony.testing import House, a_line, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(house: House) -> House:
    actions.allow_calls(is_on=True, regions=["BE"], trunk=a_line(), shown_number="+3221234567", by=None, at=house.now)
    return house


def test_an_operator_calls_a_number(abroad: House, noor: User) -> None:
    call = actions.call_out("0470 00 00 01", by=noor, at=abroad.now)
    [mine] = abroad.told()
    abroad.tell(events.Answered(mine.leg))
    [theirs] = abroad.told()
    abroad.tell(events.Answered(theirs.leg))
    connected = abroad.told()
    abroad.ends(theirs.leg)
    call.refresh_from_db()

    assert (mine.phone, theirs.trunk, theirs.number, theirs.caller) == ("noor", "provider", "+32470000001", "+3221234567")
    assert connected == [commands.Bridge((theirs.leg, mine.leg))]
    assert (call.outcome, call.contact.direction, call.contact.operator) == ("answered", "out", noor)


def test_a_telephone_of_ours_calls_a_number(abroad: House, noor: User) -> None:
    abroad.rings_in("mine", caller="noor", number="0470000001", phone="noor")
    [theirs] = abroad.told()
    abroad.tell(events.Ringing(theirs.leg))
    rung = abroad.told()
    abroad.tell(events.Answered(theirs.leg))

    assert rung == [commands.Ring("mine")]
    assert abroad.told() == [commands.Answer("mine"), commands.Bridge((theirs.leg, "mine"))]


def test_a_line_that_rejects_ends_the_call_in_words(abroad: House, noor: User) -> None:
    abroad.rings_in("mine", caller="noor", number="0470000001", phone="noor")
    [theirs] = abroad.told()
    abroad.ends(theirs.leg, "busy")

    assert abroad.told() == [commands.HangUp("mine")]
    assert Call.objects.get().outcome == "not_reached"


def test_a_line_that_the_media_process_does_not_know_ends_the_call(abroad: House, noor: User) -> None:
    abroad.rings_in("mine", caller="noor", number="0470000001", phone="noor")
    [theirs] = abroad.told()
    actions.unsaid(theirs, code="unknown_trunk", instance=abroad.instance, at=abroad.now)

    assert Call.objects.get().outcome == "not_reached"


@pytest.mark.parametrize("number", ["+882 13 300 000", "0900 12 345", "+1 900 555 0100", "+37120000000", "hello", ""])
def test_toll_fraud_is_closed_even_where_calls_are_allowed(abroad: House, noor: User, number: str) -> None:
    with pytest.raises(actions.MayNotCall):
        actions.call_out(number, by=noor, at=abroad.now)
    abroad.rings_in("mine", caller="noor", number=number, phone="noor")

    assert abroad.told()[0] == commands.Reject("mine", "declined")
    assert Call.objects.get().outcome == "not_allowed"


def test_every_no_leaves_its_evidence(house: House, noor: User) -> None:
    with pytest.raises(actions.MayNotCall, match="0470"):
        actions.call_out("0470000001", by=noor, at=house.now)

    assert [(each.user, each.verdict) for each in Judgement.objects.all()] == [(noor, "off")]


def test_112_is_called_though_calling_out_is_off(house: House, noor: User) -> None:
    a_line()
    house.rings_in("mine", caller="noor", number="112", phone="noor")

    [theirs] = house.told()

    assert (theirs.trunk, theirs.number) == ("provider", "112")


def test_a_second_call_beside_the_first_is_refused(abroad: House, noor: User) -> None:
    actions.call_out("0470000001", by=noor, at=abroad.now)

    with pytest.raises(actions.MayNotCall):
        actions.call_out("0470000002", by=noor, at=abroad.now)


def test_r_t1_when_the_minutes_of_the_day_are_used_up_calls_are_hung_up_but_for_those_to_help(abroad: House, noor: User) -> None:
    actions.allow_calls(is_on=True, regions=["BE"], minutes_a_day=5, by=None, at=abroad.now)
    for leg, number in (("mine", "0470000001"), ("help", "112")):
        abroad.rings_in(leg, caller="noor", number=number, phone="noor")
        abroad.tell(events.Answered(abroad.told()[-1].leg))
    abroad.told()

    ended = actions.end_calls_over_the_cap(at=abroad.now + timedelta(minutes=6))

    assert ended == 1
    assert "HangUp" in names(abroad.told())
    assert set(Call.objects.values_list("party", "state")) == {("+32470000001", "ended"), ("112", "talking")}
