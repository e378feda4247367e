"""What telephony asks: who hands out the callers that wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from balie.foundation.extensions import ExtensionPoint

# A caller was greeted and waits; whoever fills it calls `offer_call` once somebody is free. `CallAnswered` and `CallEnded` say that it waits no more.
WAITS: ExtensionPoint[Callable[[int, datetime], None]] = ExtensionPoint("telephony.waits")
