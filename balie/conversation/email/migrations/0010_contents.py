from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("email", "0009_sending_state")]

    operations = [migrations.AddField("email", "contents", models.JSONField(blank=True, db_default={}, default=dict))]
