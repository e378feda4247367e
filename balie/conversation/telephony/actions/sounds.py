"""What callers hear of us: each player has its name from the leg that hears it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from balie.conversation.telephony import prompts
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Leg

_GREETING, _MUSIC = "greeting:", "music:"


def greeting_for(leg: Leg, notices: Iterable[Path] = ()) -> commands.Play:
    """Who we are, and what else must be said before they wait."""
    files = (prompts.greeting(leg.call.language, is_open=leg.call.is_open), *notices)
    return commands.Play(_GREETING + leg.name, tuple(map(str, files)), (leg.name,))


def greeted_leg(player: str) -> str:
    """The leg that heard this greeting; "" when it is no greeting."""
    return player.removeprefix(_GREETING) if player.startswith(_GREETING) else ""


def music_for(leg: Leg) -> commands.Play:
    return commands.Play(_MUSIC + leg.name, (str(prompts.MUSIC),), (leg.name,), loops=True)


def end_of_music(leg: Leg) -> commands.Stop:
    return commands.Stop(_MUSIC + leg.name)
