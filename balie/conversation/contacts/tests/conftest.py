"""Who is at the desk in the tests of contacts."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="Nele Operator", language="en")


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client
