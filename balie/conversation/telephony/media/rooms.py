"""Who hears whom and what: the rooms, supervisors, players and recordings that the engine's commands make."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path

from balie.conversation.telephony.media.mixer import Mixer
from balie.conversation.telephony.media.prompts import Player, read_prompt
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.recorder import Recording
from balie.conversation.telephony.media.refusals import BadField, NameTaken, UnknownLeg, UnknownPlayer, UnknownRecording, Unplayable
from balie.conversation.telephony.media.sealed import KEY_BYTES
from balie.conversation.telephony.media.talks import Talks, Watch


class Rooms:
    """`legs` are those there are; each `do_` is the command of that name."""

    def __init__(self, legs: Container[str], mixer: Mixer, *, tell: Callable[[events.Event], None]) -> None:
        self._legs, self._mixer, self._tell = legs, mixer, tell
        self._talks = Talks()
        self._recordings: dict[str, Recording] = {}

    def state(self) -> dict[str, object]:
        """What the answer to `state` tells of it."""
        return {
            "rooms": [sorted(room) for room in self._talks.rooms],
            "players": sorted(self._talks.players),
            "recordings": sorted(self._recordings),
        }

    def is_held(self, leg: str) -> bool:
        return leg in self._talks.held

    def forget(self, leg: str) -> None:
        """The leg has ended; a player that nobody hears any more ends too."""
        self._talks.forget(leg)
        for player in [player for player, listeners in self._talks.players.items() if not listeners]:
            del self._talks.players[player]
            self._mixer.remove_player(player)
        self.link()

    def link(self) -> None:
        """Have the mixer do from now on what was agreed."""
        self._mixer.link(self._talks.links(), held=self._talks.held)

    def played(self, player: str) -> None:
        """A player came to its end."""
        if self._talks.players.pop(player, None) is not None:
            self._tell(events.Played(player))

    def recording_ended(self, recording: Recording) -> None:
        """The file of a recording is whole, or failed."""
        del self._recordings[recording.name]
        self._tell(events.RecordingEnded(recording.name, recording.duration_ms, recording.chunks, recording.failure))

    def do_bridge(self, command: commands.Bridge) -> None:
        for leg in command.legs:
            self._ensure(leg)
        self._talks.bridge(command.legs)
        self.link()

    def do_part(self, command: commands.Part) -> None:
        self._ensure(command.leg)
        self._talks.part(command.leg)
        self._talks.watches.pop(command.leg, None)
        self.link()

    def do_hold(self, command: commands.Hold) -> None:
        self._ensure(command.leg)
        self._talks.held.add(command.leg)
        self.link()

    def do_unhold(self, command: commands.Unhold) -> None:
        self._ensure(command.leg)
        self._talks.held.discard(command.leg)
        self.link()

    def do_mute(self, command: commands.Mute) -> None:
        self._ensure(command.leg)
        self._talks.muted.add(command.leg)
        self.link()

    def do_unmute(self, command: commands.Unmute) -> None:
        self._ensure(command.leg)
        self._talks.muted.discard(command.leg)
        self.link()

    def do_listen(self, command: commands.Listen) -> None:
        self._watch(command.leg, command.operator, Watch.LISTEN)

    def do_whisper(self, command: commands.Whisper) -> None:
        self._watch(command.leg, command.operator, Watch.WHISPER)

    def do_join(self, command: commands.Join) -> None:
        self._watch(command.leg, command.operator, Watch.JOIN)

    def _watch(self, supervisor: str, operator: str, how: Watch) -> None:
        self._ensure(supervisor)
        self._ensure(operator)
        if supervisor == operator:
            raise BadField("operator: nobody supervises themselves")
        self._talks.watch(supervisor, operator, how)
        self.link()

    def do_play(self, command: commands.Play) -> None:
        if command.player in self._talks.players or command.player in self._legs:
            raise NameTaken(f"the name {command.player} is taken")
        for leg in command.legs:
            self._ensure(leg)
        prompts = [read_prompt(Path(each)) for each in command.files]
        if not any(len(each) for each in prompts):
            raise Unplayable(command.player, "there is nothing in it")
        self._talks.players[command.player] = set(command.legs)
        self._mixer.add_player(command.player, Player(prompts, loops=command.loops))
        self.link()

    def do_suspend(self, command: commands.Suspend) -> None:
        self._suspend(command.player, is_suspended=True)

    def do_resume(self, command: commands.Resume) -> None:
        self._suspend(command.player, is_suspended=False)

    def _suspend(self, player: str, *, is_suspended: bool) -> None:
        if player not in self._talks.players or not self._mixer.suspend(player, is_suspended=is_suspended):
            raise UnknownPlayer(f"there is no player {player}")

    def do_stop(self, command: commands.Stop) -> None:
        if self._talks.players.pop(command.player, None) is None:
            raise UnknownPlayer(f"there is no player {command.player}")
        self._mixer.remove_player(command.player)
        self.link()

    def do_record(self, command: commands.Record) -> None:
        self._ensure(command.leg)
        if command.recording in self._recordings:
            raise NameTaken(f"there is a recording {command.recording} already")
        recording = Recording(command.recording, command.leg, Path(command.file), _key(command.key))
        try:
            recording.begin()
        except OSError as error:
            raise BadField(f"record.file: {error.strerror}") from error
        self._recordings[command.recording] = recording
        self._mixer.record(recording)

    def do_pause_recording(self, command: commands.PauseRecording) -> dict[str, object]:
        return self._pause(command.recording, is_paused=True)

    def do_resume_recording(self, command: commands.ResumeRecording) -> dict[str, object]:
        return self._pause(command.recording, is_paused=False)

    def _pause(self, recording: str, *, is_paused: bool) -> dict[str, object]:
        duration = self._mixer.pause_recording(recording, is_paused=is_paused)
        if duration is None:
            raise UnknownRecording(f"there is no recording {recording}")
        return {"duration_ms": duration}

    def do_end_recording(self, command: commands.EndRecording) -> None:
        if not self._mixer.end_recording(command.recording):
            raise UnknownRecording(f"there is no recording {command.recording}")

    def _ensure(self, leg: str) -> None:
        """Raises `UnknownLeg`."""
        if leg not in self._legs:
            raise UnknownLeg(f"there is no leg {leg}")


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise BadField("record.key: not hexadecimal") from error
    if len(key) != KEY_BYTES:
        raise BadField(f"record.key: not {KEY_BYTES} bytes")
    return key
