"""One call by SIP: the dialog with the other party, from its INVITE to its end."""

from __future__ import annotations

import enum
import secrets
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiosipua.headers import parse_address
from aiosipua.message import SipRequest

from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.sip.dialogs import Dialog, DialogKey
from balie.conversation.telephony.media.sip.lines import Line
from balie.conversation.telephony.media.sip.sdp import Described
from balie.conversation.telephony.media.sip.transactions import ClientTransaction, ServerTransaction
from balie.conversation.telephony.media.sip.transports import Peer

_REASONS = {
    403: Reason.DECLINED,
    404: Reason.NOT_FOUND,
    408: Reason.NO_ANSWER,
    410: Reason.NOT_FOUND,
    480: Reason.NO_ANSWER,
    484: Reason.NOT_FOUND,
    486: Reason.BUSY,
    487: Reason.NO_ANSWER,
    488: Reason.NO_CODEC,
    502: Reason.UNREACHABLE,
    503: Reason.UNREACHABLE,
    504: Reason.UNREACHABLE,
    600: Reason.BUSY,
    603: Reason.DECLINED,
    604: Reason.NOT_FOUND,
    606: Reason.NO_CODEC,
}
_STATUSES = {
    Reason.BUSY: 486,
    Reason.DECLINED: 603,
    Reason.NOT_FOUND: 404,
    Reason.NO_CODEC: 488,
    Reason.NO_ENGINE: 503,
    Reason.NO_PORTS: 503,
    Reason.CANCELLED: 487,
}


class State(enum.Enum):
    """Where a call is."""

    INVITED = enum.auto()  # by them
    DIALLING = enum.auto()  # by us
    CANCELLING = enum.auto()  # by us, and we no longer want it
    TALKING = enum.auto()


@dataclass
class SipCall:
    """A leg as SIP knows it. `invite` is the INVITE that began it, `waiting` a transaction of theirs that awaits its ACK."""

    leg: str
    state: State
    invite: SipRequest
    dialog: Dialog | None = None
    server: ServerTransaction | None = None
    client: ClientTransaction | None = None
    waiting: ServerTransaction | None = None
    described: Described | None = None
    line: Line | None = None
    peer: Peer | None = None
    phone: str = ""
    port: int = 0
    reason: Reason = Reason.ENDED
    was_cancelled: bool = False
    awaits_answer: bool = False  # we offered, and their answer comes with the ACK
    ack: SipRequest | None = None
    version: int = field(default_factory=lambda: secrets.randbits(30))

    def next_version(self) -> int:
        """Each description of ours has a higher one (RFC 3264 §8)."""
        self.version += 1
        return self.version


def reason_of(status: int) -> Reason:
    """What a refusal of theirs means."""
    return _REASONS.get(status, Reason.REFUSED)


def status_for(reason: Reason) -> int:
    """How a caller is told why nobody answers."""
    return _STATUSES.get(reason, 480)


def referred(request: SipRequest) -> tuple[str, DialogKey | None]:
    """Of a REFER: the number to call, and the dialog to replace (RFC 3891), seen from us. Empty when it names nobody."""
    uri = parse_address(request.get_header("refer-to") or "").uri
    replaces = next((value for name, value in uri.headers.items() if name.lower() == "replaces"), "")
    call_id, _, rest = unquote(replaces).partition(";")
    tags = dict(part.partition("=")[::2] for part in rest.split(";"))
    key = (call_id, tags.get("to-tag", ""), tags.get("from-tag", "")) if call_id else None
    return unquote(uri.user or ""), key
