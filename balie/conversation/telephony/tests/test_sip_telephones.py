"""Our telephones: who may register, who may call, who may transfer."""

from __future__ import annotations

import pytest
from aiosipua.message import SipRequest

from balie.conversation.telephony.media.refusals import WeakSecret
from balie.conversation.telephony.media.signalling import (
    AskedTransfer,
    Banned,
    Caller,
    Destination,
    Invited,
    Phone,
    PhoneGone,
    PhoneRegistered,
)
from balie.conversation.telephony.media.sip.transports import Kind, Peer
from balie.conversation.telephony.tests.sip_house import (
    SDP,
    SECRET,
    SipHouse,
    credentials,
    register,
    reply_to,
    request,
    talking,
    with_phone,
)


@pytest.fixture
def house() -> SipHouse:
    made = SipHouse()
    made.agent.set_trusted(["192.0.2.0/24"])
    return made


def test_a_telephone_registers_and_is_gone_when_it_does_not_renew(house: SipHouse) -> None:
    with_phone(house)
    house.clock.turn(601)

    assert house.told(PhoneRegistered) == [PhoneRegistered("op", "192.0.2.10:5070")]
    assert house.told(PhoneGone) == [PhoneGone("op")]


def test_a_telephone_signs_off(house: SipHouse) -> None:
    with_phone(house)

    assert register(house, number=5, expires="0") == 200
    assert house.told(PhoneGone) == [PhoneGone("op")]


def test_a_telephone_whose_secret_changed_is_signed_off_at_once(house: SipHouse) -> None:
    with_phone(house)
    house.agent.set_phones([Phone("op", SECRET[::-1])])

    assert house.told(PhoneGone) == [PhoneGone("op")]


def test_a_registration_too_short_is_refused(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET)])

    assert register(house, expires="5") == 423


@pytest.mark.parametrize("secret", ["1234", "a" * 31, "correct-horse", "0123456789abcdef0123"])
def test_a_secret_of_less_than_128_bits_is_refused(house: SipHouse, secret: str) -> None:
    with pytest.raises(WeakSecret):
        house.agent.set_phones([Phone("op", secret)])


def test_r_t2_a_wrong_secret_and_an_unknown_user_get_the_same_answer(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET)])

    assert register(house, secret="f" * 32) == register(house, user="nobody", number=5) == 403


def test_r_t2_ten_wrong_secrets_ban_the_address_for_an_hour(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET)])
    attacker = Peer(Kind.UDP, "203.0.113.66", 5070)

    statuses = [register(house, secret=f"{number:032x}", number=2 * number + 1, peer=attacker) for number in range(10)]
    house.take_sent()
    house.receive(request("OPTIONS", branch="banned"), attacker)

    assert statuses == [403] * 10
    assert (house.sent, house.told(Banned)) == ([], [Banned("203.0.113.66")])
    assert register(house, number=50) == 200


def test_what_was_overheard_cannot_be_sent_again(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET)])
    house.receive(request("REGISTER", branch="r", user="op", uri="sip:192.0.2.1"))
    told = credentials(house, "REGISTER", uri="sip:192.0.2.1")
    for number in (2, 3):
        house.receive(
            request("REGISTER", number=number, branch=f"r{number}", user="op", uri="sip:192.0.2.1", Authorization=told, Expires="600")
        )

    assert house.statuses() == [200, 401]


def test_a_telephone_cannot_register_for_another(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET), Phone("boss", SECRET[::-1])])
    house.receive(request("REGISTER", branch="r", user="boss", uri="sip:192.0.2.1"))
    told = credentials(house, "REGISTER", uri="sip:192.0.2.1")
    house.receive(request("REGISTER", number=2, branch="r2", user="boss", uri="sip:192.0.2.1", Authorization=told))

    assert house.statuses() == [403]


def test_r_t2_a_stranger_who_calls_is_asked_for_a_secret_whoever_they_say_they_are() -> None:
    house = SipHouse()
    house.agent.set_phones([Phone("op", SECRET)])
    for user in ("op", "nobody", "anonymous"):
        house.receive(request("INVITE", branch=user, user=user, call_id=user, body=SDP, uri="sip:0900123@192.0.2.1"))

    assert (house.statuses(), house.signals) == ([401, 401, 401], [])


def test_a_telephone_calls_with_its_secret() -> None:
    house = SipHouse()
    house.agent.set_phones([Phone("op", SECRET)])
    house.receive(request("INVITE", body=SDP))
    told = credentials(house, "INVITE")
    house.receive(request("INVITE", number=2, branch="b", body=SDP, Authorization=told))

    assert house.told(Invited)[0].phone == "op"
    assert house.told(Invited)[0].trunk == ""


# Transfers


def phone_talking(house: SipHouse, leg: str = "ours") -> tuple[SipRequest, str]:
    house.agent.dial(leg, Destination(phone="op"), caller=Caller("1"), port=4242)
    invite = house.sent[-1][1]
    house.receive(reply_to(invite, 200, tag=f"phone-{leg}", body=SDP))
    house.take_sent()
    return invite, invite.from_addr.tag


def refer(invite: SipRequest, tag: str, refer_to: str, leg: str = "ours") -> str:
    text = request("REFER", branch=f"refer-{leg}", tag=tag, call_id=invite.get_header("call-id"), Refer_To=refer_to)
    return text.replace("tag=theirs", f"tag=phone-{leg}")


def test_a_telephone_of_ours_may_transfer(house: SipHouse) -> None:
    with_phone(house)
    invite, tag = phone_talking(house)
    house.receive(refer(invite, tag, "<sip:%2B3225551234@192.0.2.1>"))
    accepted, trying = house.take_sent()
    house.agent.transferred("ours", is_done=True)
    done = next(house.requests())

    assert house.told(AskedTransfer) == [AskedTransfer("ours", "+3225551234")]
    assert (accepted.status_code, trying.method) == (202, "NOTIFY")
    assert "200 OK" in done.text
    assert done.get_header("subscription-state").startswith("terminated")


def test_a_telephone_of_ours_may_transfer_to_whom_it_consulted(house: SipHouse) -> None:
    with_phone(house)
    invite, tag = phone_talking(house)
    consulted, other = phone_talking(house, "consulted")
    replaces = f"{consulted.get_header('call-id')}%3Bto-tag%3D{other}%3Bfrom-tag%3Dphone-consulted"
    house.receive(refer(invite, tag, f"<sip:101@192.0.2.1?Replaces={replaces}>"))

    assert house.told(AskedTransfer) == [AskedTransfer("ours", "101", "consulted")]


def test_nobody_else_may_transfer(house: SipHouse) -> None:
    _, tag = talking(house)
    house.receive(request("REFER", number=2, branch="r", tag=tag, Refer_To="<sip:0900123@192.0.2.1>"))

    assert (house.statuses(), house.told(AskedTransfer)) == ([403], [])


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [("OPTIONS", {}, 200), ("SUBSCRIBE", {}, 405), ("BYE", {}, 481), ("REFER", {}, 481), ("INVITE", {"Require": "100rel"}, 420)],
)
def test_what_is_not_of_a_call_has_its_answer(house: SipHouse, method: str, headers: dict[str, str], status: int) -> None:
    house.receive(request(method, branch=method, **headers))

    assert house.statuses() == [status]
