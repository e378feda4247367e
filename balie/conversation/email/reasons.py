"""Why a mail server could not be used: kept as a sentence of ours and what the machine said, read in the language of who reads.

The sentence is marked for translation where it is written (`gettext_noop`), holds no colon, and stands before one.
"""

from __future__ import annotations

import re

from balie.foundation.text.sentences import kept_in_words

_NUMBER = re.compile(r"\[Errno -?\d+\] ")
_BYTES = re.compile(r"""^b(['"])(.*)\1$""", re.DOTALL)
LONGEST = 200


def told(sentence: str, said: object = "") -> str:
    """As it is kept: "sentence" or "sentence: what was said"."""
    words = " ".join(_NUMBER.sub("", _BYTES.sub(r"\2", str(said))).split())[:LONGEST]
    return f"{sentence}: {words}" if words else sentence


def in_words(kept: str) -> str:
    """As it is read, in the reader's language; what a machine said stays as it was."""
    return kept_in_words(kept)
