"""No list reads clocks by when they are due."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0006_escalated_since"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="clock", name="clock_due_next"),
    ]
