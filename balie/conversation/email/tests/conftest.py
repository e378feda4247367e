"""Fixtures of mail's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from balie.access.accounts.models import Role, Team, User

MADE_HERE = {
    *("audit_auditline", "contacts_contact", "customers_customer", "email_blockedsender", "email_demomail", "email_mailbox"),
    *("email_thread", "files_file", "search_document", "tickets_ticket"),
}


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with real commits, for what threads must see; what mail makes goes afterwards.

    It stands in for pytest-django's, which empties every table and takes the rows of the migrations along; by its name the
    plugin knows that the database is wanted.
    """
    with django_db_blocker.unblock():
        yield
        connection.rollback()
        with connection.cursor() as cursor:
            tables = sorted(MADE_HERE & set(connection.introspection.table_names()))
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            cursor.execute("DELETE FROM procrastinate_jobs")
        for people in (User, Team, Role):
            people.objects.all().delete()
        connections.close_all()


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real commits; see `transactional_db`."""
