"""What the engine may say."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    """Call a registered `phone`, asked to pick up by itself where it `answers`, or a `number` through a `trunk`; `no_answer` after `ring_s`."""

    leg: str
    phone: str = ""
    trunk: str = ""
    number: str = ""
    caller: str = ""
    caller_name: str = ""
    ring_s: int = 60
    answers: bool = False


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
    """Record silence until it goes on; the answer has `duration_ms`, the place in the recording."""

    recording: str


@dataclass(frozen=True)
class ResumeRecording(Command):
    """Go on recording what is said; the answer has `duration_ms`."""

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
class SetBrowsers(Command):
    """The telephones that are in a browser: these and no others. What speaks WebRTC is loaded once there is one."""

    phones: tuple[str, ...]


@dataclass(frozen=True)
class ConnectBrowser(Command):
    """A browser is the telephone `phone` from now on, in the place of another that was; or, without one, it calls `number`.

    `offer` is its SDP, whole with its candidates. `browser_answered` brings ours.
    """

    browser: str
    offer: str = field(repr=False)
    phone: str = ""
    number: str = ""
    caller: str = ""
    caller_name: str = ""


@dataclass(frozen=True)
class DisconnectBrowser(Command):
    """The browser is no telephone any more."""

    browser: str


@dataclass(frozen=True)
class Echo(Command):
    """Let a browser hear itself, half a second later, until a call comes or it is switched off."""

    browser: str
    is_on: bool


@dataclass(frozen=True)
class PressAtBrowser(Command):
    """Who calls from a browser pressed keys: `digit` tells each."""

    browser: str
    digits: str
