from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.conversation.contacts.models import Contact
from balie.conversation.identity.testing import a_call_with, a_known_customer


@pytest.fixture
def operator(db: None) -> User:
    return a_user("operator", language="en")


@pytest.fixture
def call(operator: User) -> Contact:
    return a_call_with(a_known_customer(), operator)
