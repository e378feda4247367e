from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="Nele Baert")


@pytest.fixture
def lead() -> User:
    return a_user("lead", name="Karim Benali")


@pytest.fixture
def desk(lead: User) -> Client:
    """The browser of a team leader."""
    client = Client()
    client.force_login(lead)
    return client
