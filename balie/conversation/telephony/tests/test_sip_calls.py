from __future__ import annotations

import pytest
from aiosipua.headers import parse_auth
from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.refusals import UnknownLeg, UnknownPhone, UnknownTrunk, WeakSecret
from balie.conversation.telephony.media.signalling import (
    AskedTransfer,
    Banned,
    Caller,
    Changed,
    Destination,
    Invited,
    Left,
    Phone,
    PhoneGone,
    PhoneRegistered,
    PickedUp,
    Pressed,
    Reason,
    Rings,
    Sounds,
)
from balie.conversation.telephony.media.sip.digest import response_to
from balie.conversation.telephony.media.sip.transports import Kind, Peer
from balie.conversation.telephony.tests.sip_house import CALLER, SDP, SECRET, SipHouse, reply_to, request

HELD = SDP + "a=sendonly\r\n"


@pytest.fixture
def house() -> SipHouse:
    made = SipHouse()
    made.agent.set_trusted(["192.0.2.0/24"])
    return made


def invited(house: SipHouse, body: str = SDP) -> str:
    house.receive(request("INVITE", body=body))
    return house.told(Invited)[-1].leg


def tag_of(house: SipHouse) -> str:
    return house.sent[-1][1].to_addr.tag


def talking(house: SipHouse) -> tuple[str, str]:
    """A connected call of theirs: the leg, and our tag."""
    leg = invited(house)
    house.agent.answer(leg, port=4242)
    tag = tag_of(house)
    house.receive(request("ACK", tag=tag, branch="ack"))
    house.take_sent()
    return leg, tag


def credentials(
    house: SipHouse, method: str, *, user: str = "op", secret: str = SECRET, uri: str = "sip:100@192.0.2.1", peer: Peer = CALLER
) -> str:
    """What a telephone answers to the challenge that was just sent."""
    challenge = parse_auth(house.take_sent()[-1].get_header("www-authenticate")).params
    told = {"nonce": challenge["nonce"], "nc": "00000001", "cnonce": "c"}
    response = response_to(told, user=user, secret=secret, method=method, uri=uri).decode()
    return f'Digest username="{user}", realm="balie", nonce="{challenge["nonce"]}", uri="{uri}", response="{response}", qop=auth, nc=00000001, cnonce="c", algorithm=MD5'


def register(house: SipHouse, *, user: str = "op", secret: str = SECRET, number: int = 1, expires: str = "600", peer: Peer = CALLER) -> int:
    """The status that a telephone gets for its registration."""
    branch = f"r{peer.host}-{number}"
    house.receive(request("REGISTER", number=number, branch=branch, call_id=f"r{user}", user=user, uri="sip:192.0.2.1"), peer)
    told = credentials(house, "REGISTER", user=user, secret=secret, uri="sip:192.0.2.1")
    house.receive(
        request(
            "REGISTER",
            number=number + 1,
            branch=f"{branch}b",
            call_id=f"r{user}",
            user=user,
            uri="sip:192.0.2.1",
            Authorization=told,
            Expires=expires,
        ),
        peer,
    )
    return house.statuses()[-1]


def with_phone(house: SipHouse) -> None:
    house.agent.set_phones([Phone("op", SECRET)])
    assert register(house) == 200


# Calls of theirs


def test_a_call_rings_is_answered_and_acknowledged(house: SipHouse) -> None:
    leg = invited(house)
    house.agent.ring(leg)
    path = house.agent.answer(leg, port=4242)
    answered = house.sent[-1][1]
    house.receive(request("ACK", tag=tag_of(house), branch="ack"))

    assert house.told(Invited)[0].number == "100"
    assert house.told(Invited)[0].caller == Caller("jan", "Jan")
    assert [each.status_code for each in house.take_sent()] == [100, 180, 200]
    assert "m=audio 4242 RTP/AVP 0 101" in answered.text
    assert (path.remote, path.payload_type, path.event_type) == (("192.0.2.10", 4000), 0, 101)
    assert house.told(PickedUp) == [PickedUp(leg, None)]


def test_an_invite_that_comes_twice_is_one_call_and_gets_the_same_answer(house: SipHouse) -> None:
    invited(house)
    house.receive(request("INVITE", body=SDP))

    assert len(house.told(Invited)) == 1
    assert house.statuses() == [100, 100]


def test_two_calls_with_the_same_call_id_do_not_touch_each_other(house: SipHouse) -> None:
    first, _ = talking(house)
    house.receive(request("INVITE", branch="other", body=SDP).replace("tag=theirs", "tag=another"))
    second = house.told(Invited)[-1].leg
    house.agent.hang_up(second)

    assert first != second
    assert [each.leg for each in house.told(Left)] == [second]


def test_the_answer_is_sent_again_until_it_is_acknowledged_and_given_up_after_32_s(house: SipHouse) -> None:
    leg = invited(house)
    house.take_sent()
    house.agent.answer(leg, port=4242)
    house.clock.turn(40)

    times = [at for at, message, _ in house.sent if isinstance(message, SipResponse)]
    assert times == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert house.told(Left) == [Left(leg, Reason.UNACKNOWLEDGED)]
    assert next(house.requests()).method == "BYE"


def test_a_caller_who_gives_up_ends_the_call(house: SipHouse) -> None:
    leg = invited(house)
    house.receive(request("CANCEL"))

    assert house.statuses() == [100, 200, 487]
    assert house.told(Left) == [Left(leg, Reason.CANCELLED, 487)]


def test_a_cancel_after_the_answer_changes_nothing(house: SipHouse) -> None:
    leg = invited(house)
    house.agent.answer(leg, port=4242)
    house.receive(request("CANCEL"))

    assert house.told(Left) == []
    assert house.statuses() == [100, 200, 200]


def test_a_call_is_refused_as_busy(house: SipHouse) -> None:
    leg = invited(house)
    house.agent.reject(leg, Reason.BUSY)

    assert house.statuses() == [100, 486]
    with pytest.raises(UnknownLeg):
        house.agent.answer(leg, port=1)


def test_audio_before_the_answer_is_described_in_183(house: SipHouse) -> None:
    leg = invited(house)

    assert house.agent.sound(leg, port=4242).remote == ("192.0.2.10", 4000)
    assert house.sent[-1][1].status_code == 183
    assert "m=audio 4242" in house.sent[-1][1].text


def test_a_call_without_offer_gets_ours_and_answers_with_its_ack(house: SipHouse) -> None:
    leg = invited(house, body="")
    assert house.agent.answer(leg, port=4242) is None
    assert "m=audio 4242 RTP/AVP 8 0 101" in house.sent[-1][1].text

    house.receive(request("ACK", tag=tag_of(house), branch="ack", body=SDP))

    assert house.told(PickedUp)[0].path.remote == ("192.0.2.10", 4000)


@pytest.mark.parametrize(
    "body",
    [
        SDP.replace("0 8 101", "9 18"),
        SDP.replace("RTP/AVP", "RTP/SAVP"),
        SDP.replace("192.0.2.10\r\nt", "host.example\r\nt"),
        "v=0\r\n",
        SDP.replace("4000", "0"),
        SDP.replace("4000", "99999"),
    ],
)
def test_an_offer_without_audio_of_ours_is_refused(house: SipHouse, body: str) -> None:
    house.receive(request("INVITE", body=body))

    assert (house.statuses(), house.signals) == ([488], [])


def test_the_other_streams_of_an_offer_are_refused_in_their_place(house: SipHouse) -> None:
    leg = invited(house, SDP.replace("m=audio", "m=video 5000 RTP/AVP 96\r\nm=audio"))
    house.agent.answer(leg, port=4242)

    assert [line for line in house.sent[-1][1].text.splitlines() if line.startswith("m=")] == [
        "m=video 0 RTP/AVP 96",
        "m=audio 4242 RTP/AVP 0 101",
    ]


def test_the_other_party_holds_and_goes_on(house: SipHouse) -> None:
    leg, tag = talking(house)
    house.receive(request("INVITE", number=2, branch="hold", tag=tag, body=HELD))
    answer = house.sent[-1][1].text
    house.receive(request("ACK", number=2, branch="hold-ack", tag=tag))
    house.receive(request("INVITE", number=3, branch="resume", tag=tag, body=SDP))

    assert [each.path.they_receive for each in house.told(Changed)] == [False, True]
    assert "a=recvonly" in answer
    assert house.told(Changed)[0].leg == leg


def test_a_request_of_another_dialog_or_out_of_order_is_refused(house: SipHouse) -> None:
    _, tag = talking(house)
    house.receive(request("BYE", number=2, branch="x", tag="forged"))
    house.receive(request("BYE", number=1, branch="y", tag=tag))

    assert (house.statuses(), house.told(Left)) == ([481, 500], [])


def test_a_digit_by_sip_info_is_told(house: SipHouse) -> None:
    leg, tag = talking(house)
    house.receive(request("INFO", number=2, branch="i", tag=tag, body="Signal=7\r\n", Content_Type="application/dtmf-relay"))

    assert house.told(Pressed) == [Pressed(leg, "7")]


def test_the_other_party_hangs_up(house: SipHouse) -> None:
    leg, tag = talking(house)
    house.receive(request("BYE", number=2, branch="b", tag=tag))

    assert (house.statuses(), house.told(Left)) == ([200], [Left(leg, Reason.HUNG_UP)])


def test_our_bye_is_sent_again_until_it_is_answered(house: SipHouse) -> None:
    leg, _ = talking(house)
    house.agent.hang_up(leg)
    house.clock.turn(40)

    times = [at for at, message, _ in house.sent if isinstance(message, SipRequest)]
    assert times == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert house.told(Left) == [Left(leg, Reason.ENDED)]


# Calls of ours


def dialled(house: SipHouse) -> SipRequest:
    with_phone(house)
    house.take_sent()
    house.agent.dial("ours", Destination(phone="op"), caller=Caller("+3221234567", 'Jan "X" <evil>\r\n'), port=4242)
    invite = house.sent[-1][1]
    assert isinstance(invite, SipRequest)
    return invite


def test_a_silent_telephone_is_tried_seven_times_in_32_s(house: SipHouse) -> None:
    dialled(house)
    house.clock.turn(60)

    assert [at for at, _, _ in house.sent] == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert house.told(Left) == [Left("ours", Reason.UNREACHABLE)]


def test_a_telephone_that_rings_is_not_called_again(house: SipHouse) -> None:
    invite = dialled(house)
    house.receive(reply_to(invite, 180))
    house.clock.turn(60)

    assert (len(house.sent), house.told(Rings), house.told(Left)) == (1, [Rings("ours")], [])


def test_an_answer_is_acknowledged_each_time_it_comes(house: SipHouse) -> None:
    invite = dialled(house)
    for _ in range(3):
        house.receive(reply_to(invite, 200, body=SDP))

    assert [each.method for each in house.requests()] == ["INVITE", "ACK", "ACK", "ACK"]
    assert [each.path.remote for each in house.told(PickedUp)] == [("192.0.2.10", 4000)]


def test_a_second_telephone_that_answers_the_same_call_is_hung_up(house: SipHouse) -> None:
    invite = dialled(house)
    house.receive(reply_to(invite, 200, body=SDP))
    house.receive(reply_to(invite, 200, tag="another", body=SDP))

    assert [each.method for each in house.requests()] == ["INVITE", "ACK", "ACK", "BYE"]
    assert len(house.told(PickedUp)) == 1


def test_who_is_shown_as_calling_cannot_be_read_as_something_else(house: SipHouse) -> None:
    invite = dialled(house)

    assert invite.get_header("from").startswith('"Jan X evil" <sip:+3221234567@192.0.2.1>;tag=')


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (486, Reason.BUSY),
        (603, Reason.DECLINED),
        (404, Reason.NOT_FOUND),
        (480, Reason.NO_ANSWER),
        (503, Reason.UNREACHABLE),
        (500, Reason.REFUSED),
    ],
)
def test_a_refusal_is_acknowledged_and_told_once(house: SipHouse, status: int, reason: Reason) -> None:
    invite = dialled(house)
    for _ in range(2):
        house.receive(reply_to(invite, status))

    assert [each.method for each in house.requests()] == ["INVITE", "ACK", "ACK"]
    assert house.told(Left) == [Left("ours", reason, status)]


def test_audio_before_the_answer_is_told(house: SipHouse) -> None:
    invite = dialled(house)
    house.receive(reply_to(invite, 183, body=SDP))

    assert house.told(Sounds)[0].path.remote == ("192.0.2.10", 4000)


def test_a_ringing_telephone_is_cancelled(house: SipHouse) -> None:
    invite = dialled(house)
    house.receive(reply_to(invite, 180))
    house.agent.hang_up("ours", Reason.NO_ANSWER)
    cancel = list(house.requests())[-1]
    house.receive(reply_to(cancel, 200))
    house.receive(reply_to(invite, 487))

    assert cancel.method == "CANCEL"
    assert cancel.get_header("via") == invite.get_header("via")
    assert house.told(Left) == [Left("ours", Reason.NO_ANSWER, 487)]


def test_a_call_is_not_cancelled_before_anything_came_back(house: SipHouse) -> None:
    invite = dialled(house)
    house.agent.hang_up("ours")
    before = [each.method for each in house.requests()]
    house.receive(reply_to(invite, 100))

    assert (before, [each.method for each in house.requests()]) == (["INVITE"], ["CANCEL"])


def test_an_answer_that_crosses_our_cancel_is_hung_up(house: SipHouse) -> None:
    invite = dialled(house)
    house.receive(reply_to(invite, 180))
    house.agent.hang_up("ours")
    house.take_sent()
    house.receive(reply_to(invite, 200, body=SDP))

    assert [each.method for each in house.requests()] == ["ACK", "BYE"]
    assert house.told(Left) == [Left("ours", Reason.ENDED)]
    assert house.told(PickedUp) == []


def test_what_is_not_there_is_not_called(house: SipHouse) -> None:
    with pytest.raises(UnknownPhone):
        house.agent.dial("x", Destination(phone="nobody"), caller=Caller(), port=1)
    with pytest.raises(UnknownTrunk):
        house.agent.dial("x", Destination(trunk="nobody", number="1"), caller=Caller(), port=1)


# Telephones of ours


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
