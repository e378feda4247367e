"""Every third-party mail with an expected reading: what differs is named with a reason in docs/reference/mail-parsing.md.

`REFERENCE=1` writes the page anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from balie.conversation.email.tests.comparison import Score, compare
from tests.parts.corpora import corpus, mails

REASONS: dict[str, list[str]] = json.loads((Path(__file__).parent / "mail_differences.json").read_text())
PAGE = Path(__file__).resolve().parents[4] / "docs/reference/mail-parsing.md"
BEGIN, END = "<!-- differences -->\n", "<!-- end of differences -->\n"


@pytest.fixture(scope="module")
def score() -> Score:
    return compare(mails("mail/stalwart"), corpus("mail/stalwart"))


def test_subjects_and_addresses_agree_with_another_reader(score: Score) -> None:
    assert sum(score.all.values()) > 500
    assert score.share("subject") >= 0.98
    assert score.share("addresses") >= 0.96


def test_each_difference_has_a_reason_and_each_reason_a_difference(score: Score) -> None:
    assert set(score.differences) == set(REASONS)


def test_no_part_is_lost_but_where_the_reason_says_so(score: Score) -> None:
    assert score.share("parts") >= 0.94


def test_the_page_of_differences_is_up_to_date(score: Score) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = before + BEGIN + _table(score) + END + after
    if os.environ.get("REFERENCE") == "1":
        PAGE.write_text(wanted)

    assert PAGE.read_text() == wanted


def _table(score: Score) -> str:
    names = {"subject": "subjects", "addresses": "address headers", "parts": "parts shown with the same text or bytes"}
    lines = ["| what | the same | of |", "|---|---|---|"]
    lines += [f"| {said} | {score.same[kind]} | {score.all[kind]} |" for kind, said in names.items()]
    lines += ["", "| mail | differs in | verdict | why |", "|---|---|---|---|"]
    for name, found in sorted(score.differences.items()):
        verdict, why = REASONS.get(name, ["", ""])
        lines.append(f"| {name} | {'; '.join(found)} | {verdict} | {why} |")
    return "\n".join(lines) + "\n"
