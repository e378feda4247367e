"""What identity asks of the channels above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists
from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class Way:
    """A way in which a channel itself recognises the customer: `holds()` is a condition on the contact `OuterRef("pk")`."""

    key: str
    name: str | Promise
    holds: Callable[[], Exists]


WAYS: ExtensionPoint[Way] = ExtensionPoint("identity.ways")
