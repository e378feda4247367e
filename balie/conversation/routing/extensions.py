"""What routing asks of the apps above: where the next piece of work is asked for."""

from __future__ import annotations

from collections.abc import Callable

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint

# The address that takes a POST of "give me the next"; None for who is not given work.
NEXT: ExtensionPoint[Callable[[User], str | None]] = ExtensionPoint("routing.next")
