from __future__ import annotations

import pytest

from balie.access.accounts.testing import MONDAY_9AM
from balie.foundation.text.actions import retire_text, write_text
from balie.foundation.text.labels import label
from balie.foundation.text.models import Translation
from balie.foundation.text.queries import find_text, texts_of

pytestmark = pytest.mark.django_db
NAME = label("Meterstand", "Index", "Reading", "Zählerstand")


def _write(**words: tuple[str, str]) -> None:
    write_text(kind="reply", key="reading", name=NAME, words=words, by=None, at=MONDAY_9AM)


def test_a_text_is_read_in_the_language_asked() -> None:
    _write(nl=("Stand", "Geef uw stand door"), fr=("Index", "Communiquez votre index"))

    found = find_text("reply", "reading", language="fr")

    assert found is not None
    assert (found.language, found.body) == ("fr", "Communiquez votre index")


def test_a_missing_language_gives_the_next_best() -> None:
    _write(nl=("Stand", "Geef uw stand door"))

    found = find_text("reply", "reading", language="de")

    assert found is not None
    assert found.language == "nl"


def test_a_language_left_out_of_a_new_version_is_kept_as_outdated() -> None:
    _write(nl=("Stand", "een"), fr=("Index", "un"))

    _write(nl=("Stand", "twee"))

    french = Translation.objects.get(language="fr", version=2)
    assert (french.body, french.state) == ("un", Translation.State.OUTDATED)


def test_versions_are_kept() -> None:
    _write(nl=("Stand", "een"))
    _write(nl=("Stand", "twee"))

    bodies = Translation.objects.order_by("version").values_list("body", flat=True)

    assert list(bodies) == ["een", "twee"]


def test_a_retired_text_is_offered_no_more() -> None:
    text = write_text(kind="reply", key="x", name=NAME, words={"nl": ("a", "b")}, by=None, at=MONDAY_9AM)

    retire_text(text)

    assert texts_of("reply", language="nl") == []
