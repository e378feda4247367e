"""What identity asks of the channels above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.statements.prepared import Given


@dataclass(frozen=True)
class Way:
    """A way in which a channel itself recognises the customer: `holds()` is a condition on the contact `OuterRef("pk")`."""

    key: str
    name: str | Promise
    holds: Callable[[], Exists]


# The contacts (their pk) that the user `Given` has under hand otherwise than as their operator, as a mail whose ticket is theirs.
HELD: ExtensionPoint[Callable[[Given], QuerySet[Any, Any]]] = ExtensionPoint("identity.held")
WAYS: ExtensionPoint[Way] = ExtensionPoint("identity.ways")
