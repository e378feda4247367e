"""What telephony asks of the apps above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from balie.conversation.telephony.models import Call
from balie.foundation.extensions import ExtensionPoint

# What the caller hears after the greeting and before they wait: WAV files.
NOTICES: ExtensionPoint[Callable[[Call, datetime], Sequence[Path]]] = ExtensionPoint("telephony.notices")
