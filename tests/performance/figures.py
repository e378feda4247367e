"""Taking times: pages through HTTP, the same work as bare SQL, mails filed, one nudge to many streams."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg

WARM, ROUNDS = 10, 80
SECONDS_OF_LOAD = 3.0


@dataclass(frozen=True)
class Times:
    """Milliseconds; `queries` of the page, where they were counted."""

    p50: float
    p95: float
    queries: int = 0


class Client:
    """One browser: a connection kept open, a signed-in session."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self.port, self.cookie = port, cookie

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return body

    def post(self, path: str, fields: Mapping[str, str], token: str) -> int:
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://localhost:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        self.connection.request("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}), headers)
        response = self.connection.getresponse()
        response.read()
        return response.status


def interleaved(works: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS) -> dict[str, Times]:
    """All works in turn, so that whatever else the machine does falls on all of them alike."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for at in range(WARM + rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            if at >= WARM:
                took[name].append((time.perf_counter() - began) * 1000)
    return {name: Times(quantile(sorted(each), 0.5), quantile(sorted(each), 0.95)) for name, each in took.items()}


def per_second(port: int, cookie: str, path: str, *, clients: int = 8) -> float:
    """Pages a second with `clients` browsers at once."""
    done, end = [0] * clients, time.perf_counter() + SECONDS_OF_LOAD

    def browse(at: int) -> None:
        client = Client(port, cookie)
        while time.perf_counter() < end:
            client.get(path)
            done[at] += 1

    threads = [threading.Thread(target=browse, args=(at,)) for at in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS_OF_LOAD


_LIST = """
SELECT t.number, t.subject, t.state, t.priority, t.requester_name, m.name, u.name FROM tickets_ticket t
LEFT JOIN accounts_team m ON m.id = t.team_id LEFT JOIN accounts_user u ON u.id = t.owner_id
WHERE t.state IN ('new', 'open', 'customer', 'third') ORDER BY t.changed_at DESC, t.id DESC LIMIT 50
"""
_DETAIL = """
SELECT t.*, m.at, m.direction, m.text FROM tickets_ticket t JOIN tickets_ticketcontact tc ON tc.ticket_id = t.id
JOIN contacts_message m ON m.contact_id = tc.contact_id WHERE t.number = %s ORDER BY m.at
"""
_SEARCH = """
SELECT kind, object_id, at FROM search_document WHERE vector @@ plainto_tsquery('balie_nl', %s) ORDER BY id DESC LIMIT 25
"""
_CUSTOMER = """
SELECT c.*, t.number, t.subject FROM customers_customer c LEFT JOIN LATERAL
(SELECT number, subject FROM tickets_ticket WHERE customer_id = c.id ORDER BY changed_at DESC, id DESC LIMIT 20) t ON true WHERE c.number = %s
"""
_WORK = """
SELECT t.number, t.subject, t.priority, t.due_at, t.work_order FROM tickets_turn o JOIN tickets_ticket t ON t.id = o.ticket_id
WHERE o.owner_id IS NULL AND o.team_id = (SELECT min(id) FROM accounts_team) ORDER BY o.work_order, o.ticket_id LIMIT 50
"""
_SAVED = """
SELECT t.number, t.subject, t.state, t.priority, t.requester_name, m.name, u.name FROM tickets_ticket t
LEFT JOIN accounts_team m ON m.id = t.team_id LEFT JOIN accounts_user u ON u.id = t.owner_id
WHERE t.state IN ('new', 'open') AND t.priority IN (1, 2) AND t.language = 'nl' ORDER BY t.changed_at DESC, t.id DESC LIMIT 50
"""
_PHONE = """
SELECT c.number, p.number FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id WHERE p.number LIKE %s LIMIT 25
"""


def bare(connection: psycopg.Connection[Any], *, ticket: int, customer: int, words: str, phone: str) -> dict[str, Callable[[], object]]:
    """The same work as SQL of one's own, by psycopg."""
    return {
        "list": lambda: connection.execute(_LIST).fetchall(),
        "ticket": lambda: connection.execute(_DETAIL, [ticket]).fetchall(),
        "customer": lambda: connection.execute(_CUSTOMER, [customer]).fetchall(),
        "search": lambda: connection.execute(_SEARCH, [words]).fetchall(),
        "work list": lambda: connection.execute(_WORK).fetchall(),
        "saved list": lambda: connection.execute(_SAVED).fetchall(),
        "phone": lambda: connection.execute(_PHONE, [f"%{phone}%"]).fetchall(),
    }


def quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]
