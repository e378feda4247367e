"""Fixtures of the foundation's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, connections


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with real commits, for what other processes must see; people, sessions and jobs go afterwards.

    Django's own way empties every table, which the audit log refuses, and would take the organisation's first rows along.
    """
    with django_db_blocker.unblock():
        yield
        connection.rollback()
        Session.objects.all().delete()
        get_user_model()._default_manager.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
            cursor.execute("DELETE FROM procrastinate_workers")
        connections.close_all()
