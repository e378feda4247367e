"""An operator with a telephone in a house, and files of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.telephony.testing import House, a_number, a_phone


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    with override_settings(BALIE_FILES_ROOT=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def noor() -> User:
    return a_user("operator", username="noor", teams=[a_team()])


@pytest.fixture
def house(noor: User) -> House:
    made = House()
    a_number(owner=noor)
    a_phone(noor, key="noor")
    return made
