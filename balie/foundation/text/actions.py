"""Verbs on texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from balie.foundation.text.labels import Label
from balie.foundation.text.models import Text, Translation


class Writer(Protocol):
    """Who writes: any user, of whichever model."""

    @property
    def pk(self) -> int: ...


@transaction.atomic
def write_text(
    *,
    kind: str,
    key: str,
    name: Label,
    words: Mapping[str, tuple[str, str]],
    by: Writer | None,
    at: datetime,
    outdated: Collection[str] = (),
    keeps_others: bool = True,
) -> Text:
    """Publish the next version: `words` maps language → (title, body).

    A language left out keeps its last words, marked outdated, unless `keeps_others` is false. `outdated` are languages of `words`
    that stayed as they were while others changed.
    """
    text, _made = Text.objects.select_for_update().get_or_create(kind=kind, key=key, defaults={"name": name, "created_at": at})
    kept = {row.language: row for row in text.translations.filter(version=text.version)}
    text.name, text.version = name, text.version + 1
    text.save(update_fields=["name", "version"])
    rows = [
        Translation(
            text=text,
            version=text.version,
            language=code,
            title=title,
            body=body,
            state=Translation.State.OUTDATED if code in outdated else Translation.State.READY,
            written_at=at,
            written_by_id=by.pk if by else None,
        )
        for code, (title, body) in words.items()
    ]
    rows += [_outdated(text, old) for code, old in kept.items() if keeps_others and code not in words]
    Translation.objects.bulk_create(rows)
    return text


def _outdated(text: Text, old: Translation) -> Translation:
    return Translation(
        text=text,
        version=text.version,
        language=old.language,
        title=old.title,
        body=old.body,
        state=Translation.State.OUTDATED,
        written_at=old.written_at,
        written_by_id=old.written_by_id,
    )


def retire_text(text: Text) -> None:
    """Offer the text no more; what was sent with it stays."""
    text.is_retired = True
    text.save(update_fields=["is_retired"])
