from __future__ import annotations

import pytest
from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import UnknownLeg, UnknownPhone, UnknownTrunk
from balie.conversation.telephony.media.signalling import Caller, Changed, Destination, Invited, Left, PickedUp, Pressed, Rings, Sounds
from balie.conversation.telephony.tests.sip_house import SDP, SipHouse, invited, reply_to, request, tag_of, talking, with_phone

HELD = SDP + "a=sendonly\r\n"


@pytest.fixture
def house() -> SipHouse:
    made = SipHouse()
    made.agent.set_trusted(["192.0.2.0/24"])
    return made


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
