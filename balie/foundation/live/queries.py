"""Who may listen to a topic."""

from __future__ import annotations

from typing import Any

from balie.foundation.live.extensions import TOPICS
from balie.foundation.live.rules import BadTopic, kind_and_key


def may_subscribe(user: Any, topic: str) -> bool:
    """Whether `user` may listen to `topic`; an unknown or malformed topic is nobody's."""
    try:
        kind, key = kind_and_key(topic)
    except BadTopic:
        return False
    return any(each.prefix == kind and each.may_subscribe(user, key) for each in TOPICS.fillings())
