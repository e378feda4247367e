"""New text told from quotes: third-party replies, whose expected new text stands here as length and hash only, and Dutch and French of our own.

`REFERENCE=1` writes the table of misses in docs/reference/mail-parsing.md anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.quoting import split_reply
from balie.conversation.email.readable import html_to_text
from balie.conversation.email.tests.own_replies import OWN
from tests.parts.corpora import corpus

HERE = Path(__file__).parent
# Length and the first 16 digits of the SHA-256 of what the sender wrote, by our own reading of each fixture.
ORACLE: dict[str, tuple[int, str]] = json.loads((HERE / "replies_oracle.json").read_text())
REASONS: dict[str, str] = json.loads((HERE / "reply_misses.json").read_text())
PAGE = HERE.parents[3] / "docs/reference/mail-parsing.md"
BEGIN, END = "<!-- replies -->\n", "<!-- end of replies -->\n"


@pytest.fixture(scope="module")
def third_party() -> list[str]:
    """The names of the third-party replies that are read otherwise than a person reads them."""
    folder = corpus("replies")
    return [name for name, wanted in ORACLE.items() if _mark(split_reply(_text(folder / name)).new) != tuple(wanted)]


def _own() -> list[str]:
    return [name for name, (new, rest) in OWN.items() if split_reply(f"{new}\n\n{rest}" if rest else new).new != new]


def test_new_text_is_found_in_other_peoples_replies(third_party: list[str]) -> None:
    assert len(ORACLE) >= 110
    assert len(third_party) <= len(ORACLE) * 0.05


def test_new_text_is_found_in_dutch_and_french_mails_of_our_own() -> None:
    assert len(OWN) >= 40
    assert len(_own()) <= len(OWN) * 0.05


def test_each_miss_has_a_reason_and_each_reason_a_miss(third_party: list[str]) -> None:
    assert {*third_party, *_own()} == set(REASONS)


def test_the_page_of_misses_is_up_to_date(third_party: list[str]) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    wanted = before + BEGIN + _table(third_party) + END + rest.partition(END)[2]
    if os.environ.get("REFERENCE") == "1":
        PAGE.write_text(wanted)

    assert PAGE.read_text() == wanted


def _text(path: Path) -> str:
    if path.suffix == ".eml":
        return parse_mail(path.read_bytes()).text
    text = path.read_text(encoding="utf-8", errors="replace")
    return html_to_text(text) if path.suffix == ".html" else text


def _mark(new: str) -> tuple[int, str]:
    """White space counts as one space: where a program breaks its lines is not what the sender wrote."""
    new = " ".join(new.split())
    return len(new), hashlib.sha256(new.encode()).hexdigest()[:16]


def _table(third_party: list[str]) -> str:
    lines = ["| mails | right | of |", "|---|---|---|"]
    lines.append(f"| third-party replies | {len(ORACLE) - len(third_party)} | {len(ORACLE)} |")
    lines.append(f"| Dutch and French, of our own making | {len(OWN) - len(_own())} | {len(OWN)} |")
    lines += ["", "| missed | why |", "|---|---|"]
    lines += [f"| {name} | {REASONS.get(name, '')} |" for name in [*third_party, *_own()]]
    return "\n".join(lines) + "\n"
