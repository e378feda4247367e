"""What an installation starts with; each app says its part, and they run in ring order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from balie.foundation.extensions import ExtensionPoint

# Must stand before anybody works; run after each migration, so each is idempotent.
INSTALL: ExtensionPoint[Callable[[datetime], None]] = ExtensionPoint("installation.install")

# The demo organisation; run once, in an empty database, with `at` as now.
DEMO: ExtensionPoint[Callable[[datetime], None]] = ExtensionPoint("installation.demo")

# Many records at once, for measuring: `count` tickets and what belongs to them.
BULK: ExtensionPoint[Callable[[int, datetime], None]] = ExtensionPoint("installation.bulk")
