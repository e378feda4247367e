"""Since when nobody changed a ticket, whatever rules did to it meanwhile."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0019_promises_and_waits_followed"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="quiet_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("quiet_since", "changed_at"),
                models.F("id"),
                condition=models.Q(("state__in", ["customer", "third"])),
                name="ticket_waits_unchanged",
            ),
        ),
    ]
