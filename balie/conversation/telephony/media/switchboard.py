"""What each command does, and what each signal becomes: the calls of the process, between signalling and mixer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from balie.conversation.telephony.media import protocol, signalling
from balie.conversation.telephony.media.dtmf import DIGITS
from balie.conversation.telephony.media.legs import Leg, MediaPath
from balie.conversation.telephony.media.mixer import Mixer
from balie.conversation.telephony.media.ports import PortRange
from balie.conversation.telephony.media.prompts import Player, read_prompt
from balie.conversation.telephony.media.recorder import Recording
from balie.conversation.telephony.media.refusals import (
    BadField,
    NameTaken,
    NoPorts,
    Refused,
    UnknownLeg,
    UnknownPlayer,
    UnknownRecording,
    Unplayable,
)
from balie.conversation.telephony.media.sealed import KEY_BYTES
from balie.conversation.telephony.media.signalling import Caller, Destination, Reason, Signalling
from balie.conversation.telephony.media.talks import Talks, Watch

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
    """Runs on the loop; what the mixer's threads tell is brought there first."""

    def __init__(self, ports: PortRange, *, tell: Callable[[protocol.Event], None], is_engine_there: Callable[[], bool]) -> None:
        self._ports, self._tell, self._is_engine_there = ports, tell, is_engine_there
        self._loop = asyncio.get_running_loop()
        self._lines: dict[str, Line] = {}
        self._recordings: dict[str, Recording] = {}
        self._talks = Talks()
        self._phones: dict[str, str] = {}
        self._commands: dict[type[protocol.Command], Callable[[object], dict[str, object] | None]] = {
            kind: getattr(self, f"_do_{name}") for name, kind in protocol.COMMANDS.items()
        }
        self._signals: dict[type, Callable[[object], None]] = {
            kind: getattr(self, f"_on_{protocol.name_of(kind)}") for kind in signalling.Signal.__value__.__args__
        }

    def connect(self, lines: Signalling, mixer: Mixer) -> None:
        """Both tell the switchboard too, so they come after it."""
        self._signalling, self._mixer = lines, mixer

    def do(self, command: protocol.Command) -> dict[str, object]:
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
            self._tell(protocol.Digit(leg, digit))

    def played(self, player: str) -> None:
        if self._talks.players.pop(player, None) is not None:
            self._tell(protocol.Played(player))

    def recording_ended(self, recording: Recording) -> None:
        del self._recordings[recording.name]
        self._tell(protocol.RecordingEnded(recording.name, recording.duration_ms, recording.chunks, recording.failure))

    def measure(self) -> None:
        """Tell how every connected leg sounds."""
        for name, line in self._lines.items():
            if line.state == "talking":
                self._tell(protocol.QualityMeasured(name, **asdict(self._mixer.quality(name))))

    # Setting up

    def _do_set_phones(self, command: protocol.SetPhones) -> None:
        self._signalling.set_phones(signalling.Phone(each.name, each.secret) for each in command.phones)

    def _do_set_trunks(self, command: protocol.SetTrunks) -> None:
        for trunk in command.trunks:
            if trunk.transport not in {"udp", "tcp", "tls"}:
                raise BadField(f"trunk {trunk.name}: transport is udp, tcp or tls")
        self._signalling.set_trunks(signalling.Trunk(**vars(each)) for each in command.trunks)

    def _do_set_trusted(self, command: protocol.SetTrusted) -> None:
        self._signalling.set_trusted(command.networks)

    def _do_state(self, command: protocol.State) -> dict[str, object]:
        legs = [
            {"leg": name, "state": line.state, "is_held": name in self._talks.held, "they_hold": line.they_hold}
            for name, line in self._lines.items()
        ]
        return {
            "legs": legs,
            "rooms": [sorted(room) for room in self._talks.rooms],
            "players": sorted(self._talks.players),
            "recordings": sorted(self._recordings),
            "phones": self._phones,
            "clock": asdict(self._mixer.clock.counts),
        }

    # Calls

    def _do_ring(self, command: protocol.Ring) -> None:
        self._find(command.leg)
        self._signalling.ring(command.leg)

    def _do_sound(self, command: protocol.Sound) -> None:
        line = self._find(command.leg)
        self._mixer.agree(command.leg, self._signalling.sound(command.leg, port=line.audio.sockets.port))

    def _do_answer(self, command: protocol.Answer) -> None:
        line = self._find(command.leg)
        path = self._signalling.answer(command.leg, port=line.audio.sockets.port)
        if path is not None:
            self._mixer.agree(command.leg, path)

    def _do_reject(self, command: protocol.Reject) -> None:
        self._find(command.leg)
        if command.reason not in _REJECTIONS:
            raise BadField(f"reject.reason is one of {', '.join(sorted(_REJECTIONS))}")
        self._signalling.reject(command.leg, Reason(command.reason))

    def _do_dial(self, command: protocol.Dial) -> None:
        if command.leg in self._lines:
            raise NameTaken(f"there is a leg {command.leg} already")
        line = self._open(command.leg, "dialling")
        destination = Destination(command.phone, command.trunk, command.number)
        try:
            caller = Caller(command.caller, command.caller_name)
            self._signalling.dial(command.leg, destination, caller=caller, port=line.audio.sockets.port)
        except Refused:
            self._close(command.leg)
            raise
        self._loop.call_later(command.ring_s, self._end_unanswered, command.leg, line)

    def _do_hang_up(self, command: protocol.HangUp) -> None:
        self._find(command.leg)
        self._hang_up(command.leg, Reason.ENDED)

    def _do_press(self, command: protocol.Press) -> None:
        self._find(command.leg)
        if not all(digit.upper() in DIGITS for digit in command.digits):
            raise BadField(f"press.digits holds other than {DIGITS}")
        self._mixer.press(command.leg, command.digits)

    def _do_transferred(self, command: protocol.Transferred) -> None:
        self._find(command.leg)
        self._signalling.transferred(command.leg, is_done=command.is_done)

    # Who hears whom

    def _do_bridge(self, command: protocol.Bridge) -> None:
        for leg in command.legs:
            self._find(leg)
        self._talks.bridge(command.legs)
        self._link()

    def _do_part(self, command: protocol.Part) -> None:
        self._find(command.leg)
        self._talks.part(command.leg)
        self._talks.watches.pop(command.leg, None)
        self._link()

    def _do_hold(self, command: protocol.Hold) -> None:
        self._find(command.leg)
        self._talks.held.add(command.leg)
        self._link()

    def _do_unhold(self, command: protocol.Unhold) -> None:
        self._find(command.leg)
        self._talks.held.discard(command.leg)
        self._link()

    def _do_mute(self, command: protocol.Mute) -> None:
        self._find(command.leg)
        self._talks.muted.add(command.leg)
        self._link()

    def _do_unmute(self, command: protocol.Unmute) -> None:
        self._find(command.leg)
        self._talks.muted.discard(command.leg)
        self._link()

    def _do_listen(self, command: protocol.Listen) -> None:
        self._watch(command.leg, command.operator, Watch.LISTEN)

    def _do_whisper(self, command: protocol.Whisper) -> None:
        self._watch(command.leg, command.operator, Watch.WHISPER)

    def _do_join(self, command: protocol.Join) -> None:
        self._watch(command.leg, command.operator, Watch.JOIN)

    def _watch(self, supervisor: str, operator: str, how: Watch) -> None:
        self._find(supervisor)
        self._find(operator)
        if supervisor == operator:
            raise BadField("operator: nobody supervises themselves")
        self._talks.watch(supervisor, operator, how)
        self._link()

    # Players and recordings

    def _do_play(self, command: protocol.Play) -> None:
        if command.player in self._talks.players or command.player in self._lines:
            raise NameTaken(f"the name {command.player} is taken")
        for leg in command.legs:
            self._find(leg)
        prompts = [read_prompt(Path(each)) for each in command.files]
        if not any(len(each) for each in prompts):
            raise Unplayable(command.player, "there is nothing in it")
        self._talks.players[command.player] = set(command.legs)
        self._mixer.add_player(command.player, Player(prompts, loops=command.loops))
        self._link()

    def _do_suspend(self, command: protocol.Suspend) -> None:
        self._suspend(command.player, is_suspended=True)

    def _do_resume(self, command: protocol.Resume) -> None:
        self._suspend(command.player, is_suspended=False)

    def _suspend(self, player: str, *, is_suspended: bool) -> None:
        if player not in self._talks.players or not self._mixer.suspend(player, is_suspended=is_suspended):
            raise UnknownPlayer(f"there is no player {player}")

    def _do_stop(self, command: protocol.Stop) -> None:
        if self._talks.players.pop(command.player, None) is None:
            raise UnknownPlayer(f"there is no player {command.player}")
        self._mixer.remove_player(command.player)
        self._link()

    def _do_record(self, command: protocol.Record) -> None:
        self._find(command.leg)
        if command.recording in self._recordings:
            raise NameTaken(f"there is a recording {command.recording} already")
        recording = Recording(command.recording, command.leg, Path(command.file), _key(command.key))
        try:
            recording.begin()
        except OSError as error:
            raise BadField(f"record.file: {error.strerror}") from error
        self._recordings[command.recording] = recording
        self._mixer.record(recording)

    def _do_pause_recording(self, command: protocol.PauseRecording) -> dict[str, object]:
        return self._pause(command.recording, is_paused=True)

    def _do_resume_recording(self, command: protocol.ResumeRecording) -> dict[str, object]:
        return self._pause(command.recording, is_paused=False)

    def _pause(self, recording: str, *, is_paused: bool) -> dict[str, object]:
        duration = self._mixer.pause_recording(recording, is_paused=is_paused)
        if duration is None:
            raise UnknownRecording(f"there is no recording {recording}")
        return {"duration_ms": duration}

    def _do_end_recording(self, command: protocol.EndRecording) -> None:
        if not self._mixer.end_recording(command.recording):
            raise UnknownRecording(f"there is no recording {command.recording}")

    # What signalling tells

    def _on_invited(self, signal: signalling.Invited) -> None:
        try:
            line = self._open(signal.leg, "incoming")
        except NoPorts as refusal:
            log.error("a call is refused: %s", refusal)
            self._signalling.reject(signal.leg, Reason.NO_PORTS)
            return
        caller = signal.caller
        self._tell(protocol.Incoming(signal.leg, signal.number, caller.number, caller.name, signal.phone, signal.trunk))
        self._loop.call_later(NO_ENGINE_S, self._end_unheard, signal.leg, line)

    def _on_rings(self, signal: signalling.Rings) -> None:
        self._tell(protocol.Ringing(signal.leg))

    def _on_sounds(self, signal: signalling.Sounds) -> None:
        self._mixer.agree(signal.leg, signal.path)
        self._tell(protocol.EarlyMedia(signal.leg))

    def _on_picked_up(self, signal: signalling.PickedUp) -> None:
        if signal.path is not None:
            self._mixer.agree(signal.leg, signal.path)
        line = self._lines[signal.leg]
        if line.state != "talking":
            line.state = "talking"
            self._tell(protocol.Answered(signal.leg))

    def _on_changed(self, signal: signalling.Changed) -> None:
        self._mixer.agree(signal.leg, signal.path)
        self._note_their_hold(signal.leg, signal.path)

    def _note_their_hold(self, leg: str, path: MediaPath) -> None:
        line = self._lines[leg]
        if line.they_hold == path.they_receive:
            line.they_hold = not path.they_receive
            self._tell(protocol.HeldByPhone(leg, line.they_hold))

    def _on_left(self, signal: signalling.Left) -> None:
        if signal.leg in self._lines:
            self._close(signal.leg)
            self._tell(protocol.Ended(signal.leg, signal.reason, signal.code))

    def _on_pressed(self, signal: signalling.Pressed) -> None:
        self._tell(protocol.Digit(signal.leg, signal.digit))

    def _on_asked_transfer(self, signal: signalling.AskedTransfer) -> None:
        self._tell(protocol.TransferAsked(signal.leg, signal.number, signal.replaces))

    def _on_phone_registered(self, signal: signalling.PhoneRegistered) -> None:
        self._phones[signal.phone] = signal.address
        self._tell(protocol.PhoneRegistered(signal.phone, signal.address))

    def _on_phone_gone(self, signal: signalling.PhoneGone) -> None:
        self._phones.pop(signal.phone, None)
        self._tell(protocol.PhoneGone(signal.phone))

    def _on_trunk_registered(self, signal: signalling.TrunkRegistered) -> None:
        self._tell(protocol.TrunkRegistered(signal.trunk))

    def _on_trunk_failed(self, signal: signalling.TrunkFailed) -> None:
        self._tell(protocol.TrunkFailed(signal.trunk, signal.code))

    def _on_banned(self, signal: signalling.Banned) -> None:
        self._tell(protocol.Banned(signal.address))

    # Parts

    def _open(self, name: str, state: str) -> Line:
        """Raises `NoPorts`."""
        audio = Leg(name, self._ports.open(), on_digit=self._from_mixer(self.pressed, name), on_silence=self._from_mixer(self.silent, name))
        line = self._lines[name] = Line(audio, state)
        self._mixer.add_leg(audio)
        return line

    def _close(self, name: str) -> None:
        del self._lines[name]
        self._talks.forget(name)
        self._mixer.remove_leg(name)
        for player in [player for player, listeners in self._talks.players.items() if not listeners]:
            del self._talks.players[player]
            self._mixer.remove_player(player)
        self._link()

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

    def _link(self) -> None:
        self._mixer.link(self._talks.links(), held=self._talks.held)

    def _find(self, leg: str) -> Line:
        try:
            return self._lines[leg]
        except KeyError as error:
            raise UnknownLeg(f"there is no leg {leg}") from error


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise BadField("record.key: not hexadecimal") from error
    if len(key) != KEY_BYTES:
        raise BadField(f"record.key: not {KEY_BYTES} bytes")
    return key
