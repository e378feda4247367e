"""The order of the work list, transfers that may come back, and handovers."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import balie.foundation.statements.reckoned

FILL = """
UPDATE tickets_ticket SET due_metric = first.metric FROM (
    SELECT DISTINCT ON (clock.subject_id) clock.subject_id, clock.metric FROM sla_clock clock JOIN sla_agreement agreement ON agreement.id = clock.agreement_id
    WHERE clock.subject_kind = 'ticket' AND clock.stopped_at IS NULL AND clock.due_at IS NOT NULL AND agreement.kind = 'customer'
    ORDER BY clock.subject_id, clock.due_at, clock.metric
) first WHERE first.subject_id = tickets_ticket.id AND tickets_ticket.due_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("customers", "0005_failing_addresses"),
        ("sla", "0003_held_and_undone"),
        ("taxonomy", "0001_initial"),
        ("tickets", "0015_procedures_and_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("given", models.JSONField(default=list)),
                ("promised", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "taken up"),
                            ("refused", "came back"),
                            ("overtaken", "passed on again"),
                        ],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, default="", max_length=300)),
            ],
        ),
        migrations.AddField(
            model_name="ticket",
            name="due_metric",
            field=models.CharField(
                blank=True,
                choices=[("first", "first response"), ("next", "next response"), ("update", "progress message"), ("solution", "solution")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="work_order",
            field=balie.foundation.statements.reckoned.Reckoned(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(("due_at__isnull", False), ("state__in", ["new", "open"])),
                        then=django.db.models.expressions.CombinedExpression(
                            balie.foundation.statements.reckoned.Seconds(models.F("due_at")),
                            "-",
                            models.Case(
                                models.When(priority=1, then=models.Value(28800)),
                                models.When(priority=2, then=models.Value(7200)),
                                models.When(priority=3, then=models.Value(0)),
                                models.When(priority=4, then=models.Value(-14400)),
                                default=models.Value(0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                    ),
                    models.When(
                        models.Q(("state__in", ["new", "open"])),
                        then=django.db.models.expressions.CombinedExpression(
                            balie.foundation.statements.reckoned.Seconds(
                                django.db.models.functions.comparison.Coalesce(models.F("answer_due_since"), models.F("opened_at"))
                            ),
                            "+",
                            models.Case(
                                models.When(priority=1, then=models.Value(3600)),
                                models.When(priority=2, then=models.Value(28800)),
                                models.When(priority=3, then=models.Value(86400)),
                                models.When(priority=4, then=models.Value(259200)),
                                default=models.Value(0),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                    ),
                    default=None,
                    output_field=models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("work_order__isnull", False), ("owner__isnull", False)),
                fields=["owner", "work_order", "id"],
                name="ticket_work_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("work_order__isnull", False), ("owner", None)),
                fields=["team", "work_order", "id"],
                name="ticket_work_by_team",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("work_order__isnull", False),
                    ("owner", None),
                    models.Func(
                        models.F("also_team_ids"), output_field=models.BooleanField(), template="(cardinality(%(expressions)s) > 0)"
                    ),
                ),
                fields=["work_order", "id"],
                name="ticket_work_shared",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="handover",
            name="from_user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="handover",
            name="undone_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="transfer",
            name="answered_by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="by",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_owner",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_team",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="ticket",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_owner",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_team",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["ticket", "-id"], name="transfer_by_ticket"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(condition=models.Q(("state", "refused")), fields=["to_team", "-id"], name="transfer_refused_by_team"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(condition=models.Q(("state", "refused")), fields=["from_team", "-id"], name="transfer_came_back_to"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "offered")), fields=("ticket",), name="transfer_one_offered"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentioned", "mentioned you"),
                    ("assigned", "gave you a ticket"),
                    ("answered", "the customer answered"),
                    ("woken", "the wait is over"),
                    ("unsent", "your mail could not be delivered"),
                    ("shared", "came to your team too"),
                    ("aside", "a third party answered"),
                    ("promised", "the promised moment is near"),
                    ("phishing", "a colleague marked a mail as phishing"),
                    ("escalated", "a promise to the customer runs out"),
                    ("rule", "a rule asks you to look"),
                    ("rule_off", "a rule of yours failed here too often and was switched off"),
                    ("late_step", "a step of the procedure is late"),
                    ("refused", "came back to you"),
                    ("handed", "came to you from a colleague"),
                ],
                max_length=10,
            ),
        ),
    ]
