"""What a topic looks like."""

from __future__ import annotations

import re

MOST_TOPICS = 60
_TOPIC = re.compile(r"[a-z][a-z_-]{0,39}(:[A-Za-z0-9._:-]{1,64})?\Z")


class BadTopic(ValueError):
    """A topic is `kind` or `kind:key`, of plain letters and digits."""


def checked_topic(topic: str) -> str:
    """`topic` as it is, or `BadTopic`."""
    if not _TOPIC.match(topic):
        raise BadTopic(topic)
    return topic


def kind_and_key(topic: str) -> tuple[str, str]:
    """`ticket:42` is `("ticket", "42")`; a topic without a key has an empty one. Raises `BadTopic`."""
    kind, _, key = checked_topic(topic).partition(":")
    return kind, key


def wanted_topics(text: str) -> list[str]:
    """The topics of a comma-separated `text`, each once, in order, at most `MOST_TOPICS`; empty ones left out."""
    return list(dict.fromkeys(part for each in text.split(",") if (part := each.strip())))[:MOST_TOPICS]
