"""Telephones in a browser, as our records know them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Browser, Phone
from balie.conversation.telephony.testing import House, names
from balie.foundation.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_browser(noor: User, house: House) -> Phone:
    """Noor's calls ring in the browser, and it is connected."""
    phone = actions.choose_device("browser", by=noor, at=MONDAY_9AM)
    assert phone is not None
    house.tell(events.PhoneRegistered(phone.key, "browser"))
    return phone


def test_calls_ring_in_the_browser_of_who_chose_it_and_not_on_the_desk(noor: User, house: House, at_browser: Phone) -> None:
    call = house.waits()

    actions.offer_call(call.pk, noor, at=house.now)

    [dial] = [each for each in house.told() if isinstance(each, commands.Dial)]
    assert dial.phone == at_browser.key


def test_who_chose_the_browser_is_not_rung_on_the_desk_while_it_is_closed(noor: User, house: House, at_browser: Phone) -> None:
    house.tell(events.PhoneGone(at_browser.key))
    call = house.waits()

    with pytest.raises(actions.NoPhone):
        actions.offer_call(call.pk, noor, at=house.now)


def test_who_goes_back_to_the_desk_is_rung_there(noor: User, house: House, at_browser: Phone) -> None:
    assert actions.choose_device("desk", by=noor, at=MONDAY_9AM) is None

    found = Phone.objects.where_rings(noor)
    assert found is not None
    assert found.key == "noor"
    assert queries.device_of(noor) == Phone.Kind.DESK
    assert actions.choose_device("browser", by=noor, at=MONDAY_9AM) == at_browser


def test_another_device_is_none(noor: User) -> None:
    with pytest.raises(Invalid):
        actions.choose_device("drum", by=noor, at=MONDAY_9AM)


def test_a_browser_connects_and_finds_its_answer(noor: User, house: House, at_browser: Phone) -> None:
    browser = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)

    assert house.told()[-1] == commands.ConnectBrowser(str(browser.pk), "v=0", at_browser.key)
    house.tell(events.BrowserAnswered(str(browser.pk), "v=1"))
    assert queries.browser_of(noor, browser.pk).answer == "v=1"


def test_of_two_browsers_the_second_has_the_telephone_and_the_first_is_told(noor: User, house: House, at_browser: Phone) -> None:
    first = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)
    second = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)

    first.refresh_from_db()
    assert first.why == "replaced"
    house.tell(events.BrowserGone(str(first.pk), "left"))
    first.refresh_from_db()
    assert first.why == "replaced"
    assert Browser.objects.get(ended_at=None) == second


def test_who_did_not_choose_the_browser_is_told_so(noor: User, house: House) -> None:
    with pytest.raises(actions.NotChosen):
        actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)


def test_without_a_media_process_the_browser_is_told_so(noor: User) -> None:
    actions.choose_device("browser", by=noor, at=MONDAY_9AM)

    with pytest.raises(actions.Unreached):
        actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)


@pytest.mark.parametrize("offer", ["", "x" * 40_000])
def test_an_offer_has_a_length(noor: User, house: House, at_browser: Phone, offer: str) -> None:
    with pytest.raises(Invalid):
        actions.connect_browser(offer, by=noor, at=MONDAY_9AM)


def test_a_browser_is_its_own_users_alone(noor: User, house: House, at_browser: Phone) -> None:
    browser = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)

    with pytest.raises(NotFound):
        queries.browser_of(a_user("operator", username="imke", teams=[a_team()]), browser.pk)


def test_another_media_process_knows_no_browser(noor: User, house: House, at_browser: Phone) -> None:
    browser = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)

    house.instance = "two"
    house.meet()

    browser.refresh_from_db()
    assert browser.why == "lost"


def test_a_browser_that_the_media_process_refuses_may_try_anew(noor: User, house: House, at_browser: Phone) -> None:
    browser = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)

    actions.unsaid(house.told()[-1], code="unknown_phone", instance="one", at=MONDAY_9AM)

    browser.refresh_from_db()
    assert browser.why == "unknown_phone"


def test_browsers_that_ended_are_forgotten_after_an_hour(noor: User, house: House, at_browser: Phone) -> None:
    old = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)
    actions.leave_browser(old, at=MONDAY_9AM)

    actions.connect_browser("v=0", by=noor, at=MONDAY_9AM + timedelta(hours=2))

    assert not Browser.objects.filter(pk=old.pk).exists()


def test_a_browser_that_leaves_is_let_go_once(noor: User, house: House, at_browser: Phone) -> None:
    browser = actions.connect_browser("v=0", by=noor, at=MONDAY_9AM)
    house.told()

    actions.leave_browser(browser, at=MONDAY_9AM)
    actions.leave_browser(browser, at=MONDAY_9AM)

    assert house.told() == [commands.DisconnectBrowser(str(browser.pk))]


def test_the_demos_caller_rings_presses_keys_and_hangs_up(noor: User, house: House) -> None:
    browser = actions.call_from_browser("v=0", number="100", caller="+32470000001", name="Jan", by=noor, at=MONDAY_9AM)
    actions.press_at_browser(browser, "1")
    actions.leave_browser(browser, at=MONDAY_9AM)

    assert names(house.told()) == ["ConnectBrowser", "PressAtBrowser", "DisconnectBrowser"]


def test_the_browsers_pages_speak_json(noor: User, house: House, at_browser: Phone, client: Client) -> None:
    client.force_login(noor)

    made = client.post("/telephone/browser/", json.dumps({"offer": "v=0"}), content_type="application/json")
    address = made.json()["address"]
    house.tell(events.BrowserAnswered(address.split("/")[-2], "v=1"))

    assert client.get(address).json() == {"answer": "v=1", "why": ""}
    house.told()
    assert client.post(f"{address}echo/", json.dumps({"is_on": True}), content_type="application/json").status_code == 204
    assert client.post(f"{address}echo/", json.dumps({"is_on": False}), content_type="application/json").status_code == 204
    assert [each.is_on for each in house.told() if isinstance(each, commands.Echo)] == [True, False]
    assert client.post("/telephone/browser/", "x", content_type="application/json").status_code == 400
    assert client.post("/telephone/browser/", {"offer": "v=0"}).status_code == 400
    assert client.post(f"{address}leave/").status_code == 204
    assert client.get(address).json()["why"] == "left"


def test_the_shell_keeps_a_telephone_only_for_who_chose_the_browser(noor: User, house: House, client: Client) -> None:
    client.force_login(noor)
    assert "data-softphone" not in client.get("/telephone/own/", headers={"HX-Request": "true"}).content.decode()

    assert client.post("/telephone/headset/", {"kind": "browser"}).status_code in {302, 303}

    assert "data-softphone" in client.get("/telephone/own/", headers={"HX-Request": "true"}).content.decode()
    assert "data-echo" in client.get("/telephone/headset/").content.decode()


def test_relays_are_given_with_a_password_for_half_a_day(noor: User, settings) -> None:
    settings.BALIE_TURN, settings.BALIE_TURN_SECRET = "turn:turn.example.be:3478, turns:turn.example.be:443", "secret"

    [relay] = queries.relays_for(noor, at=MONDAY_9AM)

    assert relay["urls"] == ["turn:turn.example.be:3478", "turns:turn.example.be:443"]
    assert relay["username"] == f"{int((MONDAY_9AM + timedelta(hours=12)).timestamp())}:{noor.pk}"
    assert len(str(relay["credential"])) == 28


def test_without_relays_a_browser_is_given_none(noor: User) -> None:
    assert queries.relays_for(noor, at=MONDAY_9AM) == []
