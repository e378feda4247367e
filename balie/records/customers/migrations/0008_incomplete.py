from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_merge_take"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="is_incomplete",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(condition=Q(is_incomplete=True, merged_into=None), fields=["sort_key", "id"], name="customer_incomplete"),
        ),
    ]
