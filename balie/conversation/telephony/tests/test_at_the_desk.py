"""What an operator and a supervisor do with a call on their screens; no sound, no process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts.actions import finish_contact
from balie.conversation.routing import pages as routing_pages
from balie.conversation.routing.actions import accept_offer, pick_up
from balie.conversation.routing.models import Matcher, Offer, Queue, Waiting
from balie.conversation.routing.testing import Desk, a_queue, in_state
from balie.conversation.telephony import actions, doctor
from balie.conversation.telephony import pages as telephony_pages
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Leg, Link
from balie.conversation.telephony.testing import House, a_line, a_number, a_phone
from balie.foundation.errors import NotAllowed, NotFound
from balie.foundation.processes.checks import State
from balie.records.taxonomy.models import Result

pytestmark = pytest.mark.django_db
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def queue(house: House, noor: User) -> Queue:
    made = a_queue(languages=["nl"])
    a_number(owner=noor, queue=made)
    noor.spoken_languages = ["nl"]
    noor.save()
    in_state(noor, "available")
    return made


@pytest.fixture
def desk(client: Client, noor: User) -> Client:
    noor.language = "en"
    noor.save()
    client.force_login(noor)
    return client


def offered(house: House) -> Offer:
    """A caller who waits and rings at the operator."""
    house.waits()
    Desk().decide(house.now)
    house.told()
    return Offer.objects.get()


def bar(client: Client) -> str:
    return client.get("/calls/mine/", headers=PARTIAL).content.decode()


def test_what_is_taken_up_on_the_screen_has_the_telephone_answer_by_itself(house: House, noor: User, queue: Queue) -> None:
    offer = offered(house)
    [rings] = Leg.objects.filter(party="operator")

    accept_offer(offer.pk, by=noor, at=house.now)
    hung_up, dialled = house.told()
    house.ends(rings.name, "cancelled")
    house.tell(events.Answered(dialled.leg))

    assert hung_up == commands.HangUp(rings.name)
    assert (dialled.phone, dialled.answers) == ("noor", True)
    assert house.told()[-1] == commands.Bridge(("jan", dialled.leg))
    assert noor.states.get(until=None).state == "talking"


def test_a_receiver_that_is_lifted_rings_nowhere_anew(house: House, noor: User, queue: Queue) -> None:
    offered(house)
    [rings] = Leg.objects.filter(party="operator")

    house.tell(events.Answered(rings.name))

    assert not [each for each in house.told() if isinstance(each, commands.Dial)]


def test_what_is_picked_up_from_a_colleague_on_the_screen_rings_here(house: House, noor: User, queue: Queue) -> None:
    other = a_user("operator", username="other", teams=[a_team()])
    a_phone(other, key="other")
    in_state(other, "available")
    offered(house)
    noor.refresh_from_db()
    [rung] = Offer.objects.all()
    taker = other if rung.operator_id == noor.pk else noor

    pick_up(Waiting.objects.get().pk, by=taker, at=house.now)

    [dialled] = [each for each in house.told() if isinstance(each, commands.Dial)]
    assert (dialled.phone, dialled.answers) == (taker.username, True)


def test_writing_the_result_ends_the_wrap_up(house: House, noor: User, queue: Queue) -> None:
    offer = offered(house)
    [rings] = Leg.objects.filter(party="operator")
    house.tell(events.Answered(rings.name))
    house.ends("jan")
    house.ends(rings.name, "ended")
    wraps_up = noor.states.get(until=None).state
    contact = rings.call.contact
    contact.refresh_from_db()

    result = Result.objects.create(key="told", name={"nl": "x", "fr": "x", "en": "x", "de": "x"})
    finish_contact(contact, result=result, sentence="told when", by=noor, at=house.now, version=contact.version)

    assert (wraps_up, noor.states.get(until=None).state) == ("wrap_up", "available")
    offer.refresh_from_db()
    assert offer.wrapped_up_at is not None


def test_the_bar_shows_the_call_as_it_stands_whenever_it_is_asked_for(house: House, noor: User, desk: Client) -> None:
    call, _mine = house.talks(noor)
    talks = bar(desk)
    desk.post(f"/calls/{call.pk}/hold/", headers=PARTIAL)
    held = bar(desk)
    desk.post(f"/calls/{call.pk}/mute/", headers=PARTIAL)
    muted = bar(desk)

    assert "0470 00 00 01" in talks
    assert ("Hold" in talks, "Take back" in talks) == (True, False)
    assert ("Hold" in held, "Take back" in held) == (False, True)
    assert "Muted" in muted
    assert commands.Mute(_mine) in house.told()


def test_a_refusal_is_told_in_the_bar_in_words(house: House, noor: User, desk: Client) -> None:
    told = desk.post("/calls/out/", {"number": "0900 12 345"}, headers=PARTIAL).content.decode()

    assert "is not called: calling out is not switched on." in told


def test_a_number_that_is_clicked_has_ones_own_telephone_answer_and_is_called(house: House, noor: User, desk: Client) -> None:
    actions.allow_calls(is_on=True, regions=["BE"], trunk=a_line(), by=None, at=house.now)

    shown = desk.post("/calls/out/", {"number": "+32470000001"}, headers=PARTIAL).content.decode()

    [dialled] = house.told()
    assert (dialled.phone, dialled.answers) == ("noor", True)
    assert "0470 00 00 01" in shown


def test_a_team_shows_its_own_number_when_it_calls(house: House, noor: User) -> None:
    actions.allow_calls(is_on=True, regions=["BE"], trunk=a_line(), shown_number="+3220000000", by=None, at=house.now)
    a_number(owner=noor, shown="+3225551234")
    actions.call_out("0470000001", by=noor, at=house.now)
    house.tell(events.Answered(house.told()[0].leg))

    assert house.told()[0].caller == "+3225551234"


def test_who_rings_shows_what_is_open_for_them_before_the_pick_up(house: House, noor: User, queue: Queue, desk: Client) -> None:
    from balie.casework.tickets.testing import a_ticket
    from balie.records.customers.actions import save_phone
    from balie.records.customers.testing import a_customer

    customer = a_customer(family_name="Peeters")
    save_phone(customer, number="0470000001", by=None, at=house.now)
    a_ticket(customer=customer, subject="The meter stands still")
    offered(house)

    rings = desk.get("/work/ringing/", headers=PARTIAL).content.decode()

    assert "Peeters" in rings
    assert "The meter stands still" in rings


def test_a_supervisor_listens_whispers_and_takes_part_with_one_call_and_a_line_each_in_the_audit(house: House, noor: User) -> None:
    boss = a_user("supervisor", username="boss")
    a_phone(boss, key="boss")
    _call, mine = house.talks(noor)
    leg = actions.watch(noor.pk, "listen", by=boss, at=house.now)
    [dialled] = house.told()
    house.tell(events.Answered(leg.name))
    listens = house.told()
    actions.watch(noor.pk, "whisper", by=boss, at=house.now)
    actions.watch(noor.pk, "join", by=boss, at=house.now)

    assert (dialled.phone, dialled.answers) == ("boss", True)
    assert listens == [commands.Listen(leg.name, mine)]
    assert house.told() == [commands.Whisper(leg.name, mine), commands.Join(leg.name, mine)]
    assert [each.data["how"] for each in AuditLine.objects.filter(verb="telephony.watched").order_by("pk")] == ["listen", "whisper", "join"]


def test_who_is_heard_is_told_so_and_a_supervisor_leaves_with_the_operator(house: House, noor: User, desk: Client) -> None:
    boss = a_user("supervisor", username="boss", name="An Baas")
    a_phone(boss, key="boss")
    call, mine = house.talks(noor)
    leg = actions.watch(noor.pk, "listen", by=boss, at=house.now)
    house.tell(events.Answered(leg.name))
    shown = bar(desk)
    house.told()
    house.ends(mine)
    call.refresh_from_db()

    assert "An Baas" in shown
    assert commands.HangUp(leg.name) in house.told()
    assert call.outcome == "answered"


def test_a_supervisor_who_leaves_changes_nothing_for_those_who_talk(house: House, noor: User) -> None:
    boss = a_user("supervisor", username="boss")
    a_phone(boss, key="boss")
    call, _mine = house.talks(noor)
    leg = actions.watch(noor.pk, "join", by=boss, at=house.now)
    house.tell(events.Answered(leg.name))
    house.told()
    house.ends(leg.name)
    call.refresh_from_db()

    assert (call.state, house.told()) == ("talking", [])


def test_nobody_hears_whom_they_do_not_lead(house: House, noor: User) -> None:
    house.talks(noor)

    with pytest.raises(NotFound):
        actions.watch(noor.pk, "listen", by=a_user("lead", username="elsewhere", teams=[a_team("winkel")]), at=house.now)
    with pytest.raises(NotAllowed):
        actions.watch(noor.pk, "listen", by=a_user("operator", username="curious", teams=[a_team()]), at=house.now)


def test_how_a_call_sounds_is_kept_and_told_in_words(house: House, noor: User, desk: Client) -> None:
    _call, mine = house.talks(noor)
    for leg, mos in ((mine, 4.4), ("jan", 2.9)):
        actions.follow(events.QualityMeasured(leg, 7.0, 3.0, 40.0, mos, None, None, None), None, instance="one", at=house.now)

    assert Leg.objects.get(name="jan").mos == 2.9
    assert "sounds poor" in bar(desk)


def test_a_telephone_that_stands_still_is_told_of_on_the_desk_by_healthz_and_by_the_doctor(
    house: House, desk: Client, settings: Any
) -> None:
    settings.BALIE_SIP_PORT = 5060
    Link.objects.update(seen_at=timezone.now() - timedelta(minutes=3))

    assert "The telephone stands still since" in bar(desk)
    assert not telephony_pages.health().is_well
    assert [each.seen[:18] for each in doctor.telephone() if each.state is State.FAILURE] == ["stands still since"]


def test_a_matcher_that_went_silent_is_told_of_by_healthz_and_by_the_doctor(house: House, settings: Any) -> None:
    settings.BALIE_SIP_PORT = 5060
    Link.objects.update(seen_at=timezone.now())
    begins = routing_pages.health().is_well
    Matcher.objects.create(leased_until=timezone.now() - timedelta(minutes=3))

    assert (begins, routing_pages.health().is_well) == (True, False)
    assert [each.subject for each in doctor.telephone() if each.state is State.FAILURE] == ["matcher"]
