"""Operators' states, leases, decisions, and what work asks. A state's record is never changed but for its end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import balie.foundation.text.labels

REFUSE = """
CREATE FUNCTION routing_operatorstate_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
        AND (NEW.id, NEW.user_id, NEW.state, NEW.since) = (OLD.id, OLD.user_id, OLD.state, OLD.since)
        AND NEW.reason_id IS NOT DISTINCT FROM OLD.reason_id AND NEW.by_id IS NOT DISTINCT FROM OLD.by_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the record of states is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER routing_operatorstate_append_only BEFORE UPDATE OR DELETE ON routing_operatorstate
    FOR EACH ROW EXECUTE FUNCTION routing_operatorstate_refuse();
"""
ALLOW = """
DROP TRIGGER routing_operatorstate_append_only ON routing_operatorstate;
DROP FUNCTION routing_operatorstate_refuse();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("taxonomy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotReadyReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", balie.foundation.text.labels.LabelField(validators=[balie.foundation.text.labels.is_label])),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_retired", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ChannelLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], max_length=8, unique=True),
                ),
                ("most", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("most__range", (1, 20))), name="channel_limit_range")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("channel", models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], max_length=8)),
                ("subject_kind", models.SlugField(db_index=False, max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("rules_version", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("operator", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.SlugField(db_index=False, max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("channel", models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], max_length=8)),
                ("taken_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("used", "begun"), ("given_back", "given back"), ("expired", "left")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.decision"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="leases", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OperatorState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("available", "available"),
                            ("offered", "being rung"),
                            ("talking", "in conversation"),
                            ("wrap_up", "wrapping up"),
                            ("not_ready", "not ready"),
                            ("missed", "missed an offer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.notreadyreason"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="states", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("least", models.PositiveSmallIntegerField(default=1)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="taxonomy.category"
                    ),
                ),
                ("skill", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.skill")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["subject_kind", "subject_id", "-id"], name="decision_by_subject"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["operator", "-id"], name="decision_by_operator"),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["holder"], name="lease_by_holder"),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["expires_at"], name="lease_expires"),
        ),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(
                condition=models.Q(("again_at__isnull", False)), fields=["holder", "subject_kind", "again_at"], name="lease_cooling"
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("subject_kind", "subject_id"), name="lease_one_holder"
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True)),
                    models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="lease_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="operatorstate",
            index=models.Index(fields=["user", "-since"], name="operator_state_by_user"),
        ),
        migrations.AddConstraint(
            model_name="operatorstate",
            constraint=models.UniqueConstraint(condition=models.Q(("until", None)), fields=("user",), name="operator_state_one_open"),
        ),
        migrations.AddConstraint(
            model_name="operatorstate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="operator_state_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="operatorstate",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__isnull", True), ("state", "not_ready"), _connector="OR"), name="operator_state_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(fields=("category", "team", "skill"), name="requirement_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category__isnull", False), ("team__isnull", True)),
                    models.Q(("category__isnull", True), ("team__isnull", False)),
                    _connector="OR",
                ),
                name="requirement_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(condition=models.Q(("least__range", (1, 5))), name="requirement_level_1_to_5"),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
