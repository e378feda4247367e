"""Who cannot be spoken with now: a message, a call-back in their turn, or goodbye."""

from __future__ import annotations

from pathlib import Path

import pytest

from balie.access.accounts.models import User
from balie.conversation.recordings.models import Recording
from balie.conversation.routing.actions import accept_offer
from balie.conversation.routing.events import WaitedLongest
from balie.conversation.routing.models import Offer, Queue, Waiting
from balie.conversation.routing.testing import Desk, a_queue
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, CallBack, Leg, Number
from balie.conversation.telephony.testing import House, a_line, a_number
from balie.records.calendars.models import Calendar

pytestmark = pytest.mark.django_db


def heard(house: House) -> list[str]:
    """The files that the caller hears of what was told last."""
    played = [each for each in house.told() if isinstance(each, commands.Play)]
    return [Path(file).stem for file in played[-1].files] if played else []


def press(house: House, key: str) -> None:
    house.tell(events.Digit("jan", key))


def let_wait_out(house: House, call: Call, then: str) -> None:
    row = Waiting.objects.get()
    actions.end_long_wait(WaitedLongest(waiting_id=row.pk, subject_kind="phone_call", subject_id=call.pk, then=then, at=house.now))


def test_a_message_is_recorded_after_the_tone_and_somebody_owns_the_call_back(house: House, noor: User) -> None:
    call = house.waits()
    press(house, "2")
    asked = heard(house)
    house.tell(events.Played("message:jan"))
    told = house.told()
    recording = Recording.objects.get()
    house.ends("jan")
    house.tell(events.RecordingEnded(recording.name, 7000, 7, ""))
    call.refresh_from_db()
    recording.refresh_from_db()

    assert asked == ["message-nl", "beep"]
    assert any(isinstance(each, commands.Record) for each in told)
    assert (recording.is_message, recording.contact, recording.state) == (True, call.contact, "whole")
    assert (call.outcome, Waiting.objects.get().end) == ("message", "voicemail")
    assert CallBack.objects.get().owner == noor
    assert call.contact is not None
    call.contact.refresh_from_db()
    assert call.contact.operator == noor


def test_a_message_ends_after_two_minutes(house: House) -> None:
    house.waits()
    press(house, "2")
    house.tell(events.Played("message:jan"))
    house.told()
    house.tell(events.Played("last:jan"))

    assert house.told() == [commands.HangUp("jan")]


def test_who_leaves_a_message_is_picked_up_by_nobody(house: House, noor: User) -> None:
    house.waits()
    press(house, "2")
    house.told()
    house.tell(events.Incoming("mine", "*8", "noor", "", "noor", ""))

    assert house.told() == [commands.Reject("mine", "not_found")]


def test_outside_the_hours_a_message_may_be_left(noor: User) -> None:
    never = Calendar.objects.create(key="never", name={"en": "never"})
    a_number(owner=noor, queue=a_queue(), calendar=never)
    house = House()
    call = house.rings_in()
    house.tell(events.Answered("jan"))
    house.tell(events.Played("greeting:jan"))
    asked = heard(house)
    house.tell(events.Played("message:jan"))
    house.ends("jan")
    assert call is not None
    call.refresh_from_db()

    assert asked == ["message-nl", "beep"]
    assert call.outcome == "message"


def test_who_presses_one_hangs_up_and_keeps_their_place(house: House, queue: Queue, noor: User) -> None:
    noor.spoken_languages = ["nl"]
    noor.save()
    first, second = house.waits(), house.waits("piet", caller="0470000002")
    press(house, "1")
    told = heard(house)
    house.tell(events.Played("last:jan"))
    house.ends("jan", "ended")
    call_back = CallBack.objects.get()
    [offer] = Desk().decide(house.now)

    assert told == ["call-back-nl"]
    assert Call.objects.get(pk=first.pk).outcome == "call_back"
    assert (offer.waiting.subject_kind, offer.waiting.subject_id, offer.waiting.since) == ("call_back", call_back.pk, first.began_at)
    assert Call.objects.get(pk=second.pk).state == "waiting"


def taken_in_turn(house: House, noor: User) -> tuple[Call, Leg]:
    """Jan kept his place, and Noor takes it up: her telephone rings for the call to him."""
    noor.spoken_languages = ["nl"]
    noor.save()
    a_line()
    actions.allow_calls(is_on=True, regions=["BE"], by=None, at=house.now)
    house.waits()
    press(house, "1")
    house.tell(events.Played("last:jan"))
    house.ends("jan", "ended")
    [offer] = Desk().decide(house.now)
    house.told()
    accept_offer(offer.pk, by=noor, at=house.now)
    call = Call.objects.get(direction="out")
    return call, Leg.objects.get(call=call)


def test_who_takes_a_call_back_up_calls_them(house: House, noor: User) -> None:
    call, leg = taken_in_turn(house, noor)
    house.tell(events.Answered(leg.name))
    customer = Leg.objects.get(call=call, party="customer")
    house.tell(events.Answered(customer.name))
    house.ends(customer.name)
    house.ends(leg.name, "ended")
    offer = Offer.objects.get()

    assert call.party == "+32470000001"
    assert CallBack.objects.get().end == "called"
    assert (offer.state, offer.ended_at is not None) == ("accepted", True)
    assert not Waiting.objects.filter(ended_at=None).exists()


def test_who_is_not_reached_in_turn_is_still_owed_the_call(house: House, noor: User) -> None:
    _call, leg = taken_in_turn(house, noor)
    house.ends(leg.name, "no_answer")

    assert CallBack.objects.get().ended_at is None
    assert not Waiting.objects.filter(ended_at=None).exists()


def test_who_kept_their_place_and_rings_again_is_called_once(house: House) -> None:
    house.waits()
    press(house, "1")
    house.ends("jan")
    house.waits("again")
    house.tell(events.Digit("again", "1"))
    house.ends("again")

    assert CallBack.objects.get().times == 2
    assert Waiting.objects.filter(ended_at=None).count() == 1


def test_a_call_back_that_is_not_needed_gives_its_place_up(house: House, noor: User) -> None:
    house.waits()
    press(house, "1")
    house.ends("jan")
    actions.end_call_back(CallBack.objects.get().pk, end="dropped", by=noor, at=house.now)

    assert not Waiting.objects.filter(ended_at=None).exists()


def test_who_shows_no_number_cannot_be_called_back_and_leaves_a_message(house: House) -> None:
    house.waits(caller="")
    press(house, "1")

    assert heard(house) == ["message-nl", "beep"]


@pytest.mark.parametrize(
    ("then", "words"), [("voicemail", ["message-nl", "beep"]), ("call_back", ["call-back-nl"]), ("goodbye", ["goodbye-nl"])]
)
def test_who_waited_longest_gets_what_the_queue_says(house: House, then: str, words: list[str]) -> None:
    call = house.waits()
    let_wait_out(house, call, then)

    assert heard(house) == words
    assert not Waiting.objects.filter(subject_kind="phone_call", ended_at=None).exists()


def test_who_finds_the_queue_full_gets_the_place_they_would_have_had(house: House, queue: Queue, number: Number) -> None:
    Queue.objects.update(most_waiting=1)
    house.waits("first", caller="0470000002")
    call = house.waits()

    place = Waiting.objects.get(subject_kind="call_back")
    assert (place.queue, place.since) == (queue, call.began_at)


def test_who_was_handed_to_a_queue_after_a_talk_keeps_their_place_there(house: House, noor: User) -> None:
    other = a_queue("other")
    call = house.waits()
    house.tell(events.Incoming("mine", "*8", "noor", "", "noor", ""))
    house.tell(events.Answered("mine"))
    actions.hand_to_queue(call.pk, other, by=noor, at=house.now)
    house.ends("mine", "ended")
    press(house, "1")
    house.told()
    house.tell(events.Played("last:jan"))

    assert house.told() == [commands.HangUp("jan")]
    assert Waiting.objects.get(ended_at=None).queue == other
