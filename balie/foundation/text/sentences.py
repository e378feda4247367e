"""How the parts of a sentence stand together in the language of who reads."""

from __future__ import annotations

from django.utils.translation import gettext


def with_colon(sentence: str, said: object) -> str:
    """ "Sentence: what was said"; French wants a space before the colon too."""
    return gettext("{sentence}: {said}").format(sentence=sentence, said=said)
