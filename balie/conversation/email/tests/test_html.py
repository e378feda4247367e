from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.html import document, html_to_text, sanitise


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>1</script>'>x</a>",
        "<svg><script>1</script></svg>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example><input name=x><button>ok</button></form>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=https://evil.example>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<object data=x></object><embed src=x>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_r_h1_nothing_that_runs_or_loads_is_left(html: str) -> None:
    cleaned = sanitise(html, pictures={}).html.lower()

    for word in (
        "script",
        "onerror",
        "javascript",
        "<svg",
        "<iframe",
        "<form",
        "<input",
        "<meta",
        "<base",
        "<link",
        "<object",
        "evil.example",
        "data:",
    ):
        assert word not in cleaned


def test_r_h3_no_style_element_class_or_id_is_left() -> None:
    cleaned = sanitise("<style>.a{display:none}</style><p class=a id=b>Dag</p>", pictures={}).html

    assert cleaned == "<p>Dag</p>"


@pytest.mark.parametrize(
    "style",
    ["display:none", "position:fixed", "opacity:0", "font-size:0", "visibility:hidden", "background:url(//evil.example)", "color:url(x)", "float:left",
     "background-color:expression(1)", "color:var(--x)", "text-indent:-999px", "height:0", "color:re/**/d"],
)  # fmt: skip
def test_r_h3_no_style_hides_moves_or_loads(style: str) -> None:
    assert "style" not in sanitise(f'<p style="{style}">Dag</p>', pictures={}).html


def test_harmless_styles_stay() -> None:
    assert "color:red" in sanitise('<p style="color: red; font-weight: bold">Dag</p>', pictures={}).html


def test_r_h4_remote_pictures_are_left_out_and_counted() -> None:
    cleaned = sanitise('<img src="https://t.example/a.png"><img src="//t.example/b"><img src="http://t.example/c" alt=c>', pictures={})

    assert cleaned.blocked_images == 3
    assert "t.example" not in cleaned.html


def test_pictures_of_the_mail_itself_get_their_address() -> None:
    cleaned = sanitise('<img src="cid:p1"><img src="cid:none">', pictures={"p1": "/files/1"})

    assert cleaned.html == '<img src="/files/1"><img>'
    assert cleaned.blocked_images == 0


def test_links_open_apart_and_tell_nothing() -> None:
    cleaned = sanitise('<a href="https://x.example/?a=1">x</a>', pictures={}).html

    assert 'rel="noopener noreferrer nofollow"' in cleaned
    assert 'target="_blank"' in cleaned


def test_the_frames_document_allows_nothing_but_pictures_and_its_own_style() -> None:
    page = document("<p>Dag</p>")

    assert "default-src 'none'" in page
    assert "script-src" not in page
    assert page.endswith("<p>Dag</p></body></html>")


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f"<font color=#{n:06x}>" for n in range(290)) + "</p>" + "<p>x" * 10_000,
        "<div>" * 100_000,
        "<table>" * 50_000,
        "<b><p>" * 50_000,
        "<p " + "a=b " * 200_000 + ">",
        "<!--" * 200_000,
    ],
)
def test_html_made_to_be_slow_or_to_grow_is_shown_as_text_or_quickly(html: str) -> None:
    start = time.monotonic()

    cleaned = sanitise(html, pictures={}).html

    assert time.monotonic() - start < 20
    assert len(cleaned) <= 4_000_000


@given(st.text(alphabet="<>/=\"' abpirscdtn:&;#!-", max_size=200))
def test_cleaning_twice_changes_nothing_more(html: str) -> None:
    once = sanitise(html, pictures={}).html

    assert sanitise(once, pictures={}).html == once


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Dag,</p><p>Mijn&nbsp;meter &eacute;n<br>adres</p>", "Dag,\n\nMijn meter én\nadres"),
        ("<ul><li>een<li>twee</ul>", "- een\n- twee"),
        ("<blockquote>oud</blockquote>nieuw", "> oud\n\nnieuw"),
        ("<head><title>x</title></head><style>p{}</style>Dag<script>x</script>", "Dag"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a < b <3 c", "a < b <3 c"),
        ('<a title="a>b">x</a>', "x"),
        ("<!-- weg -->blijft", "blijft"),
        ("a <! b <!-- weg", "a <! b"),
        ("a <? b <i c", "a <? b"),
        ("<" * 3 + " 5", "<<< 5"),
    ],
)
def test_html_reads_as_text(html: str, text: str) -> None:
    assert html_to_text(html).replace("\xa0", " ") == text


# Each looks like a beginning, again and again: of a tag, a comment, an element that is skipped, a quoted value, a character.
PIECES = (
    *("<", "</", "<!", "<?", "<1", "<!--", "<!-->", "<a", "<a>", "<a'>", "<a \"'>", "<p", "<b>", "<svg>", "<script", "<textarea>"),
    *("<blockquote>", "<pre>\n", "</pre>", "<li>", "&amp", "&#x", "&", " ", "\n", ">"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_r_i5_reading_html_takes_steps_by_its_length_and_not_by_its_square(piece: str) -> None:
    short, long = (steps_of(piece * count) for count in (500, 4_000))

    assert long <= 8 * short + 100


@pytest.mark.parametrize("piece", ["<", "</", "<!", "<?", "<1", "<!--", "<a", "<script", "&#x", " ", "\n", ">"])
def test_what_opens_nothing_costs_no_step_a_sign(piece: str) -> None:
    assert steps_of(piece * 4_000) < 50


def steps_of(html: str) -> int:
    """How many calls of Python's, and of what it is written in, reading takes."""
    steps = 0

    def count(_frame: object, event: str, _given: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        html_to_text(html)
    finally:
        sys.setprofile(None)
    return steps
