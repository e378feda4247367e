from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.actions import record
from balie.access.audit.models import AuditLine
from balie.access.audit.queries import lines
from balie.foundation.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", ["UPDATE audit_auditline SET verb = 'x'", "DELETE FROM audit_auditline", "TRUNCATE audit_auditline"])
def test_the_table_refuses_change(statement: str) -> None:
    user = a_user("operator")
    record("tests.done", user, by=user, at=MONDAY_9AM)

    connection.check_constraints()  # else the table is refused for another reason: checks still waiting
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditline ENABLE TRIGGER audit_no_truncate")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditLine.objects.filter(verb="tests.done").count() == 1


def test_a_rolled_back_action_leaves_no_line() -> None:
    user = a_user("operator")
    with transaction.atomic():
        record("tests.done", user, by=user, at=MONDAY_9AM)
        transaction.set_rollback(True)

    assert not AuditLine.objects.filter(verb="tests.done").exists()


def test_only_auditors_read_it() -> None:
    with pytest.raises(NotAllowed):
        lines(a_user("administrator"))


def test_filters_narrow_and_pages_go_by_key() -> None:
    auditor, user = a_user("auditor"), a_user("operator", username="jan")
    for number in range(60):
        record("tests.even" if number % 2 else "tests.odd", user, by=user, at=MONDAY_9AM, data={"number": number})

    first = lines(auditor, verb="tests.even", actor="jan")
    second = lines(auditor, before=lines(auditor)[49].id)

    assert [line.data["number"] for line in first] == list(range(59, 0, -2))
    assert [line.data["number"] for line in second] == list(range(9, -1, -1))


def test_an_auditor_sees_the_page(client: Client) -> None:
    auditor = a_user("auditor")
    record("tests.done", auditor, by=auditor, at=MONDAY_9AM)
    client.force_login(auditor)

    assert "tests.done" in client.get("/settings/audit/?verb=tests.done").content.decode()
