"""The clocks of a ticket follow the contract of who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Event, Thread, Timer
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.actions.promises import follow
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.statements import together as asking
from balie.records.catalogue.actions import end_contract
from balie.records.catalogue.models import Contract, ContractType
from balie.records.catalogue.testing import a_contract
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.sla import actions as sla
from balie.records.sla.models import Clock, ClockEvent, DayTurned
from balie.records.sla.tasks import rebase_clocks
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MONDAY_9AM}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def agreements() -> None:
    """By default a solution in eight hours, by a gold contract in four."""
    sla.make_default(an_agreement("standard", hours=8), **NOW)
    sla.hold_by_contract(an_agreement("gold", hours=4), contract_type=a_term(ContractType, "gold"), **NOW)


@pytest.fixture
def jan() -> Customer:
    return a_customer(mail_addresses=["jan@klant.example"])


def clock(ticket: Ticket) -> Clock:
    return Clock.objects.select_related("agreement").get(subject_kind="ticket", subject_id=ticket.pk, stopped_at=None)


def run_jobs() -> None:
    """The re-basing jobs that wait, as a worker does them."""
    for job in list(ProcrastinateJob.objects.filter(task_name="sla.rebase_clocks").order_by("id")):
        rebase_clocks(**job.args)


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is sent to the database at once, each time."""
    sent: list[list[str]] = []
    read = asking._read

    def counted(asked: list[Any]) -> Any:
        sent.append([each.sql for each in asked])
        return read(asked)

    monkeypatch.setattr(asking, "_read", counted)
    return sent


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets what the database says the time is."""

    def move(moment: Any) -> None:
        for place in ("transaction_now", "contracts.transaction_now"):
            monkeypatch.setattr(f"balie.records.sla.actions.{place}", lambda: moment)

    return move


def test_a_ticket_of_who_has_a_contract_runs_under_its_agreement(jan: Customer) -> None:
    a_contract(jan)

    ticket = a_ticket(customer=jan)

    assert clock(ticket).agreement.key == "gold"
    assert ticket.due_at == clock(ticket).due_at
    assert clock(a_ticket(customer=a_customer(given_name="An"))).agreement.key == "standard"


def test_the_ticket_says_under_which_agreement_it_is_promised(jan: Customer, client: Client) -> None:
    a_contract(jan)
    ticket = a_ticket(customer=jan)
    client.force_login(a_user("operator"))

    part = client.get(reverse("tickets:promises", args=[ticket.number])).content.decode()

    assert "· gold" in part


def test_a_mail_of_a_person_runs_under_the_contract_of_the_organisation(jan: Customer) -> None:
    garage = an_organisation_customer()
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage)

    store_raw(a_mailbox(), a_raw_mail(sender="jan@klant.example"), at=timezone.now())
    file_waiting()

    assert clock(Ticket.objects.get()).agreement.key == "gold"


def test_filing_a_mail_asks_for_contracts_on_the_way_of_its_contact(jan: Customer, together: list[list[str]]) -> None:
    a_contract(jan)
    mailbox = a_mailbox()

    store_raw(mailbox, a_raw_mail(sender="jan@klant.example"), at=timezone.now())
    file_waiting()

    [asked] = [each for each in together if any("sla_contractagreement" in sql for sql in each)]
    assert [("contacts_contact" in sql, "sla_contractagreement" in sql) for sql in asked] == [(True, False), (False, True)]
    assert clock(Ticket.objects.get()).agreement.key == "gold"


def test_opening_a_ticket_asks_for_contracts_on_the_way_of_its_number(jan: Customer, together: list[list[str]]) -> None:
    a_contract(jan)
    a_ticket(customer=jan)
    together.clear()

    with CaptureQueriesContext(connection) as captured:
        a_ticket(customer=jan)

    alone = [each["sql"] for each in captured.captured_queries if "sla_contractagreement" in each["sql"]]
    [asked] = [each for each in together if each]
    assert [("nextval" in sql, "sla_contractagreement" in sql) for sql in asked] == [(True, False), (False, True)]
    assert len(alone) == 1


def test_a_contract_that_ends_gives_its_clocks_to_the_default_and_keeps_the_pauses(jan: Customer, at: Any) -> None:
    contract = a_contract(jan)
    ticket = a_ticket(customer=jan)
    due = clock(ticket).due_at
    actions.set_state(ticket.number, state="customer", by=a_user("operator"), at=MONDAY_9AM + HOUR)
    actions.set_state(ticket.number, state="open", by=a_user("operator"), at=MONDAY_9AM + 2 * HOUR)
    paused_due = clock(ticket).due_at

    end_contract(contract, last_on=date(2026, 11, 22), **NOW)
    at(MONDAY_9AM + 2 * HOUR)
    run_jobs()

    now = clock(ticket)
    ticket.refresh_from_db()
    assert paused_due - due == HOUR
    assert (now.agreement.key, now.seconds) == ("standard", 8 * 3600)
    assert now.due_at == ticket.due_at == clock(ticket).due_at
    kinds = list(ClockEvent.objects.filter(clock=now).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["started", "paused", "resumed", "rebased"]
    assert now.due_at > paused_due


def test_a_contract_that_starts_takes_running_clocks_over(jan: Customer, at: Any) -> None:
    ticket = a_ticket(customer=jan)
    a_contract(jan)
    at(MONDAY_9AM + HOUR)

    run_jobs()

    assert clock(ticket).agreement.key == "gold"
    assert Clock.objects.count() == 1
    ticket.refresh_from_db()
    assert ticket.due_at == clock(ticket).due_at


def test_a_contract_that_starts_says_what_is_promised_first_too(jan: Customer, at: Any) -> None:
    cells, calendars = {(priority, "first"): HOUR for priority in (1, 2, 3, 4)}, dict.fromkeys((1, 2, 3, 4), a_calendar())
    sla.save_targets(an_agreement("gold"), cells=cells, calendars=calendars, **NOW)
    ticket = a_ticket(customer=jan)
    a_contract(jan)
    at(MONDAY_9AM)

    run_jobs()

    before = ticket.due_metric
    ticket.refresh_from_db()
    first = Clock.objects.get(subject_id=ticket.pk, metric="first")
    assert (before, ticket.due_metric, ticket.due_at) == ("solution", "first", first.due_at)


def test_another_agreement_for_a_type_takes_the_clocks_of_all_its_contracts_over(jan: Customer, at: Any) -> None:
    garage = an_organisation_customer()
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage, type="silver")
    ticket, other = a_ticket(customer=jan), a_ticket(customer=a_customer(given_name="An"))
    sla.hold_by_contract(an_agreement("silver", hours=2), contract_type=a_term(ContractType, "silver"), **NOW)
    at(MONDAY_9AM + HOUR)

    run_jobs()

    assert (clock(ticket).agreement.key, clock(other).agreement.key) == ("silver", "standard")


def test_a_contract_that_ends_by_date_is_found_by_the_database_and_followed_once(jan: Customer, at: Any) -> None:
    at(MONDAY_9AM)
    sla.turn_day()
    a_contract(jan, last_on=date(2026, 11, 23))
    ticket = a_ticket(customer=jan)
    run_jobs()
    assert clock(ticket).agreement.key == "gold"

    at(MONDAY_9AM + timedelta(days=1))
    sla.turn_day()
    run_jobs()
    run_jobs()

    assert clock(ticket).agreement.key == "standard"
    assert ClockEvent.objects.filter(kind="rebased").count() == 1
    assert DayTurned.objects.get().day == date(2026, 11, 24)


def test_who_joins_an_organisation_gets_its_contract(jan: Customer, at: Any) -> None:
    garage, ticket = an_organisation_customer(), a_ticket(customer=jan)
    a_contract(garage)
    at(MONDAY_9AM + HOUR)

    customers.save_relation(jan, other=garage, role="employee", **NOW)
    run_jobs()

    assert clock(ticket).agreement.key == "gold"


def test_a_merge_brings_the_contract_to_the_tickets_of_the_kept_file(jan: Customer, at: Any) -> None:
    other = a_customer(given_name="Johan")
    a_contract(other)
    ticket = a_ticket(customer=jan)
    at(MONDAY_9AM + HOUR)

    customers.merge_customers(jan, other, by=a_user("supervisor"), at=MONDAY_9AM, version=jan.version)
    run_jobs()

    assert Contract.objects.get().holder == jan
    assert clock(ticket).agreement.key == "gold"


def test_a_ticket_given_to_another_customer_goes_on_under_that_ones_contract(jan: Customer) -> None:
    a_contract(jan)
    ticket = a_ticket(customer=a_customer(given_name="An"))

    actions.set_fields(ticket.number, customer=jan, by=a_user("lead"), at=MONDAY_9AM + HOUR)

    assert clock(ticket).agreement.key == "gold"


def test_a_breach_never_moves_silently_when_a_contract_ends(jan: Customer, at: Any) -> None:
    contract = a_contract(jan)
    ticket = a_ticket(customer=jan)
    late = MONDAY_9AM + 6 * HOUR
    at(late)
    end_contract(contract, last_on=date(2026, 11, 22), by=None, at=late)

    run_jobs()

    assert clock(ticket).agreement.key == "standard"
    assert clock(ticket).breached_at is not None


def test_many_open_tickets_follow_a_batch_a_job(jan: Customer, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.casework.tickets.actions.promises.BATCH", 2)
    tickets = [a_ticket(customer=jan) for _ in range(5)]
    a_contract(jan)
    at(MONDAY_9AM + HOUR)

    for _ in range(4):
        run_jobs()

    assert {clock(each).agreement.key for each in tickets} == {"gold"}


def test_a_call_by_hand_has_its_contract_too(jan: Customer) -> None:
    a_contract(jan)
    contact = a_contact(channel="call", customer=jan)

    assert clock(a_ticket(contact=contact)).agreement.key == "gold"


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
    monkeypatch.setattr("balie.casework.tickets.actions.promises.BATCH", 2)
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
    assert "What runs will follow a change of Contracts." in begun
    assert "What runs follows a change of Contracts: 2 of 5." in part
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
