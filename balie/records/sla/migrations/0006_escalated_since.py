from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0005_by_contract"),
    ]

    operations = [
        migrations.AddField(
            model_name="escalation",
            name="since",
            field=models.DateTimeField(default=datetime(2020, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
    ]
