"""What the media process asks of whatever sets up its calls, and what it hears of it. SIP is one way (`sip`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from balie.conversation.telephony.media.legs import MediaPath
from balie.conversation.telephony.media.reasons import Reason


@dataclass(frozen=True)
class Phone:
    """A telephone that may register, by a secret of at least 128 bits."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Trunk:
    """A line of a provider. With `registers` we register there; calls from `addresses` are taken as from this trunk."""

    name: str
    host: str
    port: int = 5060
    transport: str = "udp"
    user: str = ""
    secret: str = field(default="", repr=False)
    registers: bool = False
    expires_s: int = 600
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Destination:
    """Whom to call: a registered phone, asked to pick up by itself where it `answers`, or a number through a trunk."""

    phone: str = ""
    trunk: str = ""
    number: str = ""
    answers: bool = False


@dataclass(frozen=True)
class Caller:
    """Who is shown as calling."""

    number: str = ""
    name: str = ""


# What signalling tells.


@dataclass(frozen=True)
class Invited:
    """Somebody calls: `number` is what they dialled. From a phone of ours, or through a trunk."""

    leg: str
    number: str
    caller: Caller
    phone: str = ""
    trunk: str = ""


@dataclass(frozen=True)
class Rings:
    """The other party's telephone rings."""

    leg: str


@dataclass(frozen=True)
class Sounds:
    """The other side plays something before anybody answers."""

    leg: str
    path: MediaPath


@dataclass(frozen=True)
class PickedUp:
    """The other party answered, or our answer reached them; `path` is None when it was agreed already."""

    leg: str
    path: MediaPath | None


@dataclass(frozen=True)
class Changed:
    """The other party changed where its audio goes, or holds (`path.they_receive` is False) or goes on."""

    leg: str
    path: MediaPath


@dataclass(frozen=True)
class Left:
    """The leg has ended. `code` is the SIP status, 0 when there was none."""

    leg: str
    reason: Reason
    code: int = 0


@dataclass(frozen=True)
class Pressed:
    """A digit came by the signalling."""

    leg: str
    digit: str


@dataclass(frozen=True)
class AskedTransfer:
    """A phone asks that who it talks with be connected to `number`, or to the leg `replaces`."""

    leg: str
    number: str
    replaces: str = ""


@dataclass(frozen=True)
class PhoneRegistered:
    """A telephone can be called; told when it was not so before."""

    phone: str
    address: str


@dataclass(frozen=True)
class PhoneGone:
    """A telephone signed off, or did not renew in time."""

    phone: str


@dataclass(frozen=True)
class TrunkRegistered:
    """The provider took our registration; told when it was not so before."""

    trunk: str


@dataclass(frozen=True)
class TrunkFailed:
    """The provider did not: `code` is its SIP status, 0 when there was no reply. We try again."""

    trunk: str
    code: int


@dataclass(frozen=True)
class Banned:
    """An address gave ten wrong secrets: it is not answered for an hour."""

    address: str


type Signal = (
    Invited
    | Rings
    | Sounds
    | PickedUp
    | Changed
    | Left
    | Pressed
    | AskedTransfer
    | PhoneRegistered
    | PhoneGone
    | TrunkRegistered
    | TrunkFailed
    | Banned
)


class Signalling(Protocol):
    """Sets up and ends legs. Each verb raises `WrongMoment` or `UnknownLeg` where the leg is not so; `port` is our RTP port."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """End every leg and let go of the network."""

    def set_phones(self, phones: Iterable[Phone]) -> None: ...

    def set_trunks(self, trunks: Iterable[Trunk]) -> None: ...

    def set_trusted(self, networks: Iterable[str]) -> None:
        """Calls from these addresses are taken as from a trunk; all other callers must know a secret."""

    def ring(self, leg: str) -> None:
        """Tell the caller that it rings."""

    def sound(self, leg: str, *, port: int) -> MediaPath:
        """Begin audio before the answer."""

    def answer(self, leg: str, *, port: int) -> MediaPath | None:
        """Pick up; None when what the caller sends is only known with its acknowledgement."""

    def reject(self, leg: str, reason: Reason) -> None: ...

    def dial(self, leg: str, destination: Destination, *, caller: Caller, port: int) -> None:
        """Call somebody. Raises `UnknownPhone`, `UnknownTrunk`."""

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        """End the leg in whatever state it is; `Left` tells when it is done."""

    def transferred(self, leg: str, *, is_done: bool) -> None:
        """Tell the phone that asked what became of its transfer."""
