"""R-H2: text becomes HTML in few places, and those are looked at. Everywhere else a template escapes, and nothing can switch it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Where words that are already HTML are said to be so: the components' own Python.
MARKING = "balie/foundation/ui/"
IN_PYTHON = re.compile(r"\bmark_safe\b|\bMarkup\(|\bSafeString\(|\bformat_html_join\b|autoescape\s*=\s*False")
IN_TEMPLATES = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|\bjavascript:|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)")
IN_SCRIPTS = re.compile(r"\.(?:innerHTML|outerHTML)\s*=|\binsertAdjacentHTML\b|\bdocument\.write\b|\beval\(|\bnew Function\(|\bsrcdoc\s*=")


@pytest.mark.parametrize(
    ("pattern", "forbidden"),
    [("balie/**/*.py", IN_PYTHON), ("balie/**/*.html", IN_TEMPLATES), ("frontend/src/**/*.ts", IN_SCRIPTS)],
    ids=["python", "templates", "scripts"],
)
def test_r_h2_nothing_is_called_html_outside_the_components(pattern: str, forbidden: re.Pattern[str]) -> None:
    assert list(_found(pattern, forbidden)) == []


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("return mark_safe(text)", IN_PYTHON),
        ("Environment(autoescape=False)", IN_PYTHON),
        ("{{ subject|safe }}", IN_TEMPLATES),
        ("{% autoescape false %}", IN_TEMPLATES),
        ('<a onclick="go()">', IN_TEMPLATES),
        ("<script>go()</script>", IN_TEMPLATES),
        ("element.innerHTML = text", IN_SCRIPTS),
        ("frame.srcdoc = text", IN_SCRIPTS),
    ],
)
def test_a_line_that_would_switch_it_off_is_seen(line: str, forbidden: re.Pattern[str]) -> None:
    assert forbidden.search(line)


def _found(pattern: str, forbidden: re.Pattern[str]) -> Iterator[str]:
    for path in sorted(ROOT.glob(pattern)):
        name = path.relative_to(ROOT).as_posix()
        if "/tests/" in name or (pattern.endswith(".py") and name.startswith(MARKING)):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if forbidden.search(line):
                yield f"{name}:{number}: {line.strip()[:120]}"
