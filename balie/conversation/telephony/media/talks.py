"""Who hears whom: the rooms, holds, supervisors and players of a moment, and the links that follow. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

type Link = tuple[str, str]  # who is heard, who hears


class Watch(enum.StrEnum):
    """How a supervisor takes part: only hears, is also heard by the operator, or by everybody."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"


@dataclass
class Talks:
    """Legs in rooms. A leg is in one room at most; a supervisor is in none, and follows one operator from room to room."""

    rooms: list[set[str]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    watches: dict[str, tuple[Watch, str]] = field(default_factory=dict)
    players: dict[str, set[str]] = field(default_factory=dict)

    def bridge(self, legs: Iterable[str]) -> None:
        """Put the legs together, and nobody else with them: whoever was in another room leaves it."""
        together = set(legs)
        for leg in together:
            self.part(leg)
            self.watches.pop(leg, None)
        self.rooms.append(together)

    def part(self, leg: str) -> None:
        """Take the leg out of its room; a room of one remains, since somebody may come back to it."""
        for room in self.rooms:
            room.discard(leg)
        self.rooms = [room for room in self.rooms if room]

    def watch(self, supervisor: str, operator: str, how: Watch) -> None:
        """Let the supervisor take part in whatever the operator takes part in."""
        self.part(supervisor)
        self.watches[supervisor] = (how, operator)

    def forget(self, leg: str) -> None:
        """The leg has ended."""
        self.part(leg)
        self.held.discard(leg)
        self.muted.discard(leg)
        self.watches = {each: watched for each, watched in self.watches.items() if leg not in {each, watched[1]}}
        for listeners in self.players.values():
            listeners.discard(leg)

    def room_of(self, leg: str) -> set[str]:
        """Everybody in the room of the leg, itself too; empty when it is in none."""
        return next((room for room in self.rooms if leg in room), set())

    def links(self) -> frozenset[Link]:
        """Every pair of who is heard and who hears; nobody hears themselves."""
        pairs = (*self._between_members(), *self._of_supervisors(), *self._of_players())
        return frozenset((source, sink) for source, sink in pairs if source != sink and source not in self.muted)

    def _between_members(self) -> Iterator[Link]:
        for room in self.rooms:
            present = room - self.held
            yield from ((source, sink) for source in present for sink in present)

    def _of_supervisors(self) -> Iterator[Link]:
        for supervisor, (how, operator) in self.watches.items():
            if supervisor in self.held:
                continue
            present = self._present_with(operator)
            yield from ((member, supervisor) for member in present)
            if how is Watch.WHISPER:
                yield (supervisor, operator)
            if how is Watch.JOIN:
                yield from ((supervisor, member) for member in present)

    def _present_with(self, operator: str) -> set[str]:
        """Who the operator talks with, the operator and those who joined too."""
        present = self.room_of(operator) - self.held
        joined = {each for each, (how, watched) in self.watches.items() if how is Watch.JOIN and watched == operator} - self.held
        return present | joined if operator in present else present

    def _of_players(self) -> Iterator[Link]:
        for player, listeners in self.players.items():
            yield from ((player, listener) for listener in listeners)
