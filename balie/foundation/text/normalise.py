"""How names and search terms are compared: without accents, case or punctuation."""

from __future__ import annotations

import unicodedata

_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ĳ": "ij"})


def plain(text: str) -> str:
    """Lower case, no accents, one space between words: the key names are sorted and matched by."""
    # Compatibility letters (𝕬) fold only once decomposed, and folding may compose new ones.
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)
    folded = unicodedata.normalize("NFKD", decomposed)
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def digits(text: str) -> str:
    """Only the ASCII digits of `text`."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def one_line(text: str) -> str:
    """Visible characters on one line: control and format characters gone, white space folded."""
    visible = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in visible if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).split())
