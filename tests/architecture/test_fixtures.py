"""What every test begins with stands in one place: a fixture of the same name nearer by would silently take its turn."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AUTOMATIC = re.compile(r"@pytest\.fixture\([^)]*autouse=True[^)]*\)\ndef (\w+)")
ANY = re.compile(r"@pytest\.fixture(?:\([^)]*\))?\ndef (\w+)")


def test_no_fixture_takes_the_turn_of_one_that_every_test_begins_with() -> None:
    everywhere = set(AUTOMATIC.findall((ROOT / "conftest.py").read_text()))
    others = (path for folder in ("balie", "tests") for path in (ROOT / folder).rglob("*.py"))

    taken = {str(path.relative_to(ROOT)): each for path in others for each in ANY.findall(path.read_text()) if each in everywhere}

    assert everywhere
    assert taken == {}
