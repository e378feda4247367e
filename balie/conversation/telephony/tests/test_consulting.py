"""A colleague beside the caller: asked, heard by all three, given the call; no sound, no process."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.routing.models import Waiting
from balie.conversation.routing.testing import a_queue, in_state
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, Leg
from balie.conversation.telephony.testing import House, a_phone, names
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    user = a_user("operator", username="sam", teams=[a_team("winkel")])
    a_phone(user, key="sam")
    return user


def asked(house: House, noor: User, sam: User) -> tuple[Call, str, str]:
    """A caller with Noor, and Sam whom she asks: the call, her leg and his."""
    call, mine = house.talks(noor)
    theirs = actions.consult(call.pk, sam, by=noor, at=house.now)
    house.tell(events.Answered(theirs.name))
    house.told()
    return call, mine, theirs.name


def test_the_caller_hears_music_while_a_colleague_is_asked(house: House, noor: User, sam: User) -> None:
    call, mine = house.talks(noor)
    theirs = actions.consult(call.pk, sam, by=noor, at=house.now)
    rung = house.told()
    house.tell(events.Answered(theirs.name))

    assert names(rung) == ["Dial", "Hold", "Play"]
    assert house.told() == [commands.Bridge(("jan", mine, theirs.name))]
    assert Leg.objects.get(name="jan").is_held


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        ("customer", ["Stop", "Unhold", "Hold"]),
        ("colleague", []),
        ("both", ["Stop", "Unhold"]),
    ],
)
def test_one_talks_with_the_caller_the_colleague_or_both(house: House, noor: User, sam: User, whom: str, told: list[str]) -> None:
    call, _mine, _theirs = asked(house, noor, sam)

    actions.talk_with(call.pk, whom, by=noor, at=house.now)

    assert names(house.told()) == told


def test_a_colleague_who_was_asked_takes_the_caller_with_the_contact_and_what_was_being_noted(house: House, noor: User, sam: User) -> None:
    call, mine = house.talks(noor)
    number = Contact.objects.get(call=call).number
    save_draft(f"contact-{number}-1", {"restated": "the meter stands still"}, by=noor, at=house.now)
    theirs = actions.consult(call.pk, sam, by=noor, at=house.now)
    house.tell(events.Answered(theirs.name))
    assert Contact.objects.visible_to(sam).filter(number=number).exists()
    house.told()
    actions.hand_over(call.pk, by=noor, at=house.now)
    assert house.told() == [commands.HangUp(mine)]
    house.ends(mine, "ended")
    call.refresh_from_db()

    assert house.told() == [commands.Stop("music:jan"), commands.Unhold("jan")]
    assert (call.state, call.contact.operator) == ("talking", sam)
    assert Draft.objects.get(owner=sam).fields == {"restated": "the meter stands still"}


def test_who_hangs_up_while_the_colleague_still_rings_leaves_them_the_caller(house: House, noor: User, sam: User) -> None:
    call, mine = house.talks(noor)
    theirs = actions.consult(call.pk, sam, by=noor, at=house.now)
    house.ends(mine)
    house.told()
    house.tell(events.Answered(theirs.name))
    call.refresh_from_db()

    assert house.told() == [commands.Stop("music:jan"), commands.Unhold("jan"), commands.Bridge(("jan", theirs.name))]
    assert call.contact.operator == sam


def test_back_to_the_caller_without_the_colleague(house: House, noor: User, sam: User) -> None:
    call, _mine, theirs = asked(house, noor, sam)
    actions.end_consult(call.pk, by=noor, at=house.now)
    told = house.told()
    house.ends(theirs, "ended")
    call.refresh_from_db()

    assert told == [commands.HangUp(theirs), commands.Stop("music:jan"), commands.Unhold("jan")]
    assert (call.state, call.contact.operator) == ("talking", noor)


def test_a_colleague_who_leaves_leaves_the_caller_held_for_who_asked(house: House, noor: User, sam: User) -> None:
    call, _mine, theirs = asked(house, noor, sam)
    house.ends(theirs)
    call.refresh_from_db()

    assert house.told() == []
    assert (call.state, call.contact.operator, Leg.objects.get(name="jan").is_held) == ("talking", noor, True)


def test_one_colleague_is_asked_at_a_time(house: House, noor: User, sam: User) -> None:
    call, _mine, _theirs = asked(house, noor, sam)

    with pytest.raises(actions.AlreadyAsked):
        actions.consult(call.pk, sam, by=noor, at=house.now)


def test_without_a_colleague_there_is_nobody_to_talk_with_or_hand_over_to(house: House, noor: User) -> None:
    call, _mine = house.talks(noor)

    for verb in (actions.hand_over, actions.end_consult):
        with pytest.raises(actions.NobodyAsked):
            verb(call.pk, by=noor, at=house.now)


def test_both_hanging_up_at_once_during_a_transfer_end_the_call_once(house: House, noor: User, sam: User) -> None:
    call, mine, theirs = asked(house, noor, sam)
    house.ends(mine)
    house.ends(theirs)
    house.ends("jan", "ended")
    call.refresh_from_db()

    assert (call.state, call.outcome, call.steps.filter(kind="ended").count()) == ("ended", "answered", 1)


def test_a_call_handed_to_a_queue_waits_there_in_its_place_and_its_team_sees_the_contact(house: House, noor: User, sam: User) -> None:
    queue = a_queue("winkel", team=a_team("winkel"))
    call, mine = house.talks(noor)
    actions.hand_to_queue(call.pk, queue, by=noor, at=house.now)
    told = house.told()
    house.ends(mine, "ended")
    call.refresh_from_db()

    assert names(told) == ["Part", "Play", "HangUp"]
    assert (call.state, Waiting.objects.get().queue, Waiting.objects.get().since) == ("waiting", queue, call.began_at)
    assert Contact.objects.visible_to(sam).filter(call=call).exists()


def test_who_calls_out_or_is_asked_is_given_nothing_else_meanwhile(house: House, noor: User, sam: User) -> None:
    in_state(sam, "available")
    _call, _mine, theirs = asked(house, noor, sam)
    meanwhile = sam.states.get(until=None).state
    house.ends(theirs)

    assert (meanwhile, sam.states.get(until=None).state) == ("talking", "available")


def test_the_contact_of_who_may_not_see_it_stays_where_it_is_and_they_talk_all_the_same(house: House, noor: User, sam: User) -> None:
    call, mine = house.talks(noor)
    Contact.objects.update(level=3)
    theirs = actions.hand_on(call.pk, sam, by=noor, at=house.now)
    Contact.objects.update(participant_ids=[noor.pk])
    house.told()
    house.tell(events.Answered(theirs.name))
    house.ends(mine, "ended")
    call.refresh_from_db()

    assert (call.state, call.contact.operator) == ("talking", noor)


def test_a_call_of_ours_is_handed_on_as_one_that_came_in(house: House, noor: User, sam: User) -> None:
    from balie.conversation.telephony.testing import a_line

    actions.allow_calls(is_on=True, regions=["BE"], trunk=a_line(), by=None, at=house.now)
    call = actions.call_out("0470000001", by=noor, at=house.now)
    for _end in ("mine", "theirs"):
        house.tell(events.Answered(house.told()[-1].leg))
    house.told()
    theirs = actions.hand_on(call.pk, sam, by=noor, at=house.now)
    house.told()
    house.tell(events.Answered(theirs.name))
    call.refresh_from_db()

    assert "Bridge" in names(house.told())
    assert call.contact.operator == sam
