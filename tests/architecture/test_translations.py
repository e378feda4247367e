"""Every word on a screen is said in nl, fr and de, and what is not is named with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHECK = ROOT / "scripts" / "check_translations.py"
DUTCH = Path("balie/locale/nl/LC_MESSAGES/django.po")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Three sources of each kind, a catalogue that says all of them, to be spoiled."""
    words = {
        "balie/words.py": '_("Save")\nngettext("%(count)s mail", "%(count)s mails", 2)\n',
        "balie/ui/page.html": '{{ _("Hello %(name)s") }}',
    }
    words["balie/allauth_templates/login.html"] = '{% load i18n %}{% trans "Sign in" %}'
    for name, text in words.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for language in ("nl", "fr", "de"):
        path = tmp_path / "balie/locale" / language / "LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True)
        path.write_text(CATALOGUE)
    return tmp_path


CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "%(count)s mail"
msgid_plural "%(count)s mails"
msgstr[0] "%(count)s bericht"
msgstr[1] "%(count)s berichten"

msgid "Hello %(name)s"
msgstr "Dag %(name)s"

msgid "Save"
msgstr "Bewaren"

msgid "Sign in"
msgstr "Aanmelden"
"""


def test_every_message_of_the_sources_is_said_in_three_languages() -> None:
    answer = _check(ROOT)

    assert answer.returncode == 0, answer.stdout


def test_a_complete_catalogue_passes(copy: Path) -> None:
    answer = _check(copy)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("source", "text", "place"),
    [
        ("balie/words.py", '_("Planted")', "balie/words.py:3: nl: not in the catalogue: “Planted”"),
        ("balie/ui/page.html", "\n{% trans %}Planted{% endtrans %}", "balie/ui/page.html:2: nl: not in the catalogue: “Planted”"),
        (
            "balie/allauth_templates/login.html",
            '\n{% trans "Planted" %}',
            "balie/allauth_templates/login.html:2: nl: not in the catalogue: “Planted”",
        ),
    ],
)
def test_a_message_without_words_is_named_with_its_place(copy: Path, source: str, text: str, place: str) -> None:
    with (copy / source).open("a") as file:
        file.write(text)

    answer = _check(copy)

    assert answer.returncode == 1
    assert place in answer.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "spoiled", "problem"),
    [
        ('msgstr "Bewaren"', 'msgstr ""', "balie/words.py:1: nl: not translated: “Save”"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "balie/words.py:1: nl: only guessed (fuzzy): “Save”"),
        ('msgstr[1] "%(count)s berichten"', 'msgstr[1] ""', "balie/words.py:2: nl: a form is missing: “%(count)s mail”"),
        ("Dag %(name)s", "Dag %(naam)s", "balie/ui/page.html:1: nl: placeholders differ (%(naam)s, %(name)s): “Hello %(name)s”"),
        ("Dag %(name)s", "Dag %(name)s, 100%", "balie/ui/page.html:1: nl: per cent signs differ: “Hello %(name)s”"),
        ('msgid "Save"', 'msgid "Stale"\nmsgstr "Oud"\n\nmsgid "Save"', f"{DUTCH}: nl: no source says this any more: “Stale”"),
        ('msgid "Save"', '#~ msgid "Stale"\n#~ msgstr "Oud"\n\nmsgid "Save"', f"{DUTCH}: nl: no source says this any more: “Stale”"),
    ],
)
def test_a_spoiled_translation_is_named(copy: Path, words: str, spoiled: str, problem: str) -> None:
    path = copy / DUTCH
    path.write_text(path.read_text().replace(words, spoiled))

    answer = _check(copy)

    assert answer.returncode == 1
    assert problem in answer.stdout.splitlines()


@pytest.mark.parametrize("words", ["Un mail : le mien", "Un mail?", "« Mail »", "Un mail ;"])
def test_a_french_sign_without_its_no_break_space_is_named(copy: Path, words: str) -> None:
    path = copy / "balie/locale/fr/LC_MESSAGES/django.po"
    path.write_text(path.read_text().replace("Bewaren", words))

    answer = _check(copy)

    assert "balie/words.py:1: fr: no no-break space beside a sign: “Save”" in answer.stdout.splitlines()


def test_a_french_sign_with_its_no_break_space_passes(copy: Path) -> None:
    path = copy / "balie/locale/fr/LC_MESSAGES/django.po"
    path.write_text(
        path.read_text().replace(
            "Bewaren", "Un mail\N{NO-BREAK SPACE}: à 20:12, «\N{NO-BREAK SPACE}lu\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}?"
        )
    )

    answer = _check(copy)

    assert answer.returncode == 0, answer.stdout


def _check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, CHECK, "--root", root], capture_output=True, text=True)
