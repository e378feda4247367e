"""How the engine hears, from any process, that there is something to do: at commit, by the database."""

from __future__ import annotations

from django.db import connection

CHANNEL = "balie_telephony"
SET_UP, ORDERS = "set_up", "orders"


def wake_engine(what: str) -> None:
    """`what` changed: the lines and telephones, or there are orders to carry out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, what])
