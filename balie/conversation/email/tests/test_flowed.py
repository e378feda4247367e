from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.parsing.flowed import unflowed

LINE = st.text(st.sampled_from("ab >"), max_size=12)


@pytest.mark.parametrize(
    ("broken", "written"),
    [
        ("Er is al drie \ndagen geen \nwater.", "Er is al drie dagen geen water."),
        ("Eerste.\nTweede.", "Eerste.\nTweede."),
        ("> Er is al \n> drie dagen\nOok hier.", "> Er is al drie dagen\nOok hier."),
        ("> diep \n>> dieper", "> diep \n>> dieper"),
        (" > geen citaat \ndus", "> geen citaat dus"),
        ("Groeten \n-- \nJan", "Groeten \n-- \nJan"),
        ("Dag \n\nEn nu", "Dag \nEn nu"),
        (">\n> Dag", ">\n> Dag"),
    ],
)
def test_a_paragraph_is_whole_again(broken: str, written: str) -> None:
    assert unflowed(broken, deletes_space=False) == written


def test_a_space_that_only_marks_the_break_is_no_part_of_a_word() -> None:
    assert unflowed("meterwis \nseling", deletes_space=True) == "meterwisseling"


@given(st.lists(LINE, max_size=8))
def test_no_word_is_lost(lines: list[str]) -> None:
    told = unflowed("\n".join(lines), deletes_space=False)

    assert [letter for letter in told if letter in "ab"] == [letter for line in lines for letter in line if letter in "ab"]


@given(st.lists(LINE.filter(lambda line: not line.endswith(" ") and not line.startswith((" ", ">"))), max_size=8))
def test_lines_that_end_where_they_should_stay_as_they_are(lines: list[str]) -> None:
    assert unflowed("\n".join(lines), deletes_space=False) == "\n".join(lines)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/plain; format=flowed", "Al drie dagen geen water"),
        ('text/plain; Format="Flowed"; delsp=yes', "Al drie dagengeen water"),
        ("text/plain", "Al drie dagen \ngeen water"),
    ],
)
def test_only_a_mail_that_says_so_is_flowed(kind: str, text: str) -> None:
    mail = parse_mail(f"From: an@klant.example\r\nContent-Type: {kind}\r\n\r\nAl drie dagen \r\ngeen water".encode())

    assert mail.text == text
