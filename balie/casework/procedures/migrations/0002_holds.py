"""When the margins of runs stood still; those of what is closed do since it was."""

import django.db.models.deletion
from django.db import migrations, models

ENDED = """
INSERT INTO procedures_hold (run_id, reason, since)
SELECT id, 'stopped', ended_at FROM procedures_run WHERE ended_at IS NOT NULL AND aside_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0001_procedures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.SlugField(db_index=False, max_length=40)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="procedures.run"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("until", None)), fields=("run",), name="hold_one_a_run"),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"), name="hold_in_order"
                    ),
                ],
            },
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
    ]
