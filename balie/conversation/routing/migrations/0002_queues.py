"""Queues, what waits in them, offers, and the log the matcher decides from: its lines are numbered once and never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import balie.foundation.text.labels

KEEP = """
CREATE FUNCTION routing_logentry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NULL AND NEW.number IS NOT NULL
        AND (NEW.id, NEW.at, NEW.kind, NEW.facts) = (OLD.id, OLD.at, OLD.kind, OLD.facts) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log of routing is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER routing_logentry_kept BEFORE UPDATE ON routing_logentry FOR EACH ROW EXECUTE FUNCTION routing_logentry_keep();
"""
LET_GO = """
DROP TRIGGER routing_logentry_kept ON routing_logentry;
DROP FUNCTION routing_logentry_keep();
"""
FILL = "UPDATE routing_channellimit SET beside = '{ticket}' WHERE channel IN ('call', 'chat')"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("calendars", "0002_own_days_and_seasons"),
        ("routing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(blank=True, null=True, unique=True)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=12)),
                ("facts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Matcher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_only", models.BooleanField(default=True, unique=True)),
                ("term", models.BigIntegerField(default=0)),
                ("leased_until", models.DateTimeField()),
                ("owner", models.CharField(blank=True, default="", max_length=80)),
                ("last_number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "rings"),
                            ("accepted", "taken up"),
                            ("missed", "missed"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                ("wrap_up_until", models.DateTimeField(blank=True, null=True)),
                ("wrapped_up_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Queue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", balie.foundation.text.labels.LabelField(validators=[balie.foundation.text.labels.is_label])),
                (
                    "channel",
                    models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], default="call", max_length=8),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=[("nl", "nl"), ("fr", "fr"), ("en", "en"), ("de", "de")], max_length=2),
                        blank=True,
                        default=list,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_retired", models.BooleanField(default=False)),
                ("head_start_s", models.PositiveIntegerField(default=0)),
                ("slope_percent", models.PositiveSmallIntegerField(default=100)),
                ("ring_s", models.PositiveSmallIntegerField(default=20)),
                ("wrap_up_s", models.PositiveSmallIntegerField(default=60)),
                ("answer_within_s", models.PositiveIntegerField(default=120)),
                ("agreed_percent", models.PositiveSmallIntegerField(default=80)),
                ("short_abandon_s", models.PositiveSmallIntegerField(default=5)),
                ("most_waiting", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("overflow_after_s", models.PositiveIntegerField(blank=True, null=True)),
                ("longest_wait_s", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "then",
                    models.CharField(
                        choices=[
                            ("goodbye", "a kind word, and goodbye"),
                            ("voicemail", "leave a message"),
                            ("call_back", "be called back, keeping the place"),
                        ],
                        default="call_back",
                        max_length=10,
                    ),
                ),
                (
                    "when_closed",
                    models.CharField(
                        choices=[
                            ("goodbye", "a kind word, and goodbye"),
                            ("voicemail", "leave a message"),
                            ("call_back", "be called back, keeping the place"),
                        ],
                        default="voicemail",
                        max_length=10,
                    ),
                ),
                ("is_picked_up", models.BooleanField(default=True)),
                (
                    "incident",
                    balie.foundation.text.labels.LabelField(blank=True, default=dict, validators=[balie.foundation.text.labels.is_label]),
                ),
                ("incident_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="QueueSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("least", models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="RelaxationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after_s", models.PositiveIntegerField()),
                ("lower_by", models.PositiveSmallIntegerField(default=1)),
                ("drops_language", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("board", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], max_length=8)),
                ("subject_kind", models.SlugField(db_index=False, max_length=20)),
                ("subject_id", models.BigIntegerField()),
                (
                    "language",
                    models.CharField(
                        blank=True, choices=[("nl", "nl"), ("fr", "fr"), ("en", "en"), ("de", "de")], default="", max_length=2
                    ),
                ),
                ("may_drop_language", models.BooleanField(default=False)),
                ("skills", models.JSONField(blank=True, default=dict)),
                ("bonus_s", models.PositiveIntegerField(default=0)),
                ("is_call_back", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("overflow_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered"),
                            ("abandoned", "gave up"),
                            ("call_back", "to be called back"),
                            ("voicemail", "left a message"),
                            ("goodbye", "sent away"),
                            ("moved", "taken elsewhere"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="channellimit",
            name="beside",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=[("ticket", "tickets"), ("call", "calls"), ("chat", "chats")], max_length=8),
                blank=True,
                db_default=[],
                default=list,
            ),
        ),
        migrations.AddIndex(
            model_name="operatorstate",
            index=models.Index(condition=models.Q(("until", None)), fields=["state"], name="operator_state_now"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(condition=models.Q(("number", None)), fields=["id"], name="log_unread"),
        ),
        migrations.AddConstraint(
            model_name="matcher",
            constraint=models.CheckConstraint(condition=models.Q(("is_only", True)), name="matcher_only_one"),
        ),
        migrations.AddField(
            model_name="offer",
            name="decision",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.decision"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="operator",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="offers", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="queue",
            name="calendar",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendars.calendar"
            ),
        ),
        migrations.AddField(
            model_name="queue",
            name="overflow_to",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.queue"
            ),
        ),
        migrations.AddField(
            model_name="queue",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"),
        ),
        migrations.AddField(
            model_name="queueskill",
            name="queue",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="routing.queue"),
        ),
        migrations.AddField(
            model_name="queueskill",
            name="skill",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.skill"),
        ),
        migrations.AddField(
            model_name="relaxationstep",
            name="queue",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="routing.queue"),
        ),
        migrations.AddField(
            model_name="waiting",
            name="queue",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="waiting", to="routing.queue"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="waiting",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="routing.waiting"),
        ),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.CheckConstraint(condition=models.Q(("slope_percent__range", (1, 1000))), name="queue_ages"),
        ),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.CheckConstraint(condition=models.Q(("ring_s__range", (5, 300))), name="queue_rings"),
        ),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.CheckConstraint(condition=models.Q(("agreed_percent__range", (1, 100))), name="queue_agreed"),
        ),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("overflow_after_s__isnull", True), ("overflow_to__isnull", True)),
                    models.Q(
                        ("overflow_after_s__isnull", False),
                        ("overflow_to__isnull", False),
                        models.Q(("overflow_to", models.F("id")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="queue_flows_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueskill",
            constraint=models.UniqueConstraint(fields=("queue", "skill"), name="queue_skill_once"),
        ),
        migrations.AddConstraint(
            model_name="queueskill",
            constraint=models.CheckConstraint(condition=models.Q(("least__range", (1, 5))), name="queue_skill_level_1_to_5"),
        ),
        migrations.AddConstraint(
            model_name="relaxationstep",
            constraint=models.UniqueConstraint(fields=("queue", "after_s"), name="relaxation_step_once"),
        ),
        migrations.AddConstraint(
            model_name="relaxationstep",
            constraint=models.CheckConstraint(condition=models.Q(("after_s__gte", 1), ("lower_by__lte", 5)), name="relaxation_step_range"),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["queue", "since", "id"], name="waiting_in_queue"),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(condition=models.Q(("ended_at__isnull", False)), fields=["queue", "-ended_at"], name="waiting_ended"),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("overflow_at__isnull", False)), fields=["overflow_at"], name="waiting_flows_over"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("subject_kind", "subject_id"), name="waiting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True)),
                    models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="waiting_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(condition=models.Q(("state", "offered")), fields=["expires_at"], name="offer_expires"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["operator"], name="offer_by_operator"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["operator", "-id"], name="offer_record"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("wrap_up_until__isnull", False), ("wrapped_up_at", None)),
                fields=["wrap_up_until"],
                name="offer_wraps_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "offered")), fields=("operator",), name="offer_one_rings"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("state__in", ["offered", "accepted"])), fields=("waiting",), name="offer_one_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "accepted"), _negated=True), ("answered_at__isnull", False), _connector="OR"),
                name="offer_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["offered", "accepted"]), ("ended_at__isnull", False), _connector="OR"), name="offer_ends"
            ),
        ),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
