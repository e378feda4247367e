"""What is learned: words and how common they are, and what was taken for them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

_LEARN = """
INSERT INTO search_word (word, documents)
SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document') WHERE word !~ '[0-9]' AND length(word) BETWEEN 2 AND 40
UNION ALL SELECT '', count(*) FROM search_document
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Unread",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("words", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("is_new", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("documents", models.IntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="word_alike"
                    ),
                    models.Index(django.db.models.functions.text.Reverse("word"), name="word_backwards"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.TextField(db_collation="C")),
                ("kind", models.CharField(max_length=30)),
                ("object_id", models.BigIntegerField()),
                ("times", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "object_id"], name="lesson_of")],
                "constraints": [models.UniqueConstraint(fields=["word", "kind", "object_id"], name="lesson_unique")],
            },
        ),
        migrations.RunSQL(_LEARN, migrations.RunSQL.noop),
    ]
