from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0002_reply_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="rawmail",
            name="message_id",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
        migrations.AddIndex(
            model_name="rawmail",
            index=models.Index(condition=models.Q(("state", "new")), fields=["message_id"], name="raw_mail_awaited"),
        ),
    ]
