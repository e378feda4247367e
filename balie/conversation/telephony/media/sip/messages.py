"""Reading and writing SIP messages: aiosipua's parser and headers, with what we ask of a message before anything looks at it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiosipua.headers import Address, Via, parse_address, parse_via, stringify_via
from aiosipua.message import SipMessage, SipRequest, SipResponse

LARGEST = 65535
AGENT = "Balie"
METHODS = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "INFO", "REFER", "UPDATE")
ALLOW = ", ".join(METHODS)
COOKIE = "z9hG4bK"
_REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    423: "Interval Too Brief",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    483: "Too Many Hops",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "Version Not Supported",
    603: "Decline",
}
_REQUIRED = ("via", "from", "to", "call-id", "cseq")
_LONGEST_TOKEN = 512
_DIGITS_OF_CSEQ = 10


class NotSip(ValueError):
    """The bytes are no SIP message that could be answered."""


@dataclass(frozen=True)
class Head:
    """The parts of a message that say to what it belongs."""

    via: Via
    branch: str
    sender: Address
    receiver: Address
    call_id: str
    number: int
    method: str

    @property
    def from_tag(self) -> str:
        return self.sender.tag or ""

    @property
    def to_tag(self) -> str:
        return self.receiver.tag or ""


def read_message(data: bytes) -> SipRequest | SipResponse:
    """The message in `data`. Raises `NotSip`."""
    if len(data) > LARGEST:
        raise NotSip("longer than a message may be")
    try:
        message = SipMessage.parse(data)
    except ValueError as error:
        raise NotSip(str(error)) from error
    missing = [name for name in _REQUIRED if not message.headers.get(name)]
    if missing:
        raise NotSip(f"without {', '.join(missing)}")
    return message


def read_head(message: SipRequest | SipResponse) -> Head:
    """Who sent the message, to whom, and of which transaction and dialog it is. Raises `NotSip`."""
    number, _, method = (message.get_header("cseq") or "").strip().partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS_OF_CSEQ and int(number) < 2**32):
        raise NotSip("without a number in CSeq")
    call_id = message.get_header("call-id") or ""
    via = parse_via(message.headers.get("via")[0])
    tokens = (call_id, via.branch or "", via.host)
    if not call_id or any(len(each) > _LONGEST_TOKEN for each in tokens):
        raise NotSip("without a usable Call-ID or Via")
    try:
        sender, receiver = parse_address(message.get_header("from") or ""), parse_address(message.get_header("to") or "")
    except ValueError as error:
        raise NotSip(str(error)) from error
    return Head(via, via.branch or "", sender, receiver, call_id, int(number), method.strip())


def fault_in(request: SipRequest, head: Head) -> int:
    """The status a request is refused with before anything else looks at it; 0 when there is none."""
    if head.method != request.method or not head.from_tag:
        return 400
    if not request.uri.lower().startswith(("sip:", "sips:")):
        return 400 if request.uri.startswith("<") else 416
    hops = (request.get_header("max-forwards") or "70").strip()
    if not hops.isdigit() or int(hops) > 255:
        return 400
    return 0 if int(hops) else 483


def reply(request: SipRequest, status: int, *, tag: str = "", headers: Mapping[str, str] | None = None, body: str = "") -> SipResponse:
    """A response to `request`; `tag` goes on To where there is none."""
    response = SipResponse(status_code=status, reason_phrase=_REASONS.get(status, "Refused"))
    for name in ("Via", "Record-Route"):
        for value in request.headers.get(name):
            response.headers.append(name, value)
    for name in ("From", "To", "Call-ID", "CSeq"):
        response.headers.set_single(name, request.get_header(name) or "")
    if tag and status > 100 and not parse_address(response.get_header("To") or "").tag:
        response.headers.set_single("To", f"{response.get_header('To')};tag={tag}")
    return _filled(response, headers, body)


def request_for(
    method: str,
    uri: str,
    *,
    via: Via,
    sender: str,
    receiver: str,
    call_id: str,
    number: int,
    headers: Mapping[str, str] | None = None,
    routes: Iterable[str] = (),
    body: str = "",
) -> SipRequest:
    """A request of ours; `sender` and `receiver` are whole From and To values."""
    request = SipRequest(method=method, uri=uri)
    request.headers.append("Via", stringify_via(via))
    for route in routes:
        request.headers.append("Route", route)
    request.headers.set_single("Max-Forwards", "70")
    for name, value in (("From", sender), ("To", receiver), ("Call-ID", call_id), ("CSeq", f"{number} {method}")):
        request.headers.set_single(name, value)
    return _filled(request, headers, body)


def via_for(transport: str, host: str, port: int) -> Via:
    """A Via with a branch of its own."""
    return Via(transport=transport.upper(), host=host, port=port, params={"branch": COOKIE + secrets.token_hex(12), "rport": None})


def tag() -> str:
    return secrets.token_hex(8)


def _filled[T: (SipRequest, SipResponse)](message: T, headers: Mapping[str, str] | None, body: str) -> T:
    for name, value in (headers or {}).items():
        message.headers.set_single(name, value)
    message.headers.set_single("User-Agent", AGENT)
    if body:
        message.text = body
    return message
