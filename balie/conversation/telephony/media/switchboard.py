"""What each command does, and what each signal becomes: the calls of the process, between signalling and mixer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass

from balie.conversation.telephony.media import signalling
from balie.conversation.telephony.media.dtmf import DIGITS
from balie.conversation.telephony.media.legs import Leg, MediaPath
from balie.conversation.telephony.media.mixer import Mixer
from balie.conversation.telephony.media.ports import PortRange
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.protocol.lines import COMMANDS, name_of
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import BadField, NameTaken, NoPorts, Refused, UnknownLeg
from balie.conversation.telephony.media.rooms import Rooms
from balie.conversation.telephony.media.signalling import Caller, Destination, Signalling
from balie.conversation.telephony.media.webphone.lines import Webphones

log = logging.getLogger(__name__)

NO_ENGINE_S = 20.0
QUALITY_S = 5.0
_REJECTIONS = {Reason.BUSY, Reason.DECLINED, Reason.NOT_FOUND, Reason.NO_ANSWER}


@dataclass
class Line:
    """A leg as the engine knows it."""

    audio: Leg
    state: str  # incoming, dialling or talking
    they_hold: bool = False


class Switchboard:
    """Runs on the loop; what the mixer's threads tell is brought there first. Each `do_` is the command of that name."""

    def __init__(self, ports: PortRange, *, tell: Callable[[events.Event], None], is_engine_there: Callable[[], bool]) -> None:
        self._ports, self._tell, self._is_engine_there = ports, tell, is_engine_there
        self._loop = asyncio.get_running_loop()
        self._lines: dict[str, Line] = {}
        self._phones: dict[str, str] = {}
        self._signals: dict[type, Callable[[object], None]] = {
            kind: getattr(self, f"_on_{name_of(kind)}") for kind in signalling.Signal.__value__.__args__
        }

    def connect(self, lines: Signalling, browsers: Webphones, mixer: Mixer) -> None:
        """All tell the switchboard too, so they come after it."""
        self._signalling, self._mixer = lines, mixer
        self.rooms = Rooms(self._lines, mixer, tell=self._tell)
        self._commands = {kind: _handler(name, self, self.rooms, browsers) for name, kind in COMMANDS.items()}

    def do(self, command: commands.Command) -> dict[str, object]:
        """Do what the engine says; what it is told at once. Raises a `Refused`."""
        return self._commands[type(command)](command) or {}

    def take(self, signal: signalling.Signal) -> None:
        """Something came by the signalling."""
        self._signals[type(signal)](signal)

    def silent(self, leg: str) -> None:
        """No audio of the leg came for 30 s."""
        if leg in self._lines:
            self._hang_up(leg, Reason.SILENT)

    def pressed(self, leg: str, digit: str) -> None:
        if leg in self._lines:
            self._tell(events.Digit(leg, digit))

    def measure(self) -> None:
        """Tell how every connected leg sounds."""
        for name, line in self._lines.items():
            if line.state == "talking":
                self._tell(events.QualityMeasured(name, **asdict(self._mixer.quality(name))))

    # Setting up

    def do_set_phones(self, command: commands.SetPhones) -> None:
        self._signalling.set_phones(signalling.Phone(each.name, each.secret) for each in command.phones)

    def do_set_trunks(self, command: commands.SetTrunks) -> None:
        for trunk in command.trunks:
            if trunk.transport not in {"udp", "tcp", "tls"}:
                raise BadField(f"trunk {trunk.name}: transport is udp, tcp or tls")
        self._signalling.set_trunks(signalling.Trunk(**vars(each)) for each in command.trunks)

    def do_set_trusted(self, command: commands.SetTrusted) -> None:
        self._signalling.set_trusted(command.networks)

    def do_state(self, command: commands.State) -> dict[str, object]:
        legs = [
            {"leg": name, "state": line.state, "is_held": self.rooms.is_held(name), "they_hold": line.they_hold}
            for name, line in self._lines.items()
        ]
        return {
            "legs": legs,
            **self.rooms.state(),
            "phones": self._phones,
            "clock": asdict(self._mixer.clock.counts),
        }

    # Calls

    def do_ring(self, command: commands.Ring) -> None:
        self._find(command.leg)
        self._signalling.ring(command.leg)

    def do_sound(self, command: commands.Sound) -> None:
        line = self._find(command.leg)
        self._mixer.agree(command.leg, self._signalling.sound(command.leg, port=line.audio.sockets.port))

    def do_answer(self, command: commands.Answer) -> None:
        line = self._find(command.leg)
        path = self._signalling.answer(command.leg, port=line.audio.sockets.port)
        if path is not None:
            self._mixer.agree(command.leg, path)

    def do_reject(self, command: commands.Reject) -> None:
        self._find(command.leg)
        if command.reason not in _REJECTIONS:
            raise BadField(f"reject.reason is one of {', '.join(sorted(_REJECTIONS))}")
        self._signalling.reject(command.leg, Reason(command.reason))

    def do_dial(self, command: commands.Dial) -> None:
        if command.leg in self._lines:
            raise NameTaken(f"there is a leg {command.leg} already")
        line = self._open(command.leg, "dialling")
        destination = Destination(command.phone, command.trunk, command.number, command.answers)
        try:
            caller = Caller(command.caller, command.caller_name)
            self._signalling.dial(command.leg, destination, caller=caller, port=line.audio.sockets.port)
        except Refused:
            self._close(command.leg)
            raise
        self._loop.call_later(command.ring_s, self._end_unanswered, command.leg, line)

    def do_hang_up(self, command: commands.HangUp) -> None:
        self._find(command.leg)
        self._hang_up(command.leg, Reason.ENDED)

    def do_press(self, command: commands.Press) -> None:
        self._find(command.leg)
        if not all(digit.upper() in DIGITS for digit in command.digits):
            raise BadField(f"press.digits holds other than {DIGITS}")
        self._mixer.press(command.leg, command.digits)

    def do_transferred(self, command: commands.Transferred) -> None:
        self._find(command.leg)
        self._signalling.transferred(command.leg, is_done=command.is_done)

    # What signalling tells

    def _on_invited(self, signal: signalling.Invited) -> None:
        try:
            line = self._open(signal.leg, "incoming")
        except NoPorts as refusal:
            log.error("a call is refused: %s", refusal)
            self._signalling.reject(signal.leg, Reason.NO_PORTS)
            return
        caller = signal.caller
        self._tell(events.Incoming(signal.leg, signal.number, caller.number, caller.name, signal.phone, signal.trunk))
        self._loop.call_later(NO_ENGINE_S, self._end_unheard, signal.leg, line)

    def _on_rings(self, signal: signalling.Rings) -> None:
        self._tell(events.Ringing(signal.leg))

    def _on_sounds(self, signal: signalling.Sounds) -> None:
        self._mixer.agree(signal.leg, signal.path)
        self._tell(events.EarlyMedia(signal.leg))

    def _on_picked_up(self, signal: signalling.PickedUp) -> None:
        if signal.path is not None:
            self._mixer.agree(signal.leg, signal.path)
        line = self._lines[signal.leg]
        if line.state != "talking":
            line.state = "talking"
            self._tell(events.Answered(signal.leg))

    def _on_changed(self, signal: signalling.Changed) -> None:
        self._mixer.agree(signal.leg, signal.path)
        self._note_their_hold(signal.leg, signal.path)

    def _note_their_hold(self, leg: str, path: MediaPath) -> None:
        line = self._lines[leg]
        if line.they_hold == path.they_receive:
            line.they_hold = not path.they_receive
            self._tell(events.HeldByPhone(leg, line.they_hold))

    def _on_left(self, signal: signalling.Left) -> None:
        if signal.leg in self._lines:
            self._close(signal.leg)
            self._tell(events.Ended(signal.leg, signal.reason, signal.code))

    def _on_pressed(self, signal: signalling.Pressed) -> None:
        self._tell(events.Digit(signal.leg, signal.digit))

    def _on_asked_transfer(self, signal: signalling.AskedTransfer) -> None:
        self._tell(events.TransferAsked(signal.leg, signal.number, signal.replaces))

    def _on_phone_registered(self, signal: signalling.PhoneRegistered) -> None:
        self._phones[signal.phone] = signal.address
        self._tell(events.PhoneRegistered(signal.phone, signal.address))

    def _on_phone_gone(self, signal: signalling.PhoneGone) -> None:
        self._phones.pop(signal.phone, None)
        self._tell(events.PhoneGone(signal.phone))

    def _on_trunk_registered(self, signal: signalling.TrunkRegistered) -> None:
        self._tell(events.TrunkRegistered(signal.trunk))

    def _on_trunk_failed(self, signal: signalling.TrunkFailed) -> None:
        self._tell(events.TrunkFailed(signal.trunk, signal.code))

    def _on_banned(self, signal: signalling.Banned) -> None:
        self._tell(events.Banned(signal.address))

    # Parts

    def _open(self, name: str, state: str) -> Line:
        """Raises `NoPorts`."""
        audio = Leg(name, self._ports.open(), on_digit=self._from_mixer(self.pressed, name), on_silence=self._from_mixer(self.silent, name))
        line = self._lines[name] = Line(audio, state)
        self._mixer.add_leg(audio)
        return line

    def _close(self, name: str) -> None:
        del self._lines[name]
        self._mixer.remove_leg(name)
        self.rooms.forget(name)

    def _from_mixer[*Told](self, what: Callable[[str, *Told], None], name: str) -> Callable[[*Told], None]:
        """What the mixer's thread calls: brought to ours."""

        def tell(*told: *Told) -> None:
            self._loop.call_soon_threadsafe(what, name, *told)

        return tell

    def _hang_up(self, leg: str, reason: Reason) -> None:
        self._signalling.hang_up(leg, reason)

    def _end_unanswered(self, leg: str, line: Line) -> None:
        if self._lines.get(leg) is line and line.state == "dialling":
            self._hang_up(leg, Reason.NO_ANSWER)

    def _end_unheard(self, leg: str, line: Line) -> None:
        """Nobody is there to say what to do with the call: the provider may try elsewhere."""
        if self._lines.get(leg) is line and line.state == "incoming" and not self._is_engine_there():
            self._signalling.reject(leg, Reason.NO_ENGINE)

    def _find(self, leg: str) -> Line:
        try:
            return self._lines[leg]
        except KeyError as error:
            raise UnknownLeg(f"there is no leg {leg}") from error


def _handler(name: str, *owners: object) -> Callable[[commands.Command], dict[str, object] | None]:
    """What does the command of this name."""
    handler: Callable[[commands.Command], dict[str, object] | None] = next(
        getattr(owner, f"do_{name}") for owner in owners if hasattr(owner, f"do_{name}")
    )
    return handler
