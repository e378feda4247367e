"""Callers in a queue: routing says whose telephone rings, telephony what became of it."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.routing.events import WaitedLongest
from balie.conversation.routing.models import Offer, OperatorState, Queue, Waiting
from balie.conversation.routing.testing import Desk, a_queue, in_state
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, CallBack
from balie.conversation.telephony.pages import callers
from balie.conversation.telephony.testing import House, a_number, a_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> User:
    user = a_user("operator", username="noor", teams=[a_team()])
    in_state(user, "available")
    return user


@pytest.fixture
def queue() -> Queue:
    return a_queue(languages=["nl"])


@pytest.fixture
def house(noor: User, queue: Queue) -> House:
    made = House()
    a_number(owner=noor, queue=queue)
    a_phone(noor, key="noor")
    noor.spoken_languages = ["nl"]
    noor.save()
    return made


def rung(house: House) -> tuple[Call, commands.Dial]:
    """A caller who waits, and the telephone that rings for them."""
    call = house.waits()
    Desk().decide(house.now)
    [dialled] = [each for each in house.told() if isinstance(each, commands.Dial)]
    return call, dialled


def state_of(user: User) -> str:
    return OperatorState.objects.get(user=user, until=None).state


@pytest.mark.decree("A1.1")
def test_who_waits_rings_at_whom_the_matcher_chose_and_is_theirs_until_the_wrap_up(house: House, noor: User) -> None:
    call, dialled = rung(house)
    ringing = state_of(noor)
    house.tell(events.Answered(dialled.leg))
    talking = state_of(noor)
    house.ends("jan")
    house.ends(dialled.leg, "ended")

    assert (dialled.phone, dialled.ring_s) == ("noor", 20)
    assert (ringing, talking, state_of(noor)) == ("offered", "talking", "wrap_up")
    assert Waiting.objects.get().end == "answered"
    assert Call.objects.get(pk=call.pk).outcome == "answered"


def test_a_place_counts_from_when_the_caller_rang(house: House) -> None:
    call = house.waits()

    assert Waiting.objects.get().since == call.began_at


def test_who_gives_up_while_it_rings_rings_no_more(house: House, noor: User) -> None:
    _call, dialled = rung(house)
    house.ends("jan")

    assert commands.HangUp(dialled.leg) in house.told()
    assert (Waiting.objects.get().end, Offer.objects.get().state, state_of(noor)) == ("abandoned", "withdrawn", "available")
    assert CallBack.objects.get().owner == noor


@pytest.mark.parametrize("reason", ["busy", "declined", "unreachable"])
def test_a_telephone_that_cannot_be_picked_up_gives_the_caller_back_at_once(house: House, reason: str) -> None:
    _call, dialled = rung(house)
    house.ends(dialled.leg, reason)

    assert (Waiting.objects.get().ended_at, Offer.objects.get().state) == (None, "declined")


def test_who_is_available_without_a_telephone_is_passed_over(house: House, noor: User) -> None:
    noor.phones.update(registered_at=None)
    house.waits()
    Desk().decide(house.now)

    assert not any(isinstance(each, commands.Dial) for each in house.told())
    assert (Waiting.objects.get().ended_at, Offer.objects.get().state) == (None, "declined")


def test_a_receiver_lifted_too_late_hears_nobody(house: House) -> None:
    _call, dialled = rung(house)
    Offer.objects.update(expires_at="2020-01-01T00:00Z")
    house.tell(events.Answered(dialled.leg))

    assert house.told() == [commands.HangUp(dialled.leg)]
    assert Call.objects.get().state == "waiting"


def test_a_telephone_of_the_team_takes_the_caller_out_of_the_queue(house: House, noor: User) -> None:
    house.waits()
    house.tell(events.Incoming("mine", "*8", "noor", "", "noor", ""))
    house.tell(events.Answered("mine"))

    assert (Waiting.objects.get().end, state_of(noor)) == ("answered", "talking")
    assert house.told()[-1] == commands.Bridge(("jan", "mine"))


def test_who_picks_up_while_not_available_has_the_caller_all_the_same(house: House, noor: User) -> None:
    OperatorState.objects.filter(user=noor, until=None).update(until=house.now)
    house.waits()
    house.tell(events.Incoming("mine", "*8", "noor", "", "noor", ""))
    house.tell(events.Answered("mine"))

    assert Waiting.objects.get().end == "answered"
    assert house.told()[-1] == commands.Bridge(("jan", "mine"))


def test_who_waited_as_long_as_the_queue_lets_them_is_called_back(house: House, noor: User) -> None:
    call = house.waits()
    row = Waiting.objects.get()
    actions.end_long_wait(WaitedLongest(waiting_id=row.pk, subject_kind="phone_call", subject_id=call.pk, then="call_back", at=house.now))
    house.tell(events.Played("last:jan"))
    assert house.told()[-1] == commands.HangUp("jan")
    house.ends("jan", "ended")

    assert CallBack.objects.get().owner == noor


def test_who_finds_the_queue_full_is_called_back(house: House, queue: Queue) -> None:
    Queue.objects.update(most_waiting=1)
    house.waits("first")
    house.rings_in("second", caller="0470000002")
    house.tell(events.Answered("second"))
    house.tell(events.Played("greeting:second"))
    house.tell(events.Played("last:second"))
    assert house.told()[-1] == commands.HangUp("second")
    house.ends("second", "ended")

    assert CallBack.objects.get().party == "+32470000002"


def test_the_queue_says_who_it_is_that_waits_as_far_as_one_may_know(house: House, noor: User) -> None:
    call = house.waits()

    told = callers(noor, [call.pk])
    hidden = callers(a_user(), [call.pk])

    assert (told[call.pk].name, told[call.pk].url) == ("0470 00 00 01", f"/contacts/{call.contact.number}/")
    assert hidden == {}
