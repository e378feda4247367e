"""What live asks of the apps above: which topics exist, and who may listen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class TopicKind:
    """Topics `prefix` and `prefix:key`; `may_subscribe(user, key)` decides, with an empty key for `prefix` alone."""

    prefix: str
    may_subscribe: Callable[[Any, str], bool]


TOPICS: ExtensionPoint[TopicKind] = ExtensionPoint("live topics")
