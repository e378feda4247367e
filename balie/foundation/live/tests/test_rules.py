"""Topics, and who may ask for the stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.live.rules import MOST_TOPICS, BadTopic, checked_topic, is_from_us, kind_and_key, wanted_topics

topics = st.from_regex(r"[a-z][a-z_-]{0,20}(:[A-Za-z0-9._:-]{1,20})?", fullmatch=True)


@given(topics)
def test_a_topic_is_its_kind_and_its_key(topic: str) -> None:
    kind, key = kind_and_key(topic)

    assert topic == (f"{kind}:{key}" if key else kind)


@pytest.mark.parametrize("topic", ["", "Ticket", "ticket:", "ticket:4 2", "ticket:4\n", "ticket:%", ":a", "ticket:" + "4" * 65])
def test_anything_else_is_no_topic(topic: str) -> None:
    with pytest.raises(BadTopic):
        checked_topic(topic)


@given(st.lists(topics, max_size=100))
def test_each_topic_is_wanted_once_and_none_is_lost(wanted: list[str]) -> None:
    taken, left_out = wanted_topics(",".join(wanted))

    assert len(taken) <= MOST_TOPICS
    assert taken + left_out == list(dict.fromkeys(wanted))


@given(st.text())
def test_no_text_breaks_the_reading_of_topics(text: str) -> None:
    taken, _ = wanted_topics(text)

    assert all(checked_topic(topic) for topic in taken)


@pytest.mark.parametrize(
    ("origin", "fetch_site", "is_ours"),
    [
        ("", "same-origin", True),
        ("", "", True),
        ("http://localhost:8000", "same-origin", True),
        ("", "cross-site", False),
        ("", "same-site", False),
        ("http://files.localhost:8000", "", False),
        ("http://localhost:8000.evil.example", "", False),
        ("null", "", False),
    ],
)
def test_only_our_own_pages_get_the_stream(origin: str, fetch_site: str, is_ours: bool) -> None:
    assert is_from_us(host="localhost:8000", origin=origin, fetch_site=fetch_site) is is_ours
