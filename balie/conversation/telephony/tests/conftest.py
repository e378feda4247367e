"""An operator with a telephone, in a house with a number of its own."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.telephony.testing import House, a_number, a_phone


@pytest.fixture
def noor() -> User:
    return a_user("operator", username="noor", teams=[a_team()])


@pytest.fixture
def house(noor: User) -> House:
    made = House()
    a_number(owner=noor)
    a_phone(noor, key="noor")
    return made
