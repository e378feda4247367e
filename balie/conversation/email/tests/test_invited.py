"""An invitation in words."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.invited import repeats, when


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2026-11-30T09:00:00 Europe/Brussels", "2026-11-30T10:00:00 Europe/Brussels", "30 November 2026, 09:00 – 10:00"),
        ("2026-11-30T09:00:00 Romance Standard Time", "", "30 November 2026, 09:00"),
        ("2026-11-30T08:00:00+00:00", "", "30 November 2026, 09:00"),
        ("2026-11-30T09:00:00", "", "30 November 2026, 09:00"),
        ("2026-11-30T09:00:00 Maanbasis 3", "", "30 November 2026, 09:00 (Maanbasis 3)"),
        ("2026-11-30T22:00:00+00:00", "2026-12-01T01:00:00+00:00", "30 November 2026, 23:00 – 1 December 2026, 02:00"),
        ("2026-11-30", "2026-12-01", "30 November 2026, all day"),
        ("2026-11-30", "2026-12-03", "30 November 2026 – 2 December 2026, all day"),
        ("2026-11-30", "", "30 November 2026, all day"),
        ("", "", ""),
    ],
)
def test_when_is_told_in_the_zone_of_who_reads(starts: str, ends: str, said: str) -> None:
    with translation.override("en"), timezone.override("Europe/Brussels"):
        assert when(starts, ends) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", ""),
        ("FREQ=WEEKLY;BYDAY=MO", "repeats every week"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=5", "repeats every 2 days, 5 times"),
        ("FREQ=MONTHLY;UNTIL=20270331T215959Z", "repeats every month, until 31 March 2027"),
        ("FREQ=SECONDLY", "repeats"),
    ],
)
def test_a_rule_of_repeating_is_told_in_words(rule: str, said: str) -> None:
    with translation.override("en"):
        assert repeats(rule) == said


@given(st.text(max_size=60))
def test_no_rule_makes_it_fail(rule: str) -> None:
    assert isinstance(repeats(rule), str)


@given(st.datetimes().map(lambda at: at.isoformat()), st.text(max_size=30))
def test_no_moment_and_no_zone_makes_it_fail(moment: str, zone: str) -> None:
    assert isinstance(when(f"{moment} {zone}", f"{moment} {zone}"), str)
