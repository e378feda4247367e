"""Builders of words and the organisation for tests."""

from __future__ import annotations

from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Organisation, Term


def a_term[T: Term](model: type[T], key: str = "meter", **fields: object) -> T:
    """The term of this key, named as its key, made at first use."""
    term, _made = model._default_manager.get_or_create(key=key, defaults={"name": label(key, key, key, key), **fields})
    return term


def an_organisation(**fields: object) -> Organisation:
    values: dict[str, object] = {"name": "Stroom & Co", "languages": ["nl", "fr", "en", "de"], **fields}
    found, _made = Organisation.objects.get_or_create(is_only=True, defaults=values)
    return found
