"""Customers are found by their name however old the file: an index of their own in the search table."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("customers", "0003_level_changes"), ("search", "0002_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(
            "CREATE INDEX document_vector_customer ON search_document USING gin (vector) WITH (fastupdate = off) WHERE kind = 'customer'",
            "DROP INDEX document_vector_customer",
        )
    ]
