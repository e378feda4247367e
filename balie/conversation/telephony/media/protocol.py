"""What the engine says to the media process and hears of it: every command and event, as lines of JSON.

docs/reference/media-protocol.md is written from this file.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import ClassVar, get_args, get_origin, get_type_hints

from balie.conversation.telephony.media.refusals import BadField, UnknownCommand


@dataclass(frozen=True)
class Command:
    """Something to do."""


@dataclass(frozen=True)
class PhoneGiven:
    """A telephone that may register; its secret has 128 bits at least."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class TrunkGiven:
    """A line of a provider; with `registers` we register there, and calls from `addresses` are its own."""

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
class SetPhones(Command):
    """The telephones that may register: these and no others."""

    phones: tuple[PhoneGiven, ...]


@dataclass(frozen=True)
class SetTrunks(Command):
    """The trunks: these and no others."""

    trunks: tuple[TrunkGiven, ...]


@dataclass(frozen=True)
class SetTrusted(Command):
    """Networks whose calls are taken as from a trunk, as `127.0.0.0/8`; anybody else must know a secret."""

    networks: tuple[str, ...]


@dataclass(frozen=True)
class State(Command):
    """What goes on: the answer lists the legs, who is together, the registered telephones and the counts of the clock."""


@dataclass(frozen=True)
class Ring(Command):
    """Tell the caller that it rings."""

    leg: str


@dataclass(frozen=True)
class Sound(Command):
    """Let the caller hear what is played before anybody answers."""

    leg: str


@dataclass(frozen=True)
class Answer(Command):
    """Pick up for the caller."""

    leg: str


@dataclass(frozen=True)
class Reject(Command):
    """Refuse the caller: `busy`, `declined`, `not_found` or `no_answer`."""

    leg: str
    reason: str = "busy"


@dataclass(frozen=True)
class Dial(Command):
    """Call a registered `phone`, or a `number` through a `trunk`; the new leg has the name given. Ends with `no_answer` after `ring_s`."""

    leg: str
    phone: str = ""
    trunk: str = ""
    number: str = ""
    caller: str = ""
    caller_name: str = ""
    ring_s: int = 60


@dataclass(frozen=True)
class HangUp(Command):
    """End the leg, whatever it does."""

    leg: str


@dataclass(frozen=True)
class Bridge(Command):
    """Let these legs hear each other, and nobody else with them; a supervisor among them becomes one of them."""

    legs: tuple[str, ...]


@dataclass(frozen=True)
class Part(Command):
    """Take the leg out of its room, or away from the operator it supervises."""

    leg: str


@dataclass(frozen=True)
class Hold(Command):
    """The leg hears nobody of its room and nobody hears it; players are still heard."""

    leg: str


@dataclass(frozen=True)
class Unhold(Command):
    """Take the leg back into its room."""

    leg: str


@dataclass(frozen=True)
class Mute(Command):
    """Nobody hears the leg."""

    leg: str


@dataclass(frozen=True)
class Unmute(Command):
    """The leg is heard again."""

    leg: str


@dataclass(frozen=True)
class Listen(Command):
    """Let a supervisor hear all that the operator hears and says, wherever the operator goes."""

    leg: str
    operator: str


@dataclass(frozen=True)
class Whisper(Command):
    """As `listen`, and the operator alone hears the supervisor."""

    leg: str
    operator: str


@dataclass(frozen=True)
class Join(Command):
    """As `listen`, and everybody hears the supervisor."""

    leg: str
    operator: str


@dataclass(frozen=True)
class Play(Command):
    """Play WAV files one after another to the legs; in a loop they begin anew. `played` tells of the end."""

    player: str
    files: tuple[str, ...]
    legs: tuple[str, ...]
    loops: bool = False


@dataclass(frozen=True)
class Suspend(Command):
    """Stop a player where it is."""

    player: str


@dataclass(frozen=True)
class Resume(Command):
    """Let a player go on where it stopped."""

    player: str


@dataclass(frozen=True)
class Stop(Command):
    """End a player."""

    player: str


@dataclass(frozen=True)
class Press(Command):
    """Send digits to the other party (RFC 4733)."""

    leg: str
    digits: str


@dataclass(frozen=True)
class Record(Command):
    """Record the leg of a customer to a new file: left the customer, right those they hear. `key` has 32 bytes, in hexadecimal digits."""

    recording: str
    leg: str
    file: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class PauseRecording(Command):
    """Record nothing until it goes on; the answer has `duration_ms`, the place of the gap."""

    recording: str


@dataclass(frozen=True)
class ResumeRecording(Command):
    """Go on recording."""

    recording: str


@dataclass(frozen=True)
class EndRecording(Command):
    """End the recording; `recording_ended` tells when its file is whole."""

    recording: str


@dataclass(frozen=True)
class Transferred(Command):
    """Tell the telephone that asked for a transfer what became of it."""

    leg: str
    is_done: bool


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


def name_of(kind: type) -> str:
    """The name of a command or event in JSON: `HangUp` is `hang_up`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


COMMANDS = {name_of(each): each for each in Command.__subclasses__()}
EVENTS = {name_of(each): each for each in Event.__subclasses__()}


def read_command(told: dict[str, object]) -> Command:
    """The command in a decoded line, `do` naming it. Raises `UnknownCommand` and `BadField`."""
    name = told.get("do")
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UnknownCommand(f"there is no command {name!r}")
    found = _read(kind, {key: value for key, value in told.items() if key not in {"do", "id"}}, name_of(kind))
    if not isinstance(found, Command):
        raise UnknownCommand(f"there is no command {name!r}")
    return found


def write_event(event: Event, sequence: int | None) -> bytes:
    """The line of an event; one that is not kept has no sequence number."""
    return write_line({"seq": sequence, "event": name_of(type(event)), **asdict(event)})


def write_line(told: dict[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _read(kind: type, told: object, where: str) -> object:
    if not isinstance(told, dict):
        raise BadField(f"{where} is no object")
    kinds = get_type_hints(kind)
    known = {each.name: each for each in fields(kind)}
    unknown = set(told) - set(known)
    missing = {name for name, each in known.items() if each.default is MISSING} - set(told)
    if unknown or missing:
        raise BadField(f"{where}: {', '.join(sorted(map(str, unknown or missing)))} {'unknown' if unknown else 'missing'}")
    return kind(**{name: _value(kinds[name], value, f"{where}.{name}") for name, value in told.items()})


def _value(kind: type, value: object, where: str) -> object:
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise BadField(f"{where} is no list")
        return tuple(_value(get_args(kind)[0], each, where) for each in value)
    if kind in {str, int, bool}:
        if type(value) is not kind:
            raise BadField(f"{where} is no {kind.__name__}")
        return value
    return _read(kind, value, where)
