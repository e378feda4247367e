"""Many tickets follow a contract a batch at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread, Timer
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.actions.promises import follow
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.casework.tickets.tests.test_contracts.clocks import clock
from balie.records.catalogue.testing import a_contract
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.sla import actions as sla
from balie.records.sla.models import Clock, ClockEvent
from balie.records.sla.tasks import rebase_clocks
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MONDAY_9AM}
HOUR = timedelta(hours=1)


def treated(jan: Customer) -> list[Ticket]:
    """One that is open, one that waits, one that waited, one that was solved and reopened, and one that is late."""
    by = a_user("operator")
    ticket, waiting, waited, reopened, late = tickets = [a_ticket(customer=jan) for _ in range(5)]
    for each in (waiting, waited):
        actions.set_state(each.number, state="customer", by=by, at=MONDAY_9AM + HOUR)
    actions.set_state(waited.number, state="open", by=by, at=MONDAY_9AM + 2 * HOUR)
    result = a_term(Result, "klaar")
    actions.close_ticket(reopened.number, result=result, sentence="Klaar.", by=by, at=MONDAY_9AM + HOUR)
    actions.reopen(reopened.number, by=by, at=MONDAY_9AM + 2 * HOUR)
    Clock.objects.filter(subject_id=late.pk).update(breached_at=MONDAY_9AM)
    assert ticket.is_open
    return tickets


def stand() -> list[Any]:
    """Every clock, what its log says, and when each ticket is due."""
    clocks = Clock.objects.order_by("subject_id", "metric", "pk")
    fields = ("subject_id", "metric", "agreement", "priority", "seconds", "version", "started_at", "due_at", "is_paused", "held_by")
    more = ("left_seconds", "breached_at", "stopped_at", "next_percent", "next_at")
    logs = ClockEvent.objects.order_by("clock__subject_id", "clock__metric", "pk").values_list("clock__subject_id", "kind", "at", "reason")
    due = Ticket.objects.order_by("pk").values_list("pk", "due_at", "due_metric")
    return [list(clocks.values_list(*fields, *more)), list(logs), list(due)]


def test_many_tickets_follow_a_contract_as_each_would_alone(jan: Customer) -> None:
    cells = {(priority, metric): 3 * HOUR for priority in (1, 2, 3, 4) for metric in ("first", "solution")}
    treated(jan)
    sla.save_targets(an_agreement("gold"), cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), a_calendar()), **NOW)
    a_contract(jan)
    at = MONDAY_9AM + 3 * HOUR

    point = transaction.savepoint()
    sla.follow_contracts(after=0, at=at, customer_id=jan.pk)
    together = stand()
    transaction.savepoint_rollback(point)
    for ticket in Ticket.objects.order_by("pk"):
        ticket.save(update_fields=follow(ticket, "terms_followed", {"customer"}, by=None, at=at))

    assert together == stand()
    assert {row[2] for row in together[0]} == {an_agreement("gold").pk}


def test_a_batch_asks_as_much_for_many_tickets_of_many_customers_as_for_one(jan: Customer) -> None:
    garage = an_organisation_customer()
    people = [a_customer(given_name=f"An {each}") for each in range(4)]
    for person in people:
        customers.save_relation(person, other=garage, role="employee", **NOW)
        for _ in range(4):
            a_ticket(customer=person)
    a_ticket(customer=jan)
    a_contract(jan)
    a_contract(garage)
    els = a_customer(given_name="Els")
    a_ticket(customer=els)
    a_contract(els)
    sla.follow_contracts(after=0, at=MONDAY_9AM + HOUR, customer_id=els.pk)  # what is kept in memory is read

    counts = []
    for customer in (jan, garage):
        with CaptureQueriesContext(connection) as asked:
            batch = sla.follow_contracts(after=0, at=MONDAY_9AM + HOUR, customer_id=customer.pk)
        counts.append((batch.size, len(asked)))

    assert [size for size, _queries in counts] == [1, 16]
    assert counts[0][1] == counts[1][1]


def test_a_change_of_contracts_says_how_far_it_is(jan: Customer, client: Client, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.casework.tickets.actions.following.BATCH", 2)
    monkeypatch.setattr("balie.records.sla.tasks.REBASE_SECONDS", 0)
    for _ in range(5):
        a_ticket(customer=jan)
    empty_jobs()
    a_contract(jan)
    at(MONDAY_9AM + HOUR)
    client.force_login(a_user("supervisor", language="en"))
    begun = client.get(reverse("sla:index")).content.decode()

    first = next(job for job in ProcrastinateJob.objects.order_by("id") if job.args.get("customer_id") == jan.pk)
    empty_jobs()
    rebase_clocks(**first.args)

    part = client.get(reverse("sla:index"), headers={"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()
    assert "What runs will follow a change of contracts of Jan Peeters." in begun
    assert "What runs follows a change of contracts of Jan Peeters: 2 of 5." in part
    assert 'hx-trigger="every 2s"' in part
    assert "<table" not in part


def empty_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.django_db(transaction=True)
def test_who_treats_a_ticket_while_its_agreement_changes_and_the_job_never_wait_for_each_other(jan: Customer) -> None:
    ticket = a_ticket(customer=jan)
    is_held, may_go = Event(), Event()
    wrong: list[BaseException] = []

    def treat() -> None:
        """As every verb does: the ticket first, its clocks after."""
        try:
            with transaction.atomic():
                Ticket.objects.select_for_update().get(pk=ticket.pk)
                is_held.set()
                may_go.wait(20)
                list(Clock.objects.select_for_update().filter(subject_id=ticket.pk))
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    sla.save_targets(an_agreement("standard"), cells={(3, "solution"): HOUR}, calendars=dict.fromkeys((1, 2, 3, 4), a_calendar()), **NOW)
    thread = Thread(target=treat)
    thread.start()
    is_held.wait(20)
    Timer(1, may_go.set).start()
    sla.rebase_batch(agreement_id=an_agreement("standard").pk, at=MONDAY_9AM + HOUR)
    thread.join()

    assert not wrong
    assert clock(ticket).seconds == 3600
