from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user


@pytest.fixture
def operator(db: None) -> User:
    return a_user("operator")


@pytest.fixture
def supervisor(db: None) -> User:
    return a_user("supervisor")
