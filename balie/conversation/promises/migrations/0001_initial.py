"""Promises with their moves, and when one is reminded."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import balie.foundation.statements.reckoned


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contacts", "0002_also_teams"),
        ("customers", "0005_failing_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("minutes", models.PositiveIntegerField(default=15)),
            ],
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "open: everybody at the desk"),
                            (1, "team: the team, who takes part, supervisors"),
                            (2, "restricted: who takes part and the team's lead"),
                            (3, "secret: only who takes part"),
                        ],
                        default=0,
                    ),
                ),
                (
                    "participant_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list),
                ),
                ("what", models.CharField(max_length=300)),
                ("due_at", models.DateTimeField()),
                (
                    "work_order",
                    balie.foundation.statements.reckoned.Reckoned(
                        db_persist=True,
                        expression=balie.foundation.statements.reckoned.Seconds(models.F("due_at")),
                        output_field=models.BigIntegerField(null=True),
                    ),
                ),
                ("subject_kind", models.SlugField(blank=True, db_index=False, default="", max_length=20)),
                ("subject_id", models.BigIntegerField(blank=True, null=True)),
                ("subject_number", models.BigIntegerField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(choices=[("open", "open"), ("kept", "kept"), ("broken", "not kept")], default="open", max_length=6),
                ),
                ("is_late", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("remind_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
                ("moved_count", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="contacts.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="customers.customer",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="promises", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_due_at", models.DateTimeField()),
                ("new_due_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("promise", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="promises.promise")),
            ],
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(condition=models.Q(("state", "open")), fields=["owner", "work_order", "id"], name="promise_open_by_owner"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(condition=models.Q(("state", "open")), fields=["team", "work_order", "id"], name="promise_open_by_team"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["customer", "-due_at"], name="promise_by_customer"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(condition=models.Q(("contact__isnull", False)), fields=["contact"], name="promise_by_contact"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("subject_id__isnull", False)), fields=["subject_kind", "subject_id"], name="promise_by_subject"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("state", "open"), ("remind_at__isnull", False), ("reminded_at", None)),
                fields=["remind_at"],
                name="promise_remind_next",
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(condition=models.Q(("state", "open"), ("late_told_at", None)), fields=["due_at"], name="promise_late_next"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("state", "open"), _negated=True), fields=["owner", "closed_at"], name="promise_ended_by_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="promise_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject_id__isnull", True), models.Q(("subject_kind", ""), _negated=True), _connector="OR"),
                name="promise_subject_whole",
            ),
        ),
    ]
