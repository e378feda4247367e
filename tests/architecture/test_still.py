"""A part of a page that fetches itself again never takes away what somebody is filling in: it waits, and catches up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BALIE = Path(__file__).parents[2] / "balie"
_TAG = re.compile(r"<\w[^\n]*?hx-trigger=\"(?P<trigger>[^\"]*nudge:[^\"]*)\"[^\n]*")
# They hold no form.
_WITHOUT_FORM = {"ringing", "softphone", "ticket-presence"}
PARTS = [
    pytest.param(found.group(), found["trigger"], id=f"{template.relative_to(BALIE)}:{name}")
    for template in sorted(BALIE.glob("*/*/templates/**/*.html"))
    for found in _TAG.finditer(template.read_text())
    for name in re.findall(r"id=\"([^\"]*)\"|$", found.group())[:1]
    if name not in _WITHOUT_FORM
]


@pytest.mark.parametrize(("tag", "trigger"), PARTS)
def test_a_part_that_is_nudged_waits_for_who_fills_it_in_and_catches_up(tag: str, trigger: str) -> None:
    assert "data-still" in tag
    assert re.search(r"\bsettled\b", trigger)


def test_the_parts_are_found() -> None:
    assert len(PARTS) > 20
