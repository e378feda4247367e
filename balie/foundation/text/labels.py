"""Labels: one JSON column of four languages, shown in the reader's, else in the next best."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("nl", "fr", "en", "de")


class Label(dict[str, str]):
    """`{"nl": …, "fr": …, "en": …, "de": …}`; `str()` gives the active language, else the first filled one."""

    def __str__(self) -> str:
        return self.in_language(get_language() or LANGUAGES[0])

    def in_language(self, language: str) -> str:
        return self.get(language[:2]) or next((text for code in LANGUAGES if (text := self.get(code))), "")

    def missing(self) -> list[str]:
        """The languages without a text, in our order."""
        return [code for code in LANGUAGES if not self.get(code, "").strip()]


def label(nl: str, fr: str, en: str, de: str) -> Label:
    return Label(nl=nl, fr=fr, en=en, de=de)


def is_label(value: object) -> None:
    """Validator: an object of known languages and texts, at least one filled."""
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES) or not all(isinstance(v, str) for v in value.values()):
        raise ValidationError(_("A label has a text for each language."))
    if not any(text.strip() for text in value.values()):
        raise ValidationError(_("Give the label a text in at least one language."))


@lru_cache(maxsize=4096)
def _texts(written: str) -> Mapping[str, str]:
    """Read once: an organisation has some hundred labels, and a page shows many of them many times."""
    texts: dict[str, str] = json.loads(written)
    return texts


class LabelField(models.JSONField):
    """A column that reads as `Label`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("validators", [is_label])
        super().__init__(*args, **options)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Label | None:
        return None if value is None else Label(_texts(value))

    def to_python(self, value: Any) -> Any:
        return Label(value) if isinstance(value, dict) else value
