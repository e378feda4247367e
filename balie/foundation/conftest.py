"""Fixtures of the foundation's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, connections


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with real commits, for what other processes must see; people, sessions and jobs go afterwards.

    It stands in for pytest-django's, which empties every table and takes the rows of the migrations along; by its name the
    plugin knows that the database is wanted.
    """
    with django_db_blocker.unblock():
        yield
        connection.rollback()
        Session.objects.all().delete()
        get_user_model().objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
            cursor.execute("DELETE FROM procrastinate_workers")
        connections.close_all()


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real commits; see `transactional_db`."""
