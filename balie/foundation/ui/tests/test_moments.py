from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from balie.foundation.ui.moments import time


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    moment = datetime(2026, 11, 23, 10, 5, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def test_a_moment_ticks_and_tells_itself_exactly_on_hover(now: datetime) -> None:
    with translation.override("nl"):
        html = time(now - timedelta(minutes=12))

    assert html == (
        '<time class="time" datetime="2026-11-23T09:53:00+01:00" data-relative="ago" title="23/11/2026 09:53">12 min geleden</time>'
    )


def test_a_moment_of_more_than_a_week_ago_is_a_day(now: datetime) -> None:
    with translation.override("fr"):
        html = time(now - timedelta(days=30))

    assert html.endswith(">24/10/2026</time>")


@pytest.mark.parametrize(("how", "words"), [("exact", "23.11.2026 10:05"), ("day", "23. November 2026")])
def test_what_does_not_tick_has_no_title(now: datetime, how: str, words: str) -> None:
    with translation.override("de"):
        html = time(now, how, tone="red")

    assert html == f'<time class="time tone--red" datetime="2026-11-23T10:05:00+01:00">{words}</time>'


def test_no_moment_is_nothing() -> None:
    assert time(None) == ""
