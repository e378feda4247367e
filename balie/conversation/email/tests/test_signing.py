"""Where the signature stands in what leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.quoting import split_reply
from balie.conversation.email.signing import parted, parted_html, with_signature

NOOR = "Noor Baert\nTeam Energie"
LINES = st.lists(st.sampled_from(["Beste", "", "> eerder", ">> nog eerder", "Jan schreef:", "-- ", "  ", "Op 3 mei:"]), max_size=12)


def test_the_signature_stands_below_what_was_written() -> None:
    assert (
        with_signature("Beste,\n\nHet is opgelost.\n", signature=NOOR).text == "Beste,\n\nHet is opgelost.\n\n-- \nNoor Baert\nTeam Energie"
    )


def test_it_stands_above_what_is_quoted_at_the_end() -> None:
    said = "Het is opgelost.\n\nJan schreef:\n> Mijn meter staat stil.\n>\n> Jan"

    signed = with_signature(said, signature=NOOR).text

    assert signed == "Het is opgelost.\n\n-- \nNoor Baert\nTeam Energie\n\nJan schreef:\n> Mijn meter staat stil.\n>\n> Jan"


def test_it_stands_at_the_end_where_the_answer_was_written_between_the_quotes() -> None:
    said = "Jan schreef:\n> Staat hij stil?\nJa.\n> En nu?\nWij komen."

    assert with_signature(said, signature=NOOR).text.endswith("Wij komen.\n\n-- \nNoor Baert\nTeam Energie")


def test_the_html_says_the_same_in_the_same_place() -> None:
    said = "<p>Het is <b>opgelost</b>.</p><p>Jan schreef:</p><blockquote><p>Stil</p><blockquote>Eerder</blockquote></blockquote>"

    signed = with_signature("Het is opgelost.", said, signature="Noor & Jan <team>").html

    assert signed.startswith("<p>Het is <b>opgelost</b>.</p>\n<p>-- <br>Noor &amp; Jan &lt;team&gt;</p>\n<p>Jan schreef:</p><blockquote>")


@pytest.mark.parametrize(
    "html", ["<p>Ja</p>", "<blockquote>Hij zei</blockquote><p>Ja</p>", "<blockquote>nooit dicht", "</blockquote><p>Ja</p>"]
)
def test_html_without_a_quote_at_its_end_is_signed_at_its_end(html: str) -> None:
    assert with_signature("Ja", html, signature="Noor").html == f"{html}\n<p>-- <br>Noor</p>"


def test_a_paragraph_that_introduces_nothing_is_no_part_of_the_quote() -> None:
    assert parted_html("<p>Ja.</p><blockquote>x</blockquote>") == ("<p>Ja.</p>", "<blockquote>x</blockquote>")


def test_without_a_signature_nothing_changes() -> None:
    signed = with_signature("Ja\n> nee\n", "<p>Ja</p>", signature=" \n")

    assert (signed.text, signed.html) == ("Ja\n> nee\n", "<p>Ja</p>")


def test_plain_text_stays_plain() -> None:
    assert with_signature("Ja", signature="Noor").html == ""


def test_the_receiver_can_tell_the_signature_from_the_answer() -> None:
    assert split_reply(with_signature("Het is opgelost.", signature=NOOR).text).new == "Het is opgelost."


@given(lines=LINES)
def test_every_line_that_was_typed_is_sent_in_its_order(lines: list[str]) -> None:
    typed = "\n".join(lines)

    signed = _written(with_signature(typed, signature="§").text)

    at = signed.index("§")
    assert signed[:at][-1] == "-- "
    assert signed[: at - 1] + signed[at + 1 :] == _written(typed)
    assert _written("\n".join(parted(typed))) == _written(typed)


def _written(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
