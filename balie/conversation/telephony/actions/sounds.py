"""What callers hear of us: each player has its name from the leg that hears it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Leg
from balie.conversation.telephony.spoken import MUSIC, spoken

_GREETING, _NOTICE, _MUSIC = "greeting:", "notice:", "music:"
_TURNS = 6  # of the music between two announcements: 48 s


def greeting_for(leg: Leg, notices: Iterable[Path] = ()) -> commands.Play:
    """Who we are, and what else must be said before they wait."""
    files = (spoken("welcome" if leg.call.is_open else "closed", leg.call.language), *notices)
    return commands.Play(_GREETING + leg.name, tuple(map(str, files)), (leg.name,))


def notice_for(leg: Leg, notices: Iterable[Path]) -> commands.Play:
    """What must be said before they wait, to who was led there."""
    return commands.Play(_NOTICE + leg.name, tuple(map(str, notices)), (leg.name,))


def music_between(leg: Leg, told: Iterable[Path]) -> commands.Play:
    """What they are told, and music until they are told again."""
    return commands.Play(_MUSIC + leg.name, (*map(str, told), *[str(spoken(MUSIC, ""))] * _TURNS), (leg.name,))


def hearer(player: str) -> tuple[str, str]:
    """What was played and the leg that heard it, by the player's name; a third part of the name is its player's own."""
    kind, _, rest = player.partition(":")
    return kind, rest.partition(":")[0]


def music_for(leg: Leg) -> commands.Play:
    return commands.Play(_MUSIC + leg.name, (str(spoken(MUSIC, "")),), (leg.name,), loops=True)


def end_of_music(leg: Leg) -> commands.Stop:
    return commands.Stop(_MUSIC + leg.name)
