"""What the engine hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    is_kept: ClassVar[bool] = True


@dataclass(frozen=True)
class Incoming(Event):
    """Somebody calls `number`; until a command comes for the leg the caller hears nothing, and after 20 s without an engine is refused."""

    leg: str
    number: str
    caller: str
    caller_name: str
    phone: str
    trunk: str


@dataclass(frozen=True)
class Ringing(Event):
    """The telephone of a dialled leg rings."""

    leg: str


@dataclass(frozen=True)
class EarlyMedia(Event):
    """The other side of a dialled leg plays something before anybody answers."""

    leg: str


@dataclass(frozen=True)
class Answered(Event):
    """The leg is connected."""

    leg: str


@dataclass(frozen=True)
class Ended(Event):
    """The leg is gone. `code` is the SIP status, 0 when there was none."""

    leg: str
    reason: str
    code: int


@dataclass(frozen=True)
class HeldByPhone(Event):
    """The other party holds the call, or goes on."""

    leg: str
    is_held: bool


@dataclass(frozen=True)
class Digit(Event):
    """The other party pressed a key."""

    leg: str
    digit: str


@dataclass(frozen=True)
class TransferAsked(Event):
    """A telephone asks that whoever it talks with be connected to `number`, or to whom it talks with on the leg `replaces`."""

    leg: str
    number: str
    replaces: str


@dataclass(frozen=True)
class Played(Event):
    """A player came to its end."""

    player: str


@dataclass(frozen=True)
class RecordingEnded(Event):
    """The file of a recording is whole, or `failure` says why it is not."""

    recording: str
    duration_ms: int
    chunks: int
    failure: str


@dataclass(frozen=True)
class QualityMeasured(Event):
    """How a leg sounded in the last 5 s. Not kept: who was away missed it."""

    is_kept: ClassVar[bool] = False

    leg: str
    loss_percent: float
    jitter_ms: float
    delay_ms: float
    mos: float
    their_loss_percent: float | None
    their_jitter_ms: float | None
    round_trip_ms: float | None


@dataclass(frozen=True)
class PhoneRegistered(Event):
    """A telephone can be called."""

    phone: str
    address: str


@dataclass(frozen=True)
class PhoneGone(Event):
    """A telephone can no longer be called."""

    phone: str


@dataclass(frozen=True)
class TrunkRegistered(Event):
    """The provider took our registration."""

    trunk: str


@dataclass(frozen=True)
class TrunkFailed(Event):
    """The provider did not, with the SIP status, 0 when nobody replied; we try again."""

    trunk: str
    code: int


@dataclass(frozen=True)
class Banned(Event):
    """An address gave ten wrong secrets and is not answered for an hour."""

    address: str


@dataclass(frozen=True)
class MixerFailed(Event):
    """A tick of the mixer went wrong; the next one came."""

    what: str


@dataclass(frozen=True)
class MixerStalled(Event):
    """The mixer did not tick for a second."""

    seconds: float


@dataclass(frozen=True)
class BrowserAnswered(Event):
    """Our SDP to a browser's offer; `phone_registered` or `incoming` tells when it is connected."""

    browser: str
    answer: str


@dataclass(frozen=True)
class BrowserGone(Event):
    """A browser is no telephone any more. `why`: `left`, `asked`, `replaced`, `removed`, `ended`, `bad_offer`, `unreachable` or `stopped`."""

    browser: str
    why: str
