"""What service levels ask of who holds the clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from balie.foundation.extensions import ExtensionPoint
from balie.records.customers.models import Customer

# Bring the next clocks of what these customers asked in line with the agreements that hold for them now, from the key `after` on, a batch;
# the last key, None at the end. Filled once: by tickets.
type Follow = Callable[[QuerySet[Customer], int, datetime], int | None]
FOLLOW: ExtensionPoint[Follow] = ExtensionPoint("sla.follow")
