"""Nothing that strangers send stops the process: the torture messages of RFC 4475 and damaged copies of good ones."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from balie.conversation.telephony.media.signalling import Invited, Phone
from balie.conversation.telephony.media.sip.messages import LARGEST
from balie.conversation.telephony.tests.sip_house import CALLER, SDP, SECRET, SipHouse, reply_to, request
from tests.parts.corpora import corpus

MUTANTS = int(os.environ.get("SIP_MUTANTS", "50000"))
SEED = int(os.environ.get("SEED", "20261128"))


@pytest.fixture
def house() -> SipHouse:
    made = SipHouse()
    made.agent.set_phones([Phone("op", SECRET)])
    made.agent.set_trusted(["192.0.2.0/24"])
    return made


def answers_options(house: SipHouse) -> bool:
    house.take_sent()
    house.receive(request("OPTIONS", branch=f"alive{house.clock.now}{random.random()}", call_id="alive"))
    return house.statuses() == [200]


def test_r_t2_the_messages_of_rfc_4475_are_survived(house: SipHouse, caplog: pytest.LogCaptureFixture) -> None:
    messages = sorted(path for path in corpus("sip/rfc4475").iterdir() if path.suffix == ".dat")
    for path in messages:
        house.agent.receive(path.read_bytes(), CALLER)
        assert answers_options(house), path.name

    assert len(messages) >= 49
    assert unforeseen(caplog) == []


def test_damaged_messages_are_survived(house: SipHouse, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(SEED)
    seeds = [each.encode() for each in good_messages(house)]
    seeds += [path.read_bytes() for path in torture_messages()]
    for number in range(MUTANTS):
        house.agent.receive(damaged(chance.choice(seeds), chance), CALLER)
        if number % 100 == 99:
            house.clock.turn(40)
            house.sent.clear()
            for leg in [signal.leg for signal in house.told(Invited) if signal.leg in house.agent.exchange.calls]:
                house.agent.hang_up(leg)
            house.signals.clear()

    assert answers_options(house)
    assert unforeseen(caplog) == []
    house.clock.turn(80)
    assert house.agent.transactions.count < 10


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"\0" * 100, b"INVITE", b"SIP/2.0 200", b"SIP/2.0 xyz OK\r\n\r\n", b"x" * (LARGEST + 1), bytes(range(256))]
)
def test_what_is_no_message_is_dropped(house: SipHouse, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    house.agent.receive(data, CALLER)

    assert house.sent == []
    assert unforeseen(caplog) == []


def test_even_what_nobody_thought_of_stops_nothing(house: SipHouse, caplog: pytest.LogCaptureFixture) -> None:
    house.agent.incoming._answers["OPTIONS"] = lambda *told: 1 / 0
    house.receive(request("OPTIONS"))
    house.receive(request("INVITE", body=SDP))

    assert unforeseen(caplog) == ["division by zero"]
    assert len(house.told(Invited)) == 1


def test_many_requests_at_once_take_no_more_memory_than_is_set(house: SipHouse) -> None:
    for number in range(6000):
        house.receive(request("OPTIONS", branch=f"flood{number}"))

    assert house.agent.transactions.count == 5000
    house.clock.turn(33)
    assert answers_options(house)


def good_messages(house: SipHouse) -> list[str]:
    sdp = {"body": SDP}
    house.receive(request("INVITE", branch="seed", call_id="seed", **sdp))
    leg = house.told(Invited)[0].leg
    house.agent.answer(leg, port=4242)
    tag = house.sent[-1][1].to_addr.tag
    seeds = [
        request("INVITE", **sdp),
        request("INVITE", number=2, tag=tag, call_id="seed", **sdp),
        request("ACK", tag=tag, call_id="seed"),
        request("OPTIONS"),
    ]
    seeds += [
        request(method, number=9, tag=tag, call_id="seed", Refer_To="<sip:1@h?Replaces=a%3Bto-tag%3Db>")
        for method in ("BYE", "INFO", "REFER", "UPDATE", "CANCEL")
    ]
    seeds += [
        request("REGISTER", user="op", Authorization=f'Digest username="op", nonce="1-{"a" * 32}", response="{"b" * 32}", nc=1, qop=auth')
    ]
    house.agent.hang_up(leg)
    seeds += [reply_to(house.sent[-1][1], 200)]
    return seeds


def torture_messages() -> list[Path]:
    return sorted(path for path in corpus("sip/rfc4475").iterdir() if path.suffix == ".dat")


def damaged(message: bytes, chance: random.Random) -> bytes:
    data = bytearray(message)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 60)]
            case 3:
                data[at:at] = chance.choice(
                    [b"\r\n", b"\0", b";", b"<", b">", b'"', b"%", b"=", b",", b":", b"99999999999", b"-1", b"\xff\xfe", b"sip:", b"[::1"]
                )
            case 4:
                lines = data.split(b"\r\n")
                chance.shuffle(lines)
                data = bytearray(b"\r\n".join(lines))
            case 5:
                data = data[: at or 1]
    return bytes(data)


def unforeseen(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What only the outermost net caught: each is a case that somebody should have thought of."""
    return sorted({str(record.exc_info[1]) for record in caplog.records if record.exc_info})
