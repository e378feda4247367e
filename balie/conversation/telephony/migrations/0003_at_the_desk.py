from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("telephony", "0002_queues")]

    operations = [
        migrations.AlterField(
            model_name="leg",
            name="party",
            field=models.CharField(
                choices=[("customer", "customer"), ("operator", "operator"), ("supervisor", "supervisor")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="consulted_by",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="telephony.leg"
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="watched",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="watchers",
                to="telephony.leg",
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="watch",
            field=models.CharField(
                blank=True,
                choices=[("listen", "listens"), ("whisper", "whispers"), ("join", "takes part")],
                default="",
                max_length=7,
            ),
        ),
        migrations.AddField(model_name="leg", name="is_held", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="leg", name="is_muted", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="leg", name="loss_percent", field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name="leg", name="jitter_ms", field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name="leg", name="mos", field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name="number", name="shown", field=models.CharField(blank=True, default="", max_length=20)),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(party="supervisor", watched__isnull=False) & ~models.Q(watch="")
                | ~models.Q(party="supervisor") & models.Q(watched=None, watch=""),
                name="leg_watches",
            ),
        ),
    ]
