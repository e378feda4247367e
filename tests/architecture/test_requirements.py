"""What went wrong with mail elsewhere has a number each here, and a test of that name: `R-M1` is `test_r_m1_…`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = {
    "R-M1": "a mail never gives anybody history to read; who is copied in waits",
    "R-M2": "an answer is known by a token that cannot be forged",
    "R-M3": "a number in a subject joins nothing",
    "R-M4": "who wrote is the From after its check; a Reply-To is a route",
    "R-M5": "mails that look like somebody's sign-up codes open nothing",
    "R-M6": "headers of our own name are not obeyed",
    "R-M7": "recipients come from the database alone",
    "R-M8": "an address in disguise is text, never an identity",
    "R-M9": "a victim of forged senders gets one mail",
    "R-I1": "kept before it is marked, once, by one at a time",
    "R-I2": "a mail that fails is shown and keeps no other waiting",
    "R-I3": "fetched on from any age, in order",
    "R-I4": "known mails do not come back; two mailboxes each have theirs",
    "R-I5": "a mail costs so much at most",
    "R-L1": "a machine's mail is answered by no machine of ours",
    "R-L2": "automatic mail is held back before it is a storm",
    "R-L3": "writing what stands there fires nothing; reactions end; we never write to ourselves",
    "R-H1": "HTML of a mail never runs",
    "R-H2": "text becomes HTML in few, known places",
    "R-H3": "a style cannot change what a forwarded mail says",
    "R-H4": "nothing is fetched from elsewhere unasked",
    "R-F1": "files of others come from another host, as downloads",
    "R-F2": "a file's name is text and never a path",
    "R-F3": "what draws previews reaches no network and no file, and is ended in time",
    "R-F4": "what unpacks to too much is refused",
}


@pytest.fixture(scope="module")
def names() -> set[str]:
    return set(_test_names())


def _test_names() -> Iterator[str]:
    for folder in (ROOT / "balie", ROOT / "tests"):
        for path in folder.rglob("test_*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield node.name


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_requirement_has_a_test_of_its_name(requirement: str, names: set[str]) -> None:
    start = f"test_{requirement.lower().replace('-', '_')}_"

    assert [name for name in names if name.startswith(start)], f"{requirement} ({REQUIREMENTS[requirement]}): no {start}…"
