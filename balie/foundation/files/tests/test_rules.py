"""File names are text only; types come from the bytes."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.files.rules import LONGEST_NAME, SNIFF_BYTES, safe_name, sniffed_type

NAUGHTY = Path(__file__).resolve().parents[5] / "shared" / "corpora" / "strings" / "blns.json"
KNOWN_BAD = [
    "../../x",
    "..\\..\\x",
    "/etc/passwd",
    "C:\\x.exe",
    "a\x00b.txt",
    "gpj.\u202eexe",
    "\u2024\u2024/x",
    "\uff0e\uff0e\uff0fx",
    ".htaccess",
    "…/…",
    "",
    "...",
    "\u200b",
]


def is_harmless(name: str) -> bool:
    has_way = ".." in name or any(each in name for each in "/\\:\0") or name.startswith(".")
    hides = any(unicodedata.category(each) in {"Cc", "Cf", "Cs"} for each in name)
    return bool(name) and len(name) <= LONGEST_NAME and not has_way and not hides and name == name.strip()


@given(st.text(max_size=600))
def test_every_name_becomes_harmless(text: str) -> None:
    assert is_harmless(safe_name(text))


@given(st.text(alphabet=st.sampled_from("./\\ \u202e\u200b\uff0e\u2024a\u0301e:\x00\u00ad"), max_size=600))
def test_r_f2_every_nasty_name_becomes_harmless(text: str) -> None:
    assert is_harmless(safe_name(text))


@given(st.text(max_size=600))
def test_r_f2_a_safe_name_stays_as_it_is(text: str) -> None:
    once = safe_name(text)

    assert safe_name(once) == once


@pytest.mark.parametrize("text", KNOWN_BAD)
def test_a_known_bad_name_becomes_harmless(text: str) -> None:
    assert is_harmless(safe_name(text))


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the corpus of naughty strings is not beside this checkout")
def test_r_f2_the_naughty_strings_become_harmless_names() -> None:
    names = [safe_name(text) for text in json.loads(NAUGHTY.read_text())]

    assert [name for name in names if not is_harmless(name)] == []


@pytest.mark.parametrize("name", ["Factuur mei 2026.pdf", "café – reçu.docx", "写真.png", "archive.tar.gz"])
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert safe_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("x" * 500 + ".pdf")

    assert (len(name), name[-4:]) == (LONGEST_NAME, ".pdf")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"  <SVG onload=alert(1)>", "image/svg+xml"),
        (b"hello <script>", "text/html"),
        ("caf\u00e9".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"\xff\xfe\xfa", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_show(head: bytes, kind: str) -> None:
    assert sniffed_type(head) == kind


def test_text_cut_in_the_middle_of_a_character_is_still_text() -> None:
    assert sniffed_type(("x" + "é" * SNIFF_BYTES).encode()[:SNIFF_BYTES]) == "text/plain"


@given(st.binary(max_size=SNIFF_BYTES))
def test_no_bytes_break_the_sniffing(head: bytes) -> None:
    assert "/" in sniffed_type(head)
