from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISED = ("A4.3", "A7.1", "A7.5", "S1", "S1.2", "S2.2", "S2.4", "S3.6", "S4.7")


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "scripts" / "decree.py"), *options], capture_output=True, text=True, check=False)


def test_the_page_of_the_decree_is_what_the_tests_say() -> None:
    assert _run("--check").returncode == 0, _run("--check").stderr


@pytest.mark.parametrize("line", PROMISED)
def test_a_line_that_works_names_its_tests(line: str) -> None:
    row = next(row for row in (ROOT / "docs" / "reference" / "decree.md").read_text().splitlines() if row.startswith(f"| {line} |"))

    assert "| works |" in row
    assert "::" in row or ".py" in row
