"""What becomes of a call, from what the media process tells; no sound, no process."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, CallBack, Leg, Link, Order, Step
from balie.conversation.telephony.testing import House, a_number, a_phone, names
from balie.foundation.errors import NotAllowed
from balie.records.calendars.models import Calendar
from balie.records.customers.actions import save_phone
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


def kinds(call: Call) -> list[str]:
    return list(Step.objects.filter(call=call).order_by("pk").values_list("kind", flat=True))


@pytest.mark.decree("A1.1")
def test_a_caller_is_greeted_waits_and_is_spoken_with(house: House, noor: User) -> None:
    call = house.rings_in()
    answered = house.told()
    house.tell(events.Answered("jan"))
    [greeting] = house.told()
    house.tell(events.Played("greeting:jan"))
    [music] = house.told()
    leg = actions.offer_call(call.pk, noor, at=house.now)
    [dialled] = house.told()
    house.tell(events.Answered(leg.name))
    connected = house.told()
    house.ends("jan")
    call.refresh_from_db()

    assert answered == [commands.Answer("jan")]
    assert (greeting.player, Path(greeting.files[0]).name, greeting.loops) == ("greeting:jan", "welcome-nl.wav", False)
    assert (music.player, Path(music.files[0]).name, music.loops) == ("music:jan", "music.wav", True)
    assert (dialled.phone, dialled.caller) == ("noor", "+32470000001")
    assert connected == [commands.Stop("music:jan"), commands.Bridge(("jan", leg.name))]
    assert house.told() == [commands.HangUp(leg.name)]
    assert (call.state, call.outcome, call.contact.operator) == ("ended", "answered", noor)
    assert kinds(call) == ["received", "greeted", "waiting", "offered", "answered", "ended"]
    assert not CallBack.objects.exists()


def test_every_sound_that_callers_hear_is_there_in_each_language() -> None:
    from balie.conversation.telephony import prompts
    from balie.conversation.telephony.media.prompts import read_prompt

    sounds = [prompts.MUSIC, *(prompts.greeting(each, is_open=is_open) for each in ("nl", "fr", "en", "de") for is_open in (True, False))]

    assert all(len(read_prompt(each)) > 8000 for each in sounds)


def test_a_known_caller_is_greeted_in_their_own_language_and_the_contact_is_theirs(house: House) -> None:
    customer = a_customer(language="fr")
    save_phone(customer, number="0470000001", by=None, at=house.now)

    call = house.rings_in()

    assert (call.language, call.contact.customer, call.contact.party) == ("fr", customer, "+32470000001")


def test_outside_opening_hours_the_caller_hears_so_and_is_called_back(house: House, noor: User) -> None:
    Calendar.objects.update(is_default=False)
    a_number(owner=noor, calendar=Calendar.objects.create(key="never", name={"nl": "nooit"}))

    call = house.rings_in()
    house.tell(events.Answered("jan"))
    greeting = house.told()[-1]
    house.tell(events.Played("greeting:jan"))
    assert house.told() == [commands.HangUp("jan")]
    house.ends("jan", "ended")
    call.refresh_from_db()

    assert Path(greeting.files[0]).name == "closed-nl.wav"
    assert (call.outcome, CallBack.objects.get().owner) == ("out_of_hours", noor)


def test_who_gives_up_is_called_back_by_somebody_in_particular(house: House, noor: User) -> None:
    call = house.waits()
    house.ends("jan")
    call.refresh_from_db()
    call_back = CallBack.objects.get()

    assert (call.outcome, call_back.owner, call_back.party, call_back.ended_at) == ("abandoned", noor, "+32470000001", None)
    assert call.contact.operator == noor


def test_who_rings_in_vain_again_waits_for_the_same_call_and_is_owed_none_once_answered(house: House, noor: User) -> None:
    for leg in ("first", "second"):
        house.waits(leg)
        house.ends(leg)
    assert CallBack.objects.get().times == 2

    house.talks(noor, "third")

    assert (CallBack.objects.get().end, CallBack.objects.get().ended_by) == ("came_back", noor)


def test_who_shows_no_number_cannot_be_called_back(house: House) -> None:
    house.waits(caller="")
    house.ends("jan")

    assert not CallBack.objects.exists()


def test_a_number_that_is_not_ours_is_refused_and_recorded(house: House) -> None:
    call = house.rings_in(number="666")

    assert house.told() == [commands.Reject("jan", "not_found"), commands.HangUp("jan")]
    assert (call.outcome, call.contact) == ("unknown_number", None)


def test_a_telephone_that_is_not_picked_up_leaves_the_caller_waiting(house: House, noor: User) -> None:
    call = house.waits()
    leg = actions.offer_call(call.pk, noor, at=house.now)
    house.ends(leg.name, "no_answer")
    call.refresh_from_db()

    assert (call.state, kinds(call)[-1]) == ("waiting", "missed")


def test_when_two_pick_up_at_once_the_second_is_hung_up(house: House, noor: User) -> None:
    other = a_user("operator", username="other")
    a_phone(other, key="other")
    call = house.waits()
    first, second = (actions.offer_call(call.pk, each, at=house.now) for each in (noor, other))
    house.told()
    house.tell(events.Answered(second.name))
    assert house.told()[-1] == commands.HangUp(first.name)
    house.tell(events.Answered(first.name))

    assert house.told() == [commands.HangUp(first.name)]
    assert Call.objects.get().contact.operator == other


def test_a_telephone_of_the_team_picks_up_who_waits_longest(house: House, noor: User) -> None:
    first, _second = house.waits("first"), house.waits("second", caller="0470000002")

    house.tell(events.Incoming("mine", "*8", "noor", "", "noor", ""))
    answered = house.told()
    house.tell(events.Answered("mine"))
    first.refresh_from_db()

    assert answered == [commands.Answer("mine")]
    assert house.told()[-1] == commands.Bridge(("first", "mine"))
    assert first.contact.operator == noor


def test_a_telephone_of_another_team_picks_up_nobody(house: House) -> None:
    a_phone(a_user("operator", username="stranger", teams=[a_team("winkel")]), key="stranger")
    house.waits()

    house.tell(events.Incoming("mine", "*8", "stranger", "", "stranger", ""))

    assert house.told() == [commands.Reject("mine", "not_found")]


def test_the_caller_hears_music_while_held(house: House, noor: User) -> None:
    call, _leg = house.talks(noor)
    actions.hold_call(call.pk, by=noor, at=house.now)
    held = house.told()
    actions.resume_call(call.pk, by=noor, at=house.now)

    assert names(held) == ["Hold", "Play"]
    assert house.told() == [commands.Stop("music:jan"), commands.Unhold("jan")]


def test_nobody_else_holds_or_ends_my_call(house: House, noor: User) -> None:
    call, _leg = house.talks(noor)
    stranger = a_user("operator", username="stranger")

    for verb in (actions.hold_call, actions.hang_up):
        with pytest.raises(NotAllowed):
            verb(call.pk, by=stranger, at=house.now)


def test_a_call_handed_on_takes_its_contact_along(house: House, noor: User) -> None:
    colleague = a_user("operator", username="colleague")
    a_phone(colleague, key="colleague")
    call, mine = house.talks(noor)
    theirs = actions.hand_on(call.pk, colleague, by=noor, at=house.now)
    house.told()
    house.tell(events.Answered(theirs.name))
    told = house.told()
    house.ends(mine, "ended")
    call.refresh_from_db()

    assert told[0] == commands.Bridge(("jan", theirs.name))
    assert told[1:] == [commands.Transferred(mine, is_done=True), commands.HangUp(mine)]
    assert (call.state, call.contact.operator) == ("talking", colleague)


def test_a_colleague_who_does_not_pick_up_leaves_the_talk_as_it_was(house: House, noor: User) -> None:
    colleague = a_user("operator", username="colleague")
    a_phone(colleague, key="colleague")
    call, mine = house.talks(noor)
    theirs = actions.hand_on(call.pk, colleague, by=noor, at=house.now)
    house.told()
    house.ends(theirs.name, "no_answer")
    call.refresh_from_db()

    assert house.told() == [commands.Transferred(mine, is_done=False)]
    assert (call.state, call.contact.operator) == ("talking", noor)


def test_when_who_handed_on_leaves_and_nobody_takes_it_the_caller_waits_again(house: House, noor: User) -> None:
    a_phone(a_user("operator", username="colleague"), key="colleague")
    call, mine = house.talks(noor)
    house.tell(events.TransferAsked(mine, "colleague", ""))
    theirs = Leg.objects.get(told=mine)
    house.ends(mine)
    house.told()
    house.ends(theirs.name, "no_answer")
    call.refresh_from_db()

    assert call.state == "waiting"
    assert "Play" in names(house.told())


def test_a_telephones_transfer_key_reaches_only_telephones_of_ours(house: House, noor: User) -> None:
    _call, mine = house.talks(noor)

    house.tell(events.TransferAsked(mine, "0900123456", ""))

    assert house.told() == [commands.Transferred(mine, is_done=False)]


def test_both_hanging_up_at_once_end_the_call_once(house: House, noor: User) -> None:
    call, mine = house.talks(noor)
    house.ends(mine)
    house.ends("jan")
    call.refresh_from_db()

    assert (call.outcome, kinds(call).count("ended")) == ("answered", 1)


@pytest.mark.parametrize("until", [1, 2, 3])
def test_hanging_up_in_every_state_ends_the_call_once(house: House, until: int) -> None:
    told = [events.Answered("jan"), events.Played("greeting:jan"), events.Ended("jan", "hung_up", 0), events.Ended("jan", "hung_up", 0)]
    house.rings_in()
    for event in told[until - 1 :]:
        house.tell(event)

    assert kinds(Call.objects.get()).count("ended") == 1
    assert Leg.objects.filter(ended_at=None).count() == 0


def test_an_event_that_comes_again_is_taken_once(house: House) -> None:
    incoming = events.Incoming("jan", "100", "0470000001", "", "", "provider")

    taken = [house.tell(incoming, number=7), house.tell(incoming, number=7)]

    assert (taken, Call.objects.count()) == ([True, False], 1)


def test_an_event_that_nobody_foresaw_costs_no_other_call_anything(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from balie.conversation.telephony.engine import Engine

    engine = Engine(Path("nowhere"), "token")
    with monkeypatch.context() as broken:
        broken.setattr("balie.conversation.telephony.actions.following.receive_call", lambda *_told, **_more: 1 / 0)
        engine._follow(events.Incoming("bad", "100", "", "", "", "provider"), 1, house.instance)
    engine._follow(events.Incoming("good", "100", "", "", "", "provider"), 2, house.instance)

    assert list(Leg.objects.values_list("name", flat=True)) == ["good"]
    assert Link.objects.get().last_event == 2


def test_f4_a_call_of_a_media_process_that_died_has_an_end_and_its_caller_is_called_back(house: House, noor: User) -> None:
    waiting, (talking, _leg) = house.waits("one"), house.talks(noor, "two")
    house.instance = "another"
    house.meet()

    waiting.refresh_from_db()
    talking.refresh_from_db()
    assert (waiting.outcome, talking.outcome) == ("lost", "answered")
    assert CallBack.objects.get().call == waiting
    assert Leg.objects.filter(ended_at=None).count() == Order.objects.count() == 0


def test_f4_a_call_that_still_runs_goes_on_when_the_engine_comes_back(house: House, noor: User) -> None:
    call, mine = house.talks(noor)

    house.meet()
    call.refresh_from_db()
    assert (call.state, house.told()) == ("talking", [])
    assert Link.objects.get().last_event > 0
    house.ends(mine)

    assert house.told() == [commands.HangUp("jan")]


def test_the_database_knows_no_call_without_an_end_that_ended() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(direction="in", state="ended", began_at="2026-11-28T08:00Z")


def test_who_has_no_telephone_is_not_rung(house: House) -> None:
    call = house.waits()

    with pytest.raises(actions.NoPhone):
        actions.offer_call(call.pk, a_user("operator"), at=house.now)


def test_a_weak_or_forgotten_secret_cannot_be(house: House) -> None:
    phone = a_phone(key="desk")
    before = phone.secret

    actions.renew_secret(phone, by=None, at=house.now)

    assert len(before) == len(phone.secret) == 32
    assert before != phone.secret
