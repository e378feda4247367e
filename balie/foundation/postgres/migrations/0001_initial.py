"""The one row about this database."""

from __future__ import annotations

import uuid

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_the_row(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("balie_postgres", "Instance").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Instance",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("epoch", models.UUIDField(default=uuid.uuid4)),
                ("sending_held", models.BooleanField(default=False)),
                ("schema_hash", models.CharField(blank=True, default="", max_length=64)),
                (
                    "began_as",
                    models.CharField(
                        blank=True,
                        choices=[("", "undecided"), ("empty", "empty"), ("demo", "demo")],
                        default="",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="instance_is_single"),
                ],
            },
        ),
        migrations.RunPython(make_the_row, migrations.RunPython.noop),
    ]
