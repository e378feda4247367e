"""Text search in four languages, without accents, and pieces of words."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

LANGUAGES = {"nl": "dutch", "fr": "french", "en": "english", "de": "german"}


def _configuration(code: str, template: str, dictionaries: str) -> str:
    return f"""
        CREATE TEXT SEARCH CONFIGURATION balie_{code} (COPY = {template});
        ALTER TEXT SEARCH CONFIGURATION balie_{code}
            ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart WITH {dictionaries};
    """


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(
            [
                _configuration("simple", "simple", "unaccent, simple"),
                *(_configuration(code, name, f"unaccent, {name}_stem") for code, name in LANGUAGES.items()),
            ],
            [f"DROP TEXT SEARCH CONFIGURATION balie_{code}" for code in ("simple", *LANGUAGES)],
        ),
    ]
