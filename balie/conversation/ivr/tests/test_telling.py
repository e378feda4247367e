"""What who waits is told of their place and of the minutes, and how it came out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.ivr import queries
from balie.conversation.ivr.models import Announcement
from balie.conversation.routing.models import Offer, Queue, Waiting
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call
from balie.conversation.telephony.testing import House

pytestmark = pytest.mark.django_db


def conversations(queue: Queue, noor: User, *, count: int, minutes: int) -> None:
    """What the queue handled within the last hour."""
    began = MONDAY_9AM - timedelta(hours=1)
    ended = began + timedelta(minutes=minutes)
    for each in range(count):
        waiting = Waiting.objects.create(
            queue=queue, channel="call", subject_kind="old", subject_id=each, since=began, entered_at=began, ended_at=began, end="answered"
        )
        Offer.objects.create(
            waiting=waiting, operator=noor, state="accepted", offered_at=began, expires_at=began, answered_at=began, ended_at=ended,
            wrap_up_until=ended, wrapped_up_at=ended,
        )  # fmt: skip


def waits(house: House, leg: str = "jan", caller: str = "0470000001") -> tuple[Call, commands.Play]:
    """A caller who begins to wait, and what they hear."""
    house.rings_in(leg, caller=caller)
    house.tell(events.Answered(leg))
    house.told()
    house.tell(events.Played(f"greeting:{leg}"))
    return Call.objects.latest("pk"), music_of(house)


def music_of(house: House) -> commands.Play:
    return [each for each in house.told() if isinstance(each, commands.Play)][-1]


def words(played: commands.Play) -> list[str]:
    return [stem for each in played.files if (stem := Path(each).stem) != "music"]


def test_callers_hear_their_place_and_the_keys_there_are_and_then_music(house: House) -> None:
    _first, _played = waits(house)
    _second, played = waits(house, "piet", "0470000002")

    assert words(played) == ["place-nl", "number-2-nl", "place-end-nl", "waiting-keys-nl"]
    assert [Path(each).stem for each in played.files][-6:] == ["music"] * 6
    assert not played.loops


def test_where_the_queue_is_known_to_move_they_hear_a_range_of_minutes(house: House, queue: Queue, noor: User) -> None:
    conversations(queue, noor, count=50, minutes=6)
    _call, played = waits(house)

    assert words(played)[3:8] == ["wait-less-nl", "number-15-nl", "minutes-nl", "waiting-keys-nl"]
    told = Announcement.objects.get()
    assert (told.place, told.least_min, told.most_min) == (1, 0, 15)


def test_they_are_told_again_when_the_music_has_come_to_its_end(house: House, queue: Queue) -> None:
    waits(house)
    house.tell(events.Played("music:jan"))

    assert words(music_of(house))[:2] == ["place-nl", "number-1-nl"]
    assert Announcement.objects.count() == 2


def test_more_than_was_said_before_is_never_said_without_a_word(house: House, queue: Queue, noor: User) -> None:
    conversations(queue, noor, count=50, minutes=6)
    waits(house)
    conversations_got_longer(queue)
    house.tell(events.Played("music:jan"))

    assert "wait-changed-nl" in words(music_of(house))


def conversations_got_longer(queue: Queue) -> None:
    Offer.objects.filter(waiting__queue=queue).update(answered_at=MONDAY_9AM - timedelta(hours=2))


def test_how_it_came_out_is_kept_and_counted(house: House, queue: Queue, noor: User) -> None:
    conversations(queue, noor, count=50, minutes=6)
    call, _played = waits(house)
    house.now += timedelta(minutes=3)
    from balie.conversation.telephony import actions

    operator = actions.offer_call(call.pk, noor, at=house.now)
    house.tell(events.Answered(operator.name))
    told = Announcement.objects.get()

    assert 180 <= (told.waited_s or 0) <= 185
    assert (queries.coverage().announced, queries.coverage().percent) == (1, 100)


def test_who_is_talking_is_told_nothing_any_more(house: House, noor: User) -> None:
    house.talks(noor)
    house.tell(events.Played("music:jan"))

    assert house.told() == []


def test_an_incident_is_told_first_and_to_who_waits_already(house: House, queue: Queue, noor: User) -> None:
    waits(house)
    Queue.objects.update(incident={"nl": "Er is een storing"}, incident_until=house.now + timedelta(hours=1))
    assert words(music_of_next(house))[0] == "place-nl"  # nobody recorded it yet


def music_of_next(house: House) -> commands.Play:
    house.tell(events.Played("music:jan"))
    return music_of(house)
