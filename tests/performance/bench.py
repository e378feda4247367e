"""`make bench`: the performance table at 10,000 and 100,000 tickets; `--million` goes on to 1,000,000."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.performance import scripts
from tests.performance.clone import cloned
from tests.performance.dues import rebased
from tests.performance.figures import ROUNDS, WARM, Client, Times, bare, interleaved, per_second
from tests.performance.installation import LEAN_PORT, PORT, Installation, cookie_of, environment
from tests.performance.mail import QUEUED, drain, mails_per_second, parser_per_second, store_mails
from tests.performance.report import Report, write
from tests.performance.routing import SIZES, decided_per_second, written_per_second
from tests.performance.streams import measure
from tests.performance.suggesting import suggested_to_writers

STREAMS, STREAMS_A_USER = 500, 20
MAILS = 300
TURNS = 5
TICKETS_BESIDE = 10_000
WORDS = "meter stroom"
LONGEST_REST = 600.0
# What comes round every few seconds or minutes is not waited for: it waits in its own queueing lock.
_WAITING = "SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock IS NULL LIMIT 1"


def main(words: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--million", action="store_true")
    asked.add_argument("--mail", action="store_true", help="mail alone, into a table of its own")
    asked.add_argument("--routing", action="store_true", help="who is given what waits, alone, into a table of its own")
    asked.add_argument("--scripts", action="store_true", help="scripts alone, into a table of its own")
    asked.add_argument("--clone", action="store_true", help="from a fresh clone to the first page, into a table of its own")
    asked.add_argument("--sizes", help="numbers of tickets, by comma, instead of the usual ones")
    options = asked.parse_args(words)
    sizes = [10_000, 1_000_000] if options.million else [10_000, 100_000]
    if options.sizes:
        sizes = [int(size) for size in options.sizes.split(",")]
    if options.clone:
        report = Report("make bench-clone", is_short=True)
        report.say("clean clone → first page (clone, packages, build, database, demonstration), s", cloned())
        write(report)
        return 0
    home = Path(tempfile.mkdtemp(prefix="balie-bench-"))
    home.chmod(0o755)
    os.environ.update(environment(home))
    installation = Installation()
    try:
        if options.scripts:
            _measure_scripts(installation)
            return 0
        if not options.mail and not options.routing:
            _measure(installation, sizes, command="make bench-million" if options.million else "make bench")
        if not options.million and not options.routing:
            _measure_mail(installation, is_loaded=not options.mail)
        if not options.million and not options.mail:
            _measure_routing(installation, is_loaded=not options.routing)
    finally:
        installation.stop()
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _measure(installation: Installation, sizes: Sequence[int], *, command: str) -> None:
    report = Report(command)
    report.say("first start on an empty home (database, migrations, demonstration), s", installation.start())
    _stop(installation)
    loaded = 0
    for size in sizes:
        report.say(f"loading up to {size:,} tickets, s", installation.balie("demo", "load", "--tickets", str(size - loaded)))
        loaded = size
        _stop(installation)
        report.say(f"second start → /healthz at {size:,} tickets, s", installation.start())
        installation.start_lean()
        _set_up()
        _rest()
        report.pages[size] = _pages()
        report.rates[size] = _rates()
        suggested = _suggested()
        report.say(f"suggestions with ten writers at {size:,} tickets, p50, ms", suggested.p50)
        report.say(f"suggestions with ten writers at {size:,} tickets, p95, ms", suggested.p95)
    clocks, rate, times = rebased(_a_browser(), "/work/")
    report.say(f"dues moved a minute of {clocks:,} when one agreement changes", rate)
    report.say("the work list while they move, p95, ms", times.p95)
    _rest()
    _stop(installation)
    installation.start()
    time.sleep(15)
    for part, size_mib in installation.pss().items():
        report.say(f"PSS idle, {part}, MiB", size_mib)
    figures = measure(f"http://localhost:{PORT}", _many_cookies(), STREAMS, topic="tickets", database_url=_dsn())
    report.say("one NOTIFY → 500 streams, p50, ms", figures.p50_ms)
    report.say("one NOTIFY → 500 streams, p95, ms", figures.p95_ms)
    write(report)


def _measure_mail(installation: Installation, *, is_loaded: bool) -> None:
    report = Report("make bench-mail", is_short=True)
    if not is_loaded:
        installation.start()
        _stop(installation)
        installation.balie("demo", "load", "--tickets", str(TICKETS_BESIDE))
        installation.start()
        _set_up()
    database = _stop_worker(installation)
    report.say("mails read a second by Python's own parser alone, one process", parser_per_second(MAILS, tag="p"))
    for workers in (1, 2):
        report.say(f"mails filed a second, {workers} worker(s)", mails_per_second(MAILS, workers=workers, tag=f"w{workers}"))
    store_mails(QUEUED, tag="q")
    _stop_database(database)
    installation.start()
    times, rate = drain(_a_browser(), "/tickets/?view=all")
    report.say(f"mails filed a second of {QUEUED:,} that wait, by a running installation", rate)
    report.say("the work list while they are filed, p50, ms", times.p50)
    report.say("the work list while they are filed, p95, ms", times.p95)
    write(report)


def _measure_routing(installation: Installation, *, is_loaded: bool) -> None:
    report = Report("make bench-routing", is_short=True)
    for operators, waiting in SIZES:
        report.say(f"decided a second by the board, {operators:,} operators, {waiting:,} waiting", decided_per_second(operators, waiting))
    if not is_loaded:
        installation.start()
        _set_up()
    database = _stop_worker(installation)
    rate = written_per_second(1_000, 10_000, tag="r")
    report.say("decided and leased a second, 1,000 operators, 10,000 waiting", rate)
    _stop_database(database)
    write(report)


def _measure_scripts(installation: Installation) -> None:
    report = Report("make bench-scripts", is_short=True)
    installation.start()
    _set_up()
    _rest()
    for what, value in scripts.figures():
        report.say(what, value)
    write(report)


def _a_browser() -> Client:
    from balie.access.accounts.models import User

    return Client(PORT, cookie_of(User.objects.get(username="operator")))


def _stop(installation: Installation) -> None:
    """With this process's own connections, which would be broken afterwards."""
    from django.db import connections

    connections.close_all()
    installation.stop()


def _set_up() -> None:
    import django

    django.setup()
    with psycopg.connect(_dsn(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _rest() -> None:
    """Until the jobs that a start and the loading left behind are done: pages are measured, not what runs beside them."""
    began = time.perf_counter()
    with psycopg.connect(_dsn(), autocommit=True) as connection:
        while connection.execute(_WAITING).fetchone() is not None:
            if time.perf_counter() - began > LONGEST_REST:
                raise RuntimeError(f"jobs still wait after {LONGEST_REST:.0f} s")
            time.sleep(1)


def _pages() -> dict[str, dict[str, Times]]:
    """Kind → page → times, of the product, the bare SQL and the lean page, in turn."""
    from django.db import connection as django_connection
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext

    from balie.access.accounts.models import User
    from balie.casework.tickets.models import Ticket

    operator = User.objects.get(username="operator")
    ticket = Ticket.objects.visible_to(operator).filter(state="open", level=0).exclude(customer=None).order_by("-changed_at")[7]
    assert ticket.customer
    addresses = {
        "list": "/tickets/?view=all",
        "ticket": f"/tickets/{ticket.number}/",
        "customer": f"/customers/{ticket.customer.number}/",
        "search": f"/search/?q={WORDS.replace(' ', '+')}",
        "work list": "/work/",
        "saved list": f"/tickets/?saved={_saved_list(operator)}",
        "file of 1,000": f"/customers/{_large_customer()}/",
        "phone": f"/search/?q={_piece_of_phone()}",
    }
    cookie = cookie_of(operator)
    product, yardstick = Client(PORT, cookie), Client(LEAN_PORT, cookie)
    with psycopg.connect(_dsn(), autocommit=True) as connection:
        works: dict[str, Any] = {f"page {name}": (lambda path=path: product.get(path)) for name, path in addresses.items()}
        works["lean list"] = lambda: yardstick.get("/lean/")
        own = bare(connection, ticket=ticket.number, customer=ticket.customer.number, words=WORDS, phone=_piece_of_phone())
        works |= {f"bare {name}": work for name, work in own.items()}
        took = interleaved(works)
    # Apart: what a new ticket sets to work would fall on the pages that come after it in the turn, and on no other.
    _rest()
    took |= interleaved(_writing(product, operator) | {"lean create": works["lean list"]})
    inside = Inside(HTTP_HOST=f"localhost:{PORT}")
    inside.force_login(operator)
    found: dict[str, dict[str, Times]] = {"page": {}, "bare": {}, "lean": {}}
    for name, times in took.items():
        kind, page = name.split(" ", 1)
        queries = 0
        if page in addresses and kind == "page":
            inside.get(addresses[page])
            with CaptureQueriesContext(django_connection) as captured:
                inside.get(addresses[page])
            queries = len(captured)
        found[kind][page] = Times(times.p50, times.p95, queries)
    return found


def _saved_list(operator: Any) -> int:
    """One with three filters, made once."""
    from django.utils import timezone

    from balie.casework.tickets.actions import save_view
    from balie.casework.tickets.models import SavedView
    from balie.casework.tickets.queries.lists import Filters

    name, filters = "Dringend, in het Nederlands", Filters(view="all", states=("new", "open"), priorities=(1, 2), language="nl")
    known = SavedView.objects.filter(name=name, user=operator).first()
    return (known or save_view(name, filters, by=operator, at=timezone.now())).pk


def _large_customer() -> int:
    """The number of a customer who has a thousand tickets: those of others are given to one."""
    from django.db.models import Count

    from balie.casework.tickets.models import Ticket
    from balie.records.customers.models import Customer

    large = Customer.objects.annotate(held=Count("tickets")).order_by("-held", "pk")[0]
    more = 1000 - large.held
    if more > 0:
        taken = Ticket.objects.filter(level=0).exclude(customer=large).order_by("pk").values("pk")[:more]
        Ticket.objects.filter(pk__in=list(taken.values_list("pk", flat=True))).update(customer=large)
    return large.number


def _piece_of_phone() -> str:
    """The last six digits of a number, as a caller gives it."""
    from balie.records.customers.models import Phone

    return str(Phone.objects.latest("pk").number)[-6:]


def _writing(client: Client, operator: Any) -> dict[str, Any]:
    """A ticket, and a mail to the customer of one, by their forms; each on a ticket of its own."""
    from balie.casework.tickets.models import Ticket

    numbers = count()
    open_ones = Ticket.objects.visible_to(operator).filter(state="open", level=0).exclude(requester_address="").order_by("-changed_at")
    answered = iter(list(open_ones.values_list("number", "requester_address")[: WARM + ROUNDS]))
    shown = client.get("/tickets/new/")
    match = re.search(rb'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"', shown)
    assert match, "the form has no token"
    token = match.group(1).decode()

    def posted(path: str, fields: dict[str, str]) -> None:
        status = client.post(path, fields, token)
        if status not in {302, 303}:
            raise RuntimeError(f"{path}: {status}")

    def create() -> None:
        posted("/tickets/new/", {"subject": f"Geen stroom {next(numbers)}", "urgency": "2", "impact": "2", "language": "nl"})

    def reply() -> None:
        number, address = next(answered)
        posted(f"/tickets/{number}/reply/", {"text": f"Goedendag,\n\nDe ploeg komt morgen langs ({next(numbers)}).", "to": address})

    return {"page create": create, "page reply": reply}


def _rates() -> dict[str, float]:
    """The list and the yardstick, eight browsers each, in turns, so that whatever else the machine does falls on both; the median turn."""
    from balie.access.accounts.models import User

    cookie = cookie_of(User.objects.get(username="operator"))
    turns = [(per_second(PORT, cookie, "/tickets/?view=all"), per_second(LEAN_PORT, cookie, "/lean/")) for _ in range(TURNS)]
    listed, lean = sorted(turns, key=lambda turn: turn[0] / turn[1])[TURNS // 2]
    return {"list": listed, "lean": lean}


def _suggested() -> Times:
    """To ten operators who write in ten tickets."""
    from balie.access.accounts.models import User
    from balie.casework.tickets.models import Ticket

    operator = User.objects.get(username="operator")
    numbers = Ticket.objects.visible_to(operator).open().order_by("-changed_at").values_list("number", flat=True)[:10]
    return suggested_to_writers(PORT, cookie_of(operator), [f"ticket:{number}" for number in numbers])


def _many_cookies() -> list[str]:
    from balie.access.accounts.models import User

    users = User.objects.filter(granted__contains=["tickets.view"], is_active=True).order_by("pk")
    return [cookie_of(user) for user in users[: STREAMS // STREAMS_A_USER + 5]]


def _stop_worker(installation: Installation) -> Any:
    """The database goes on for this process: only filing is measured. Its cluster."""
    from balie.foundation.postgres.cluster import Cluster

    _stop(installation)
    cluster = Cluster(Path(os.environ["BALIE_HOME"]))
    cluster.start()
    return cluster


def _stop_database(cluster: Any) -> None:
    from django.db import connections

    connections.close_all()
    cluster.release()


def _dsn() -> str:
    return f"postgresql:///balie?host={os.environ['BALIE_HOME']}/postgres/run&user=postgres"
