from django.db import migrations

import balie.operations.scripts.fields


class Migration(migrations.Migration):
    dependencies = [("scripts", "0001_scripts")]

    operations = [
        migrations.AlterField(model_name="version", name="content", field=balie.operations.scripts.fields.DocumentField()),
        migrations.AlterField(model_name="version", name="joined", field=balie.operations.scripts.fields.DocumentField(default=dict)),
    ]
