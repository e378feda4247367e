"""The order of work beside the tickets: the database keeps it, and what moves a due moment writes nothing into the tickets' indexes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets.models import Ticket, Turn
from balie.casework.tickets.testing import a_ticket
from balie.foundation.statements.rows import update_rows

pytestmark = pytest.mark.django_db


def kept() -> list[Any]:
    return list(Turn.objects.order_by("pk").values_list("pk", "work_order", "owner_id", "team_id", "is_shared"))


def meant() -> list[Any]:
    """What the tickets themselves say."""
    rows = Ticket.objects.filter(work_order__isnull=False).order_by("pk")
    return [(each.pk, each.work_order, each.owner_id, each.team_id, bool(each.also_team_ids)) for each in rows]


@pytest.mark.decree("S4.3", "S4.4")
def test_whatever_is_done_to_tickets_the_order_beside_them_says_what_they_say() -> None:
    one, _two, three = (a_ticket(subject=name) for name in ("een", "twee", "drie"))
    steps: list[dict[str, Any]] = [
        {"owner": a_user("operator")},
        {"team": a_team("winkel")},
        {"also_team_ids": [a_team("winkel").pk]},
        {"also_team_ids": []},
        {"due_at": MONDAY_9AM + timedelta(hours=4)},
        {"priority": 1},
        {"subject": "anders"},
        {"state": "customer"},
        {"state": "open", "owner": None},
        {"state": "closed"},
    ]

    assert kept() == meant() != []
    for step in steps:
        Ticket.objects.filter(pk__in=[one.pk, three.pk]).update(**step)
        assert kept() == meant(), step


def test_a_ticket_that_is_gone_has_no_turn() -> None:
    ticket = Ticket.objects.create(number=20_000_000_001, subject="x", opened_at=MONDAY_9AM, changed_at=MONDAY_9AM)
    assert len(kept()) == 1

    ticket.delete()

    assert kept() == []


def test_another_due_moment_writes_into_no_index_of_the_tickets() -> None:
    ticket = a_ticket()
    before = _updates()

    update_rows([Ticket(pk=ticket.pk, due_at=MONDAY_9AM + timedelta(days=1), due_metric="solution")], "due_at", "due_metric")

    updates, within_page = (now - then for now, then in zip(_updates(), before, strict=True))
    assert (updates, within_page) == (1, 1)


def _updates() -> tuple[int, int]:
    """Rows of tickets that this transaction changed, and those of them that wrote into no index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'tickets_ticket'")
        updates, within_page = cursor.fetchone()
    return int(updates), int(within_page)
