"""Whose a promise was that was handed over, until its owner has seen it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("promises", "0002_stand_like_their_subjects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="came_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="promise",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("state", "open"), ("came_at__isnull", False)), fields=["owner", "-came_at"], name="promise_came_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came_at", None), ("came_from", None)),
                    models.Q(("came_at__isnull", False), ("came_from__isnull", False)),
                    _connector="OR",
                ),
                name="promise_came",
            ),
        ),
    ]
