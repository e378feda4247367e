from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("accounts", "__first__"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Shorthand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(db_index=False, max_length=20)),
                ("words", models.TextField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("owner", None)) ^ models.Q(("team", None)), name="shorthand_of_one"),
                    models.UniqueConstraint(fields=("owner", "key"), name="shorthand_once_own"),
                    models.UniqueConstraint(fields=("team", "key"), name="shorthand_once_team"),
                ],
            },
        ),
    ]
