"""What tasks ask of the apps above: which services run beside the jobs in the worker process."""

from __future__ import annotations

import threading
from collections.abc import Callable

from balie.foundation.extensions import ExtensionPoint

# A service runs until the event is set, in a thread of its own; one that dies is started again, more and more slowly.
BACKGROUND: ExtensionPoint[Callable[[threading.Event], None]] = ExtensionPoint("background services")
