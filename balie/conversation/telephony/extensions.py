"""What telephony asks of the apps above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from balie.conversation.telephony.models import Call, Leg
from balie.foundation.extensions import ExtensionPoint

# What the caller hears after the greeting and before they wait: WAV files.
NOTICES: ExtensionPoint[Callable[[Call, datetime], Sequence[Path]]] = ExtensionPoint("telephony.notices")


@dataclass(frozen=True)
class Guide:
    """Leads callers by what they hear and press: `leads` says whether this one, `begin` comes after the greeting, and the guide calls `go_on` when it is done."""

    leads: Callable[[Call], bool]
    begin: Callable[[Leg, datetime], None]


# Who leads a caller between the greeting and the wait; the first that does.
GUIDES: ExtensionPoint[Guide] = ExtensionPoint("telephony.guides")
# What who waits hears before the music and, again and again, between it; nothing at all is None.
TOLD: ExtensionPoint[Callable[[Call, datetime], Sequence[Path] | None]] = ExtensionPoint("telephony.told")
# What becomes of who may not wait, or not any longer, by the queue's `Otherwise`: True where it is taken care of. Else they are hung up on.
TURNED_AWAY: ExtensionPoint[Callable[[Call, str, datetime], bool]] = ExtensionPoint("telephony.turned_away")
# What callers said by keys, by call: in words, for who picks up.
SAID: ExtensionPoint[Callable[[Sequence[int]], Mapping[int, str]]] = ExtensionPoint("telephony.said")
