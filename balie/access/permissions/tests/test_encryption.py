from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from balie.access.permissions.encryption import decrypt, encrypt


@given(st.text())
def test_what_is_encrypted_reads_back(text: str) -> None:
    assert decrypt(encrypt(text)) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert encrypt("BE71 0961 2345 6769") != encrypt("BE71 0961 2345 6769")


@given(st.integers(0, 39))
def test_a_changed_byte_is_noticed(at: int) -> None:
    stored = encrypt("BE71 0961 2345 6769")
    changed = stored[:at] + ("A" if stored[at] != "A" else "B") + stored[at + 1 :]

    with pytest.raises(InvalidTag):
        decrypt(changed)
