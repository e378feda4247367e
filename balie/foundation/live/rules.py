"""What a topic looks like."""

from __future__ import annotations

import re

MOST_TOPICS = 60
_TOPIC = re.compile(r"[a-z][a-z_-]{0,39}(:[A-Za-z0-9._:-]{1,64})?\Z")


class BadTopic(ValueError):
    """A topic is `kind` or `kind:key`, of plain letters and digits; the key may hold `:` too."""


def checked_topic(topic: str) -> str:
    """`topic` as it is, or `BadTopic`."""
    if not _TOPIC.match(topic):
        raise BadTopic(topic)
    return topic


def kind_and_key(topic: str) -> tuple[str, str]:
    """`ticket:42` is `("ticket", "42")`; a topic without a key has an empty one. Raises `BadTopic`."""
    kind, _, key = checked_topic(topic).partition(":")
    return kind, key


def wanted_topics(text: str) -> tuple[list[str], list[str]]:
    """The topics of a comma-separated `text`, each once, in order: the first `MOST_TOPICS` well-formed ones, and the others."""
    taken: list[str] = []
    left_out: list[str] = []
    for topic in dict.fromkeys(part for each in text.split(",") if (part := each.strip())):
        is_taken = _TOPIC.match(topic) and len(taken) < MOST_TOPICS
        (taken if is_taken else left_out).append(topic)
    return taken, left_out


def is_from_us(*, host: str, origin: str, fetch_site: str) -> bool:
    """Whether a page of `host` asks for the stream; an empty `origin` or `fetch_site` is a header that was not sent."""
    if fetch_site and fetch_site != "same-origin":
        return False
    return not origin or origin.partition("://")[2].lower() == host.lower()
