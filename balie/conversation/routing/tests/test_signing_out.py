"""Who has signed out is not at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from balie.access.accounts import actions as accounts
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.routing import actions
from balie.conversation.routing.queries import record_of, standing_of

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin om te onthouden"


@pytest.fixture
def nele() -> User:
    return a_user("operator", username="nele", password=PASSWORD)


def at_the_desk(user: User) -> Client:
    """The browser of somebody who signed in and said to be available."""
    client = Client()
    assert client.post("/account/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    actions.choose_state(user, "available", by=user, at=MONDAY_9AM)
    return client


def test_who_signs_out_leaves_the_desk(nele: User) -> None:
    client = at_the_desk(nele)

    client.post("/account/logout/")

    assert standing_of(nele).state == ""
    assert [each.by for each in record_of(nele)] == [nele]


def test_who_is_signed_in_elsewhere_stays_until_that_ends_too(nele: User) -> None:
    first, second = at_the_desk(nele), at_the_desk(nele)

    first.post("/account/logout/")
    between = standing_of(nele).state
    second.post("/account/logout/")

    assert (between, standing_of(nele).state) == ("available", "")


def test_a_session_whose_time_is_over_leaves_the_desk_once(nele: User) -> None:
    at_the_desk(nele)
    now = timezone.now()
    assert accounts.note_expired_sessions(at=now) == 0
    Session.objects.update(expire_date=now - timedelta(seconds=1))

    ended = accounts.note_expired_sessions(at=now), accounts.note_expired_sessions(at=now)

    assert ended == (1, 0)
    assert standing_of(nele).state == ""


def test_whose_account_is_closed_leaves_the_desk(nele: User) -> None:
    at_the_desk(nele)

    accounts.deactivate_user(nele, by=None, at=MONDAY_9AM)

    assert standing_of(nele).state == ""


def test_who_works_without_a_session_is_left_where_they_are(nele: User) -> None:
    actions.choose_state(nele, "available", by=nele, at=MONDAY_9AM)

    accounts.note_expired_sessions(at=timezone.now())

    assert standing_of(nele).state == "available"
