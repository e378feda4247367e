"""What a colleague writes with formatting: cleaned, and the same in the mail's HTML and its plain text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.written import as_typed, written
from balie.foundation.text.rich import clean_written, lines_as_html, picture_ids
from tests.parts.corpora import corpus

PICTURE = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "11111111-d9cb-469f-a165-70867728950e"
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


def test_a_mail_without_formatting_stays_plain() -> None:
    said = written("ignored", "<p>Good day,</p><p></p><p>it is<br>right.</p>")

    assert (said.text, said.html) == ("Good day,\n\nit is\nright.", "")


def test_formatting_stands_in_the_html_and_the_text_says_the_same() -> None:
    said = written("", "<p><strong>No</strong> power:</p><ul><li><p>look</p></li><li><p>wait</p></li></ul><ol><li><p>ring</p></li></ol>")

    assert "<strong>No</strong>" in said.html
    assert "<ul><li><div>look</div></li>" in said.html
    assert said.text == "No power:\n- look\n- wait\n1. ring"


def test_a_list_in_an_item_stands_further_in() -> None:
    said = written("", "<ol><li><p>one</p><ul><li><p>more</p></li></ul></li><li><p>two</p><p>and on</p></li></ol>")

    assert said.text == "1. one\n   - more\n2. two\n   and on"


def test_a_quote_stands_behind_its_marks_in_the_text() -> None:
    assert written("", "<blockquote><p>All is</p><p></p><p>dark.</p></blockquote><p>Sorry.</p>").text == "> All is\n>\n> dark.\nSorry."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p><a href="https://balie.example/a">here</a></p>', "here (https://balie.example/a)"),
        ('<p><a href="https://balie.example/">balie.example</a></p>', "balie.example"),
        ('<p><a href="mailto:an@balie.example">an@balie.example</a></p>', "an@balie.example"),
        ('<p><a href="tel:+3212">ring</a></p>', "ring (+3212)"),
    ],
)
def test_the_address_of_a_link_follows_its_words_unless_they_say_it(html: str, text: str) -> None:
    assert written("", html).text == text


def test_a_picture_of_ours_is_shown_by_its_id_and_named_in_the_text() -> None:
    said = written("", f'<p>Look: <img src="cid:{PICTURE}" alt="meter"></p>', pictures={PICTURE})

    assert f'<img src="cid:{PICTURE}@balie" alt="meter"' in said.html
    assert said.text == "Look: [meter]"
    assert said.pictures == (PICTURE,)


def test_a_picture_of_another_is_left_out_of_both_parts() -> None:
    said = written("", f'<p>Look: <img src="cid:{OTHER}" alt="secret"></p>', pictures={PICTURE})

    assert "img" not in said.html
    assert said.text == "Look:"


def test_only_files_of_ours_are_asked_for() -> None:
    html = f'<img src="https://evil.example/a.png"><img src="cid:x"><img src="cid:{PICTURE}"><img src="cid:{PICTURE}">'

    assert picture_ids(html) == [PICTURE]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><p>x</p>",
        '<p onclick="alert(1)" style="position:fixed" class="a" id="b">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        "<img src=x onerror=alert(1)>",
        '<img src="https://evil.example/pixel.png">',
        "<svg onload=alert(1)>",
        "<iframe src=//evil.example></iframe>",
        "<math><mtext></p><img src onerror=alert(1)>",
        "<form action=//evil.example><input name=a></form>",
        "<style>*{display:none}</style><p>x</p>",
    ],
)
def test_what_could_act_is_gone(hostile: str) -> None:
    said = written("", f"<b>y</b>{hostile}", pictures={PICTURE})

    assert not re.search(r"<(?:script|svg|iframe|form|input|style|math|img)|\son\w+=|javascript:|data:|evil\.example", said.html)


def test_naughty_strings_leave_tags_of_the_allowlist_only() -> None:
    strings: list[str] = json.loads((corpus("strings") / "blns.json").read_text())

    tags: set[str] = set()
    for string in strings:
        tags |= set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", written("", f"<p><b>a</b>{string}</p>").html))

    assert tags <= {"div", "br", "b", "strong", "i", "em", "u", "a", "ul", "ol", "li", "blockquote"}


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_lines_come_back_as_they_were_written(lines: list[str]) -> None:
    text = "\n".join(line.rstrip() for line in lines).strip("\n")

    assert written("", lines_as_html(text)).text == (text if text.strip() else "")


@given(st.text(max_size=300))
def test_anything_is_read_and_cleaning_twice_changes_nothing(html: str) -> None:
    cleaned = clean_written(html)

    assert clean_written(cleaned) == cleaned
    written("", html)


def test_what_would_take_long_to_read_is_plain_text() -> None:
    assert written("words", "<b>" * 5000).text == "words"


@pytest.mark.parametrize(
    "html",
    [
        "<p><strong>a</strong></p><p></p><p>b &lt;div&gt;</p>",
        "<ul><li><p>x</p></li></ul><ol><li><p>y</p></li></ol>",
        f'<p><em>a</em><img src="cid:{PICTURE}" alt="m"></p>',
    ],
)
def test_the_html_of_a_mail_becomes_again_what_was_typed(html: str) -> None:
    typed = as_typed(written("", html, pictures={PICTURE}).html)

    assert re.sub(r' style="[^"]*"', "", typed) == html


def test_empty_lines_at_the_end_stand_in_neither_part() -> None:
    said = written("", "<p><b>a</b></p><p></p><p></p>")

    assert (said.text, said.html) == ("a", "<div><b>a</b></div>")
