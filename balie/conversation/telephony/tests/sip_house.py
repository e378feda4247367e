"""Our SIP with a clock the test turns and a network the test reads: no socket, no waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiosipua.headers import parse_auth
from aiosipua.message import SipMessage, SipRequest, SipResponse

from balie.conversation.telephony.media.signalling import Invited, Phone, Signal
from balie.conversation.telephony.media.sip.agent import SipSignalling
from balie.conversation.telephony.media.sip.digest import response_to
from balie.conversation.telephony.media.sip.transports import Kind, Peer, Places

CALLER = Peer(Kind.UDP, "192.0.2.10", 5070)
SECRET = "0123456789abcdef0123456789abcdef"
SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"


@dataclass
class Timer:
    at: float
    callback: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class Clockwork:
    now: float = 0.0
    waiting: list[Timer] = field(default_factory=list)

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Timer:
        timer = Timer(self.now + delay, callback)
        self.waiting.append(timer)
        return timer

    def turn(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [each for each in self.waiting if not each.is_cancelled and each.at <= end]:
            timer = min(due, key=lambda each: each.at)
            self.waiting.remove(timer)
            self.now = timer.at
            timer.callback()
        self.now = end


class SipHouse:
    """`sent` holds what went out with its time; `signals` what we were told."""

    def __init__(self) -> None:
        self.clock = Clockwork()
        self.signals: list[Signal] = []
        self.sent: list[tuple[float, SipRequest | SipResponse, Peer]] = []
        self.agent = SipSignalling(Places("192.0.2.1", 5060), told=self.signals.append, timers=self.clock)
        self.agent.network.send = self._send  # type: ignore[method-assign]

    def _send(self, data: bytes, peer: Peer) -> None:
        self.sent.append((round(self.clock.now, 3), SipMessage.parse(data), peer))

    def receive(self, text: str, peer: Peer = CALLER) -> None:
        self.agent.receive(text.encode(), peer)

    def take_sent(self) -> list[SipRequest | SipResponse]:
        taken, self.sent = [message for _, message, _ in self.sent], []
        return taken

    def statuses(self) -> list[int]:
        return [each.status_code for each in self.take_sent() if isinstance(each, SipResponse)]

    def requests(self) -> Iterator[SipRequest]:
        return (each for each in self.take_sent() if isinstance(each, SipRequest))

    def told(self, kind: type) -> list:
        return [each for each in self.signals if isinstance(each, kind)]


def request(
    method: str,
    *,
    number: int = 1,
    branch: str = "a",
    tag: str = "",
    call_id: str = "call-1",
    body: str = "",
    uri: str = "sip:100@192.0.2.1",
    user: str = "jan",
    **headers: str,
) -> str:
    """A request of the caller's; `tag` is ours, within a dialog."""
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP 192.0.2.10:5070;branch=z9hG4bK{branch};rport",
        f'From: "Jan" <sip:{user}@192.0.2.10>;tag=theirs',
        f"To: <sip:{user if method == 'REGISTER' else '100'}@192.0.2.1>{f';tag={tag}' if tag else ''}",
        f"Call-ID: {call_id}",
        f"CSeq: {number} {method}",
        "Max-Forwards: 70",
        "Contact: <sip:jan@192.0.2.10:5070>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        *(["Content-Type: application/sdp"] if body and "Content_Type" not in headers else []),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", body])


def reply_to(asked: SipRequest, status: int, *, tag: str = "theirs", body: str = "", **headers: str) -> str:
    """A response of the other party to a request of ours."""
    to = asked.get_header("to") or ""
    lines = [
        f"SIP/2.0 {status} Word",
        f"Via: {asked.get_header('via')}",
        f"From: {asked.get_header('from')}",
        f"To: {to if 'tag=' in to else f'{to};tag={tag}'}",
        f"Call-ID: {asked.get_header('call-id')}",
        f"CSeq: {asked.get_header('cseq')}",
        "Contact: <sip:them@192.0.2.10:5070>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        *(["Content-Type: application/sdp"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", body])


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
