"""How the parts of a sentence stand together in the language of who reads."""

from __future__ import annotations

from django.utils.translation import gettext


def with_colon(sentence: str, said: object) -> str:
    """ "Sentence: what was said"; French wants a space before the colon too."""
    return gettext("{sentence}: {said}").format(sentence=sentence, said=said)


def kept_in_words(kept: str) -> str:
    """A sentence of ours kept as its message id, with what a machine said after a colon: in the reader's language, what was said as it was."""
    sentence, colon, said = kept.partition(": ")
    if not colon:
        return gettext(sentence) if sentence else ""
    return with_colon(gettext(sentence), said)
