"""What mail asks of the apps above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from balie.foundation.extensions import ExtensionPoint

# Thread ids to the numbers of the tickets they are filed under; threads without a ticket are left out.
FILED_UNDER: ExtensionPoint[Callable[[Sequence[int]], dict[int, int]]] = ExtensionPoint("email.filed_under")
