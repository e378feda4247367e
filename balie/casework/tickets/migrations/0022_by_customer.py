"""One index for the tickets of a customer, in their order: of a file of a thousand only what is shown is read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_merge_take"),
        ("tickets", "0021_counts_by_sight"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_by_customer"),
        migrations.AlterField(
            model_name="ticket",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="customers.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["customer", "-changed_at", "-id", "state"], name="ticket_by_customer")
        ),
    ]
