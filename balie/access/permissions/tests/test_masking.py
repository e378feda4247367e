from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.permissions import masking
from balie.access.permissions.extensions import FieldClass
from balie.access.permissions.masking import HIDDEN, Mask, hidden, last_four

READER = User(username="a", granted=["permissions.read_personal"])
OTHER = User(username="b")


@pytest.fixture(autouse=True)
def _classes(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = {"accounts.user": {"name": FieldClass.PERSONAL, "email": FieldClass.SECRET, "language": FieldClass.PUBLIC}}
    monkeypatch.setattr(masking, "_classes", lambda: declared)


def test_who_reads_personal_data_reads_names_and_the_end_of_secrets() -> None:
    mask = Mask(READER)

    assert mask(User, "name", "Jan Peeters") == "Jan Peeters"
    assert mask(User, "email", "BE71096123456769") == "•••• 6769"


def test_others_read_initials_and_nothing_of_secrets() -> None:
    mask = Mask(OTHER)

    assert mask(User, "name", "Jan Peeters") == "J. P."
    assert mask(User, "email", "BE71096123456769") == HIDDEN
    assert mask(User, "language", "nl") == "nl"
    assert mask.text("Bel mij op 0470") == HIDDEN


@given(st.text(min_size=9))
def test_a_masked_secret_never_shows_more_than_four_characters(secret: str) -> None:
    assert last_four(secret).removeprefix("•••• ") == secret[-4:]


@given(st.text())
def test_a_hidden_text_shows_at_most_initials(text: str) -> None:
    shown = str(hidden(text))

    assert shown in {"", HIDDEN} or all(len(part) <= 4 and part.endswith(".") for part in shown.split(" "))
