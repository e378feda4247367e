from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_mailbox


@pytest.fixture
def energie(db: None) -> Team:
    return a_team("energie")


@pytest.fixture
def winkel(db: None) -> Team:
    return a_team("winkel")


@pytest.fixture
def operator(energie: Team) -> User:
    return a_user("operator", username="nele", name="Nele Baert", language="en", teams=[energie])


@pytest.fixture
def colleague(energie: Team) -> User:
    return a_user("operator", username="karim", name="Karim Aziz", language="en", teams=[energie])


@pytest.fixture
def supervisor(db: None) -> User:
    return a_user("supervisor", username="sofie", name="Sofie Leroy", language="en")


@pytest.fixture
def mailbox(energie: Team) -> Mailbox:
    return a_mailbox(team=energie, address="energie@balie.example")


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client
