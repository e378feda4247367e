import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0006_senders"),
        ("tickets", "0003_also_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="SideThread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                (
                    "thread",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="side_thread", to="email.thread"),
                ),
                (
                    "ticket",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="side_threads", to="tickets.ticket"),
                ),
            ],
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
                    ("aside", "a third party answered"),
                ],
                max_length=10,
            ),
        ),
    ]
