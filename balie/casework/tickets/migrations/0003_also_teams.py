import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0002_unsent_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="also_team_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None
            ),
        ),
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
                ],
                max_length=10,
            ),
        ),
    ]
