from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.rules import hash_secret, mentions


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@jan kijk eens", ["jan"]),
        ("vraag @An.Peeters, @jan.", ["an.peeters", "jan"]),
        ("mail jan@example.be", []),
        ("@jan @JAN", ["jan"]),
        ("(@lead)", ["lead"]),
        ("@", []),
    ],
)
def test_mentions_are_names_after_an_at_sign(text: str, names: list[str]) -> None:
    assert mentions(text) == names


@given(st.text())
def test_any_text_has_mentions_without_doubles(text: str) -> None:
    found = mentions(text)

    assert len(found) == len(set(found))
    assert all(name == name.lower() for name in found)


@given(st.text(), st.text())
def test_different_secrets_have_different_hashes(one: str, other: str) -> None:
    assert (hash_secret(one) == hash_secret(other)) == (one == other)
