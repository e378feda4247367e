"""Scripts that are in use already are found by what is said in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

LANGUAGES = ("nl", "fr", "en", "de")
_INDEX = """
WITH written AS (
INSERT INTO search_document (kind, object_id, language, keys, at, vector)
VALUES ('script', %(id)s, %(language)s, '', %(at)s,
    setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A') || setweight(to_tsvector('balie_simple', %(title)s), 'A')
    || setweight(to_tsvector(%(config)s::regconfig, %(body)s), 'C'))
ON CONFLICT (kind, object_id) DO NOTHING
RETURNING vector
)
INSERT INTO search_unread (words, is_new)
SELECT tsvector_to_array(strip(vector) || strip(to_tsvector('balie_simple', %(body)s))), true FROM written
"""


def make_findable(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("scripts", "Version").objects.filter(state="published", script__is_retired=False)
    with schema_editor.connection.cursor() as cursor:
        for version in versions:
            name = version.content.get("name", {})
            for at, language in enumerate(LANGUAGES):
                if language in name:
                    body = "\n".join(_said(version.content, language))[:20_000]
                    values = {"id": version.script_id * len(LANGUAGES) + at, "language": language, "config": f"balie_{language}"}
                    cursor.execute(_INDEX, values | {"title": name[language], "body": body, "at": version.published_at})


def _said(part: Any, language: str) -> Iterator[str]:
    """Every text of the language, wherever it stands in the document."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == language and isinstance(value, str):
            yield value
        else:
            yield from _said(value, language)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("scripts", "0002_documents_in_order"), ("search", "0003_lexicon")]
    operations: ClassVar[list[Operation]] = [migrations.RunPython(make_findable, migrations.RunPython.noop)]
