"""What is written, as the index takes it: words without signs, and numbers once more as one run of digits."""

from __future__ import annotations

import re
import unicodedata

from balie.foundation.search.rules.typed import without_trunk

LEAST_RUN, LONGEST_RUN = 5, 34  # shorter runs are found as they stand; nothing with a meaning is longer than an IBAN
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \u00a0./-]?[0-9]){4,60}(?![0-9])")
_SIGNS = re.compile(r"[\W_]+")


def words_of(text: str) -> str:
    """`text` with nothing in it that means something to the database's parser, which takes "klant/lader" for a file."""
    normal = unicodedata.normalize("NFKC", text)
    return " ".join([_SIGNS.sub(" ", normal), *runs_of(normal)])


def runs_of(text: str) -> list[str]:
    """The numbers of five digits and more, however they are grouped, as they are looked for."""
    runs = (re.sub(r"[^0-9]", "", found) for found in _NUMBER.findall(text))
    return [form for run in runs if len(run) <= LONGEST_RUN for form in dict.fromkeys((run, without_trunk(run))) if len(form) >= LEAST_RUN]
