from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_team, a_user


@pytest.fixture
def energie(db: None) -> Team:
    return a_team("energie")


@pytest.fixture
def winkel(db: None) -> Team:
    return a_team("winkel")


@pytest.fixture
def supervisor(db: None) -> User:
    return a_user("supervisor", username="sofie", name="Sofie Leroy", language="en")


@pytest.fixture
def desk(client: Client, supervisor: User) -> Client:
    client.force_login(supervisor)
    return client
