"""What the search knows of scripts: each that is in use, once in every language it is said in."""

from __future__ import annotations

from datetime import datetime

from balie.foundation.search.actions import Entry, forget, index_many
from balie.foundation.text.labels import LANGUAGES
from balie.operations.scripts.models import Script
from balie.operations.scripts.queries.finding import KIND, entry_id
from balie.operations.scripts.rules.document import Document, all_said


def make_findable(script: Script, document: Document, *, at: datetime) -> None:
    """By its name and by all that is said in it."""
    index_many(
        Entry(
            kind=KIND,
            object_id=entry_id(script.pk, language),
            title=document.name[language],
            body="\n".join(said[language] for _place, said in all_said(document) if language in said),
            language=language,
            at=at,
        )
        for language in document.languages
        if language in document.name
    )


def hide(script: Script) -> None:
    """It opens no more: nobody finds it either."""
    for language in LANGUAGES:
        forget(KIND, entry_id(script.pk, language))
