"""Labels: one JSON column of four languages, shown in the reader's, else in the next best."""

from __future__ import annotations

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
        return next((text for code in (language[:2], *LANGUAGES) if (text := self.get(code, ""))), "")

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


class LabelField(models.JSONField):
    """A column that reads as `Label`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("validators", [is_label])
        super().__init__(*args, **options)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Label | None:
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else Label(loaded)

    def to_python(self, value: Any) -> Any:
        return Label(value) if isinstance(value, dict) else value
