from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from balie.foundation.text.labels import Label, is_label, label


def test_a_label_speaks_the_readers_language() -> None:
    name = label("klacht", "réclamation", "complaint", "Beschwerde")

    with translation.override("fr"):
        shown = str(name)

    assert shown == "réclamation"


def test_a_missing_language_falls_back_to_the_first_filled_one() -> None:
    assert Label(nl="", fr="facture").in_language("de") == "facture"


def test_missing_languages_are_named_in_order() -> None:
    assert Label(nl="x", en=" ").missing() == ["fr", "en", "de"]


@pytest.mark.parametrize("value", [{}, {"nl": " "}, {"xx": "y"}, "text", {"nl": 3}])
def test_what_is_no_label_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        is_label(value)
