"""One sequence for each kind of number people read aloud."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            [f"CREATE SEQUENCE text_number_{kind} START 10001" for kind in range(1, 6)],
            [f"DROP SEQUENCE text_number_{kind}" for kind in range(1, 6)],
        )
    ]
