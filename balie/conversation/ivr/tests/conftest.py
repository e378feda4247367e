"""An operator with a telephone, a queue, and a number whose callers wait there."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.routing.models import Queue
from balie.conversation.routing.testing import a_queue, in_state
from balie.conversation.telephony.models import Number
from balie.conversation.telephony.testing import House, a_number, a_phone


@pytest.fixture
def noor() -> User:
    user = a_user("operator", username="noor", teams=[a_team()])
    in_state(user, "available")
    return user


@pytest.fixture
def queue() -> Queue:
    return a_queue()


@pytest.fixture
def number(noor: User, queue: Queue) -> Number:
    return a_number(owner=noor, queue=queue)


@pytest.fixture
def house(noor: User, number: Number) -> House:
    made = House()
    a_phone(noor, key="noor")
    return made
