"""Who and what goes before; tickets that follow or are part of another; one message and one result for all parts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions, rules, tasks
from balie.casework.tickets.models import BulkJob, BulkRefusal, Ticket, TicketLink
from balie.casework.tickets.pages import due_next
from balie.casework.tickets.queries.incidents import open_parts
from balie.casework.tickets.testing import a_ticket
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.files.queries import read_file
from balie.foundation.text.numbers import group
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import CustomerType, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def vip(db: None) -> Customer:
    kind = a_term(CustomerType, "hospital")
    CustomerType.objects.filter(pk=kind.pk).update(goes_before=True)
    customer = a_customer(family_name="Ziekenhuis", mail_addresses=["hulp@ziekenhuis.example"])
    Customer.objects.filter(pk=customer.pk).update(customer_type=kind)
    customer.refresh_from_db()
    return customer


@pytest.fixture
def lead(db: None) -> User:
    return a_user("supervisor", language="en")


def part_of(incident: Ticket, **fields: object) -> Ticket:
    part = a_ticket(**fields)
    TicketLink.objects.create(ticket=part, to=incident, kind="child")
    return part


@given(
    urgency=st.integers(1, 3),
    impact=st.integers(1, 3),
    matrix=st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 3)), st.integers(1, 4)),
)
def test_who_goes_before_is_one_more_pressing_and_an_incident_the_most(
    urgency: int, impact: int, matrix: dict[tuple[int, int], int]
) -> None:
    plain = rules.priority_of(matrix, urgency=urgency, impact=impact)

    assert rules.priority_of(matrix, urgency=urgency, impact=impact, is_vip=True) == max(1, plain - 1)
    assert rules.priority_of(matrix, urgency=urgency, impact=impact, is_major=True) == 1


def test_a_customer_who_goes_before_gets_a_higher_priority_with_the_reason(desk: Client, vip: Customer) -> None:
    ticket = a_ticket(customer=vip)

    assert (ticket.priority, ticket.is_vip) == (2, True)
    assert "and a customer who goes before, gives" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_so_does_mail_of_theirs_and_a_ticket_that_becomes_theirs(mailbox: Mailbox, operator: User, vip: Customer) -> None:
    store_raw(mailbox, a_raw_mail(sender="hulp@ziekenhuis.example"), at=timezone.now())
    file_waiting()
    mailed, other = Ticket.objects.get(), a_ticket()
    if mailed.customer_id is None:  # nobody vouched for the sender
        actions.set_fields(mailed.number, customer=vip, by=operator, at=timezone.now())

    actions.set_fields(other.number, customer=vip, by=operator, at=timezone.now())

    assert set(Ticket.objects.values_list("priority", "is_vip")) == {(2, True)}


def test_one_that_is_no_longer_theirs_is_as_before(operator: User, vip: Customer) -> None:
    ticket = a_ticket(customer=vip)

    actions.set_fields(ticket.number, customer=a_customer(), by=operator, at=MONDAY_9AM)

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.is_vip) == (3, False)


def test_a_major_incident_is_critical_and_seen_by_everybody_until_it_is_over(operator: User, lead: User) -> None:
    ticket = a_ticket(subject="Geen stroom in Gent")

    actions.set_major(ticket.number, is_major=True, by=lead, at=MONDAY_9AM)
    shown = due_next(operator, MONDAY_9AM).rows
    actions.set_major(ticket.number, is_major=False, by=lead, at=MONDAY_9AM)

    assert [row.strong for row in shown] == [group(ticket.number)]
    assert shown[0].words.endswith(": Geen stroom in Gent")
    ticket.refresh_from_db()
    assert ticket.priority == 3
    assert not due_next(operator, MONDAY_9AM).rows


def test_urgency_changes_nothing_about_a_major_incident(lead: User) -> None:
    ticket = a_ticket()
    actions.set_major(ticket.number, is_major=True, by=lead, at=MONDAY_9AM)

    actions.set_fields(ticket.number, urgency=3, impact=3, by=lead, at=MONDAY_9AM)

    assert Ticket.objects.get().priority == 1


def test_an_operator_declares_none_and_a_finished_ticket_is_none(operator: User, lead: User) -> None:
    with pytest.raises(NotAllowed):
        actions.set_major(a_ticket().number, is_major=True, by=operator, at=MONDAY_9AM)
    with pytest.raises(actions.AlreadyClosed):
        actions.set_major(a_ticket(state="closed").number, is_major=True, by=lead, at=MONDAY_9AM)


def test_a_ticket_is_opened_as_part_of_an_incident(desk: Client, lead: User) -> None:
    incident = a_ticket(subject="Geen stroom in Gent")
    actions.set_major(incident.number, is_major=True, by=lead, at=MONDAY_9AM)
    offered = desk.get("/tickets/new/").content.decode()

    desk.post("/tickets/new/", {"subject": "Ook hier", "urgency": 2, "impact": 2, "language": "nl", "incident": str(incident.number)})

    assert f"{group(incident.number)} · Geen stroom in Gent" in offered
    assert TicketLink.objects.get().kind == "child"
    assert TicketLink.objects.get().to == incident


@pytest.mark.parametrize("kind", ["follow_up", "child"])
def test_a_ticket_follows_another_or_is_part_of_it_with_its_terms(desk: Client, kind: str) -> None:
    customer = a_customer(family_name="Peeters")
    first = a_ticket(customer=customer, subject="Meter defect", urgency=1, state="closed")

    form = desk.get(f"/tickets/new/?of={first.number}&as={kind}").content.decode()
    desk.post(
        "/tickets/new/", {"subject": "Meter weer defect", "urgency": 1, "impact": 2, "language": "nl", "of": first.number, "as": kind}
    )

    assert 'value="Meter defect"' in form
    assert group(customer.number) in form
    assert TicketLink.objects.get().kind == kind
    assert Ticket.objects.latest("pk").pk == TicketLink.objects.get().ticket_id


def test_one_message_reaches_the_customer_of_each_open_part_in_their_language_once(desk: Client, mailbox: Mailbox, operator: User) -> None:
    incident = a_ticket()
    dutch = part_of(incident, requester_address="jan@klant.example", language="nl")
    french = part_of(incident, requester_address="luc@client.example", language="fr")
    german = part_of(incident, requester_address="eva@kunde.example", language="de")
    called = part_of(incident)
    part_of(incident, requester_address="toe@klant.example", state="closed")

    answer = desk.post(f"/tickets/{incident.number}/parts/tell/", {"words_nl": "Hersteld, {ticket.number}.", "words_fr": "Réparé."})
    job = BulkJob.objects.get()
    tasks.bulk(job.pk)
    tasks.bulk(job.pk)

    assert answer.url == f"/tickets/bulk/{job.pk}/"
    sent = {each.to[0].address: each.text for each in (parse_mail(read_file(row.file)) for row in Outgoing.objects.all())}
    assert sent["jan@klant.example"].startswith(f"Hersteld, {group(dutch.number)}.")
    assert sent["luc@client.example"].startswith("Réparé.")
    assert sent["eva@kunde.example"].startswith("Hersteld,")
    assert len(sent) == 3
    assert BulkRefusal.objects.get().number == called.number
    assert {french.state, german.state} == {"new"}


def test_a_part_that_was_merged_is_reached_in_the_ticket_it_went_up_in(operator: User, lead: User) -> None:
    incident, part, other, last = (a_ticket() for _each in range(4))
    actions.link(part.number, incident.number, kind=TicketLink.Kind.CHILD, by=operator, at=MONDAY_9AM)
    actions.merge_tickets(part.number, into=other.number, by=operator, at=MONDAY_9AM)
    actions.merge_tickets(other.number, into=last.number, by=operator, at=MONDAY_9AM)

    reached = open_parts(lead, incident)
    actions.merge_tickets(last.number, into=incident.number, by=operator, at=MONDAY_9AM)

    assert reached == [last.number]
    assert open_parts(lead, incident) == []


def test_a_message_of_no_words_or_to_nobody_is_refused(desk: Client) -> None:
    incident = a_ticket()
    part_of(incident)

    empty = desk.post(f"/tickets/{incident.number}/parts/tell/", {"words_nl": " "})

    assert empty.status_code == 422
    assert "nothing to send" in empty.content.decode()
    alone = desk.post(f"/tickets/{a_ticket().number}/parts/tell/", {"words_nl": "Hersteld."})
    assert alone.status_code == 422


def test_all_parts_get_the_result_of_the_incident(desk: Client, operator: User) -> None:
    incident, result = a_ticket(), a_term(Result, "solved", applies_to="ticket")
    parts = [part_of(incident) for _each in range(3)]
    with pytest.raises(Invalid):
        actions.close_parts(incident.number, by=operator, at=MONDAY_9AM)
    actions.close_ticket(incident.number, result=result, sentence="Kabel hersteld.", by=operator, at=MONDAY_9AM)

    desk.post(f"/tickets/{incident.number}/parts/close/")
    tasks.bulk(BulkJob.objects.get().pk)

    closed = Ticket.objects.filter(pk__in=[each.pk for each in parts]).values_list("state", "result__key", "result_sentence")
    assert set(closed) == {("solved", "solved", "Kabel hersteld.")}


def test_the_page_offers_what_belongs_to_parts_only_where_there_are_some(desk: Client) -> None:
    incident = a_ticket()
    alone = desk.get(f"/tickets/{incident.number}/").content.decode()
    part_of(incident)
    with_parts = desk.get(f"/tickets/{incident.number}/").content.decode()

    assert "parts/tell/" not in alone
    assert "parts/tell/" in with_parts
