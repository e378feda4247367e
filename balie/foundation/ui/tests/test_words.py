"""Words of ours are looked up once a language, and are those of whoever reads."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext

from balie.foundation.ui.words import once_a_language


def test_words_kept_for_one_language_are_not_shown_to_another() -> None:
    asked = []

    @once_a_language
    def said() -> str:
        asked.append(translation.get_language())
        return gettext("yes")

    shown = []
    for language in ("nl", "fr", "nl", "fr"):
        with translation.override(language):
            shown.append(said())

    assert shown == ["ja", "oui", "ja", "oui"]
    assert asked == ["nl", "fr"]
