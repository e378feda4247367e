"""The mixer: every 20 ms what all legs and players say goes, by a matrix of gains, to all who hear it."""

from __future__ import annotations

import logging
import selectors
import threading
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from balie.conversation.telephony.media.clock import Clock
from balie.conversation.telephony.media.codecs import FRAME, PCMU, Samples, decode, encode, rows_of
from balie.conversation.telephony.media.jitter import Missing
from balie.conversation.telephony.media.legs import Leg, MediaPath
from balie.conversation.telephony.media.prompts import Player
from balie.conversation.telephony.media.quality import Quality
from balie.conversation.telephony.media.recorder import Recording, Writer
from balie.conversation.telephony.media.talks import Link

log = logging.getLogger(__name__)

_REPORT_TICKS = 250  # 5 s between RTCP reports and figures of quality
_LOOK_TICKS = 50


class Plan(NamedTuple):
    """What a tick needs, made anew at every change: sources are the legs, then the players."""

    legs: tuple[Leg, ...]
    players: tuple[tuple[str, Player], ...]
    gains: NDArray[np.float32]  # [source, leg]


class Mixer:
    """Legs, players and recordings, and who hears whom. Every change is made under the lock, between two ticks.

    `on_played` hears of a player that came to its end, `on_failure` of a tick that went wrong (the next comes all the same).
    Both are called from the mixer's thread.
    """

    def __init__(self, writer: Writer, *, on_played: Callable[[str], None], on_failure: Callable[[str], None]) -> None:
        self.clock = Clock(self.tick)
        self._writer = writer
        self._on_played, self._on_failure = on_played, on_failure
        self._lock = threading.Lock()
        self._poller = selectors.DefaultSelector()
        self._legs: dict[str, Leg] = {}
        self._players: dict[str, Player] = {}
        self._recordings: dict[str, Recording] = {}
        self._links: frozenset[Link] = frozenset()
        self._plan = Plan((), (), np.zeros((0, 0), dtype=np.float32))
        self._ticks = 0

    def add_leg(self, leg: Leg) -> None:
        with self._lock:
            self._legs[leg.name] = leg
            for each in (leg.sockets.rtp, leg.sockets.rtcp):
                self._poller.register(each, selectors.EVENT_READ, leg)
            self._replan()

    def remove_leg(self, name: str) -> None:
        """Its sockets are closed and its recordings end."""
        with self._lock:
            leg = self._legs.pop(name)
            for each in (leg.sockets.rtp, leg.sockets.rtcp):
                self._poller.unregister(each)
            leg.close()
            for recording in [each for each in self._recordings.values() if each.leg == name]:
                self._end(recording.name)
            self._replan()

    def agree(self, name: str, path: MediaPath) -> None:
        with self._lock:
            self._legs[name].agree(path, at=time.monotonic())

    def quality(self, name: str) -> Quality:
        """Of one leg, since it was last asked."""
        with self._lock:
            return self._legs[name].quality()

    def press(self, name: str, digits: str) -> None:
        with self._lock:
            self._legs[name].press(digits)

    def add_player(self, name: str, player: Player) -> None:
        with self._lock:
            self._players[name] = player
            self._replan()

    def remove_player(self, name: str) -> None:
        with self._lock:
            self._players.pop(name, None)
            self._replan()

    def suspend(self, name: str, *, is_suspended: bool) -> bool:
        """A suspended player keeps its position. False when the player has ended."""
        with self._lock:
            player = self._players.get(name)
            if player is not None:
                player.is_suspended = is_suspended
            return player is not None

    def link(self, links: Iterable[Link], *, held: Iterable[str] = ()) -> None:
        """From the next tick on exactly these hear each other; of the held no audio is expected."""
        with self._lock:
            self._links = frozenset(links)
            waiting = set(held)
            for leg in self._legs.values():
                leg.is_held = leg.name in waiting
            self._replan()

    def record(self, recording: Recording) -> None:
        with self._lock:
            self._recordings[recording.name] = recording

    def pause_recording(self, name: str, *, is_paused: bool) -> int | None:
        """How long the recording is so far, in ms; None when it has ended."""
        with self._lock:
            recording = self._recordings.get(name)
            if recording is None:
                return None
            recording.is_paused = is_paused
            return recording.duration_ms

    def end_recording(self, name: str) -> bool:
        """False when it has ended already."""
        with self._lock:
            is_there = name in self._recordings
            if is_there:
                self._end(name)
            return is_there

    def tick(self) -> None:
        """One turn of 20 ms; whatever goes wrong in it is logged and told, and the next turn comes."""
        try:
            with self._lock:
                self._turn(time.monotonic())
        except Exception as error:  # the outer loop of this thread
            log.exception("a tick of the mixer went wrong")
            self._on_failure(f"{type(error).__name__}: {error}")

    def _turn(self, at: float) -> None:
        self._ticks += 1
        for key, _ in self._poller.select(0):
            key.data.receive(at=at)
        legs, players, gains = self._plan
        if legs:
            rows = rows_of([leg.payload_type for leg in legs])
            said = self._said(legs, rows)
            heard = gains.T @ np.concatenate((said, self._played(players)))
            frames = encode(heard, rows)
            for index, leg in enumerate(legs):
                leg.send(frames[index * FRAME : (index + 1) * FRAME])
            self._record(said, gains[: len(legs)])
        self._look_after(legs, at)

    def _said(self, legs: tuple[Leg, ...], rows: NDArray[np.intp]) -> Samples:
        """What every leg says; what is missing is made up, silence where nothing is said."""
        frames = [leg.pull() for leg in legs]
        said = decode(b"".join(frame if isinstance(frame, bytes) else leg.silence() for leg, frame in zip(legs, frames, strict=True)), rows)
        for index, (leg, frame) in enumerate(zip(legs, frames, strict=True)):
            if frame is Missing.LOST:
                said[index] = leg.concealer.missing()
            elif frame is Missing.PAUSED:
                said[index] = 0
            else:
                said[index] = leg.concealer.heard(said[index])
                leg.hear(said[index])
        return said

    def _played(self, players: tuple[tuple[str, Player], ...]) -> Samples:
        """What every player plays; one that comes to its end is told of and removed."""
        played = np.zeros((len(players), FRAME), dtype=np.float32)
        for index, (name, player) in enumerate(players):
            if player.is_suspended:
                continue
            played[index] = player.frame()
            if player.is_done:
                del self._players[name]
                self._replan()
                self._on_played(name)
        return played

    def _record(self, said: Samples, gains: NDArray[np.float32]) -> None:
        """Left what the customer says while anybody hears it, right whom the customer hears; silence while it is paused."""
        running = list(self._recordings.values())
        if not running:
            return
        places = [self._place(each.leg) for each in running]
        is_kept = np.array([not each.is_paused for each in running])
        is_heard = gains[places].any(axis=1) & is_kept
        sides = np.concatenate((said[places] * is_heard[:, None], gains.T[places] @ said * is_kept[:, None]))
        frames = encode(sides, rows_of([PCMU] * len(sides)))
        for index, recording in enumerate(running):
            left, right = index * FRAME, (len(running) + index) * FRAME
            self._writer.feed(recording, frames[left : left + FRAME], frames[right : right + FRAME])

    def _place(self, leg: str) -> int:
        return next(index for index, each in enumerate(self._plan.legs) if each.name == leg)

    def _look_after(self, legs: tuple[Leg, ...], at: float) -> None:
        for index, leg in enumerate(legs):
            if (self._ticks + index) % _LOOK_TICKS == 0:
                leg.look_after(at=at)
            if (self._ticks + index) % _REPORT_TICKS == 0:
                leg.report()

    def _end(self, name: str) -> None:
        self._writer.end(self._recordings.pop(name))

    def _replan(self) -> None:
        legs, players = tuple(self._legs.values()), tuple(self._players.items())
        names = [leg.name for leg in legs] + [name for name, _ in players]
        place = {name: index for index, name in enumerate(names)}
        gains = np.zeros((len(names), len(legs)), dtype=np.float32)
        for source, sink in self._links:
            if source in place and place.get(sink, len(legs)) < len(legs):
                gains[place[source], place[sink]] = 1
        self._plan = Plan(legs, players, gains)
