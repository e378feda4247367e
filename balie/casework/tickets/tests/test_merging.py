"""Two tickets become one; taken apart they are as they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.actions.holding import held, keep
from balie.casework.tickets.models import Merge, Ticket, TicketContact, TicketFile, TicketLink, TicketNote, TicketThread, Watcher
from balie.casework.tickets.queries.detail import detail_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.numbers import group
from balie.records.customers.testing import a_customer
from balie.records.sla.actions import make_default, save_targets
from balie.records.sla.models import Clock, Metric
from balie.records.sla.testing import a_calendar, an_agreement

pytestmark = pytest.mark.django_db
COLUMNS = (
    "state",
    "state_reason_id",
    "wake_at",
    "owner_id",
    "team_id",
    "level",
    "answer_due_since",
    "first_answer_at",
    "told_at",
    "heard_at",
    "due_at",
)


def file_mail(mailbox: Mailbox, **fields: str) -> Ticket:
    store_raw(mailbox, a_raw_mail(**{"sender": "jan@klant.example", **fields}), at=timezone.now())
    file_waiting()
    return Ticket.objects.latest("pk")


def stand(ticket: Ticket) -> dict[str, Any]:
    """Everything of a ticket but its history."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    rows = {model.__name__: sorted(model.objects.filter(ticket=ticket).values_list("pk", flat=True)) for model in MOVING}
    seen = {row.contact_id: (sorted(row.contact.also_team_ids), row.contact.level) for row in TicketContact.objects.filter(ticket=ticket)}
    people = (
        sorted(ticket.participant_ids),
        sorted(ticket.also_team_ids),
        sorted(Watcher.objects.filter(ticket=ticket).values_list("user", flat=True)),
    )
    links = sorted(TicketLink.objects.filter(ticket=ticket).values_list("to", "kind"))
    clocks = sorted(Clock.objects.filter(subject_kind="ticket", subject_id=ticket.pk, stopped_at=None).values_list(*SAID), key=str)
    beside = {"people": people, "links": links, "seen": seen, "clocks": clocks}
    return {name: getattr(ticket, name) for name in COLUMNS} | rows | beside


MOVING = (TicketContact, TicketThread, TicketNote, TicketFile)
# What a clock that runs says of its promise.
SAID = ("agreement", "metric", "started_at", "due_at", "held_by", "left_seconds", "breached_at")


@pytest.fixture
def jan(db: None) -> User:
    return a_user("operator")


def texts(by: User, ticket: Ticket) -> list[str]:
    entries = detail_for(by, ticket.number).entries
    return [entry.message.text if entry.message else entry.text for entry in entries if entry.kind in {"in", "out", "note"}]


def test_all_that_was_said_stands_in_the_one_that_stays_and_mail_to_come_follows(mailbox: Mailbox, operator: User) -> None:
    first, second = (
        file_mail(mailbox, message_id="a@klant.example", body="Geen stroom."),
        file_mail(mailbox, message_id="b@klant.example", body="Nog steeds niet."),
    )
    actions.add_note(second.number, text="Belt straks.", by=operator, at=timezone.now())

    actions.merge_tickets(second.number, into=first.number, by=operator, at=timezone.now())
    file_mail(mailbox, in_reply_to="b@klant.example", body="Hallo?")

    assert texts(operator, first) == ["Geen stroom.", "Nog steeds niet.", "Belt straks.", "Hallo?"]
    assert texts(operator, second) == []
    second.refresh_from_db()
    assert second.state == "closed"


def test_the_survivor_heard_from_the_customer_when_either_did_last(jan: User) -> None:
    survivor, merged = a_ticket(heard_at=MONDAY_9AM), a_ticket(heard_at=MONDAY_9AM + timedelta(hours=1))
    silent = a_ticket()

    for each in (merged, silent):
        actions.merge_tickets(each.number, into=survivor.number, by=jan, at=MONDAY_9AM + timedelta(hours=2))
    survivor.refresh_from_db()
    together = survivor.heard_at
    actions.take_apart(merged.number, by=jan, at=MONDAY_9AM + timedelta(hours=3))
    survivor.refresh_from_db()

    assert together == MONDAY_9AM + timedelta(hours=1)
    assert survivor.heard_at == MONDAY_9AM


def test_mail_that_came_meanwhile_waits_where_it_goes_when_they_are_taken_apart(mailbox: Mailbox, operator: User) -> None:
    first = file_mail(mailbox, message_id="a@klant.example", body="Geen stroom.")
    second = file_mail(mailbox, message_id="b@klant.example", body="Waar blijft mijn factuur?")
    Ticket.objects.filter(pk__in=[first.pk, second.pk]).update(answer_due_since=None, state="solved", solved_at=timezone.now())
    Ticket.objects.filter(pk=first.pk).update(state="open", solved_at=None)
    actions.merge_tickets(second.number, into=first.number, by=operator, at=timezone.now())
    file_mail(mailbox, in_reply_to="b@klant.example", message_id="c@klant.example", body="Hallo?")
    first.refresh_from_db()
    meanwhile = first.answer_due_since

    actions.take_apart(second.number, by=operator, at=timezone.now())

    first.refresh_from_db()
    second.refresh_from_db()
    assert meanwhile is not None
    assert (second.state, second.answer_due_since is not None) == ("open", True)
    assert texts(operator, second) == ["Waar blijft mijn factuur?", "Hallo?"]


def test_the_number_of_the_merged_one_leads_to_the_other(desk: Client, operator: User) -> None:
    first, second = a_ticket(), a_ticket()

    answer = desk.post(f"/tickets/{second.number}/merge/", {"into": group(first.number)})

    assert answer.url == f"/tickets/{first.number}/"
    assert desk.get(f"/tickets/{second.number}/").url == f"/tickets/{first.number}/"
    assert desk.get(f"/tickets/{second.number}/?alone=1").status_code == 200
    assert f"/tickets/{second.number}/apart/" in desk.get(f"/tickets/{first.number}/").content.decode()


def test_a_merge_that_is_refused_stands_at_its_field_which_is_looked_at(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(f"/tickets/{ticket.number}/merge/", {"into": str(ticket.number)})

    page = answer.content.decode()
    field = page[page.index('id="merge-into"') :].partition(">")[0]
    assert answer.status_code == 422
    assert "autofocus" in field
    assert "aria-invalid" in field


def test_taken_apart_on_the_page_both_are_as_they_were(desk: Client, operator: User) -> None:
    first, second = a_ticket(), a_ticket(team=a_team("winkel"))
    before = stand(first), stand(second)
    desk.post(f"/tickets/{second.number}/merge/", {"into": str(first.number)})

    desk.post(f"/tickets/{second.number}/apart/")

    assert (stand(first), stand(second)) == before


@pytest.mark.parametrize("state", ["solved", "closed"])
def test_one_that_is_finished_can_go_up_but_takes_nothing_in(jan: User, state: str) -> None:
    open_one, done = a_ticket(), a_ticket(state=state)

    with pytest.raises(actions.AlreadyClosed):
        actions.merge_tickets(open_one.number, into=done.number, by=jan, at=MONDAY_9AM)
    actions.merge_tickets(done.number, into=open_one.number, by=jan, at=MONDAY_9AM)
    actions.take_apart(done.number, by=jan, at=MONDAY_9AM)

    done.refresh_from_db()
    assert done.state == state


def test_a_ticket_is_not_merged_into_itself_nor_in_a_ring_nor_twice(jan: User) -> None:
    first, second, third = a_ticket(), a_ticket(), a_ticket()
    with pytest.raises(Invalid):
        actions.merge_tickets(first.number, into=first.number, by=jan, at=MONDAY_9AM)
    actions.merge_tickets(second.number, into=first.number, by=jan, at=MONDAY_9AM)

    with pytest.raises(actions.MergedAway, match=group(first.number)):
        actions.merge_tickets(first.number, into=second.number, by=jan, at=MONDAY_9AM)
    with pytest.raises(actions.MergedAway):
        actions.merge_tickets(second.number, into=third.number, by=jan, at=MONDAY_9AM)
    with pytest.raises(actions.MergedAway):
        actions.reopen(second.number, by=jan, at=MONDAY_9AM)


def test_the_tickets_of_two_customers_stay_two(jan: User) -> None:
    first, second = a_ticket(customer=a_customer(family_name="Peeters")), a_ticket(customer=a_customer(family_name="Maes"))

    with pytest.raises(Invalid) as refused:
        actions.merge_tickets(second.number, into=first.number, by=jan, at=MONDAY_9AM)

    assert refused.value.field_name == "into"


def test_what_was_never_merged_is_not_taken_apart(jan: User) -> None:
    with pytest.raises(NotFound):
        actions.take_apart(a_ticket().number, by=jan, at=MONDAY_9AM)


def test_a_chain_leads_to_its_end_and_comes_apart_from_there(client: Client, jan: User) -> None:
    first, second, third = a_ticket(), a_ticket(), a_ticket()
    before = [stand(each) for each in (first, second, third)]
    actions.merge_tickets(third.number, into=second.number, by=jan, at=MONDAY_9AM)
    actions.merge_tickets(second.number, into=first.number, by=jan, at=MONDAY_9AM)

    client.force_login(jan)
    led = client.get(f"/tickets/{third.number}/", follow=True).redirect_chain
    assert led[-1][0] == f"/tickets/{first.number}/"
    with pytest.raises(actions.MergedAway):
        actions.take_apart(third.number, by=jan, at=MONDAY_9AM)
    actions.take_apart(second.number, by=jan, at=MONDAY_9AM)
    actions.take_apart(third.number, by=jan, at=MONDAY_9AM)

    assert [stand(each) for each in (first, second, third)] == before


def test_mail_that_came_since_goes_back_with_its_thread(mailbox: Mailbox, operator: User) -> None:
    first, second = (
        file_mail(mailbox, message_id="a@klant.example", body="Een."),
        file_mail(mailbox, message_id="b@klant.example", body="Twee."),
    )
    actions.merge_tickets(second.number, into=first.number, by=operator, at=timezone.now())
    file_mail(mailbox, in_reply_to="b@klant.example", body="Bij twee.")
    file_mail(mailbox, in_reply_to="a@klant.example", body="Bij een.")

    actions.take_apart(second.number, by=operator, at=timezone.now())

    assert (texts(operator, first), texts(operator, second)) == (["Een.", "Bij een."], ["Twee.", "Bij twee."])


def test_who_may_not_see_one_merges_neither(jan: User) -> None:
    first, hidden = a_ticket(), a_ticket(level=3)

    with pytest.raises(NotFound):
        actions.merge_tickets(hidden.number, into=first.number, by=jan, at=MONDAY_9AM)
    with pytest.raises(NotFound):
        actions.merge_tickets(first.number, into=hidden.number, by=jan, at=MONDAY_9AM)


def test_programs_merge_and_take_apart(api: Any, operator: User) -> None:
    first, second = a_ticket(), a_ticket()

    merged = api.post(f"/api/v1/tickets/{second.number}/merge", {"number": first.number}, content_type="application/json")
    apart = api.post(f"/api/v1/tickets/{second.number}/apart")

    assert merged.json()["number"] == first.number
    assert (apart.json()["number"], apart.json()["state"]) == (second.number, "new")


@pytest.fixture
def api(operator: User) -> Client:
    from balie.access.accounts.actions import create_token

    return Client(headers={"authorization": f"Bearer {create_token(operator, name='tests', by=None, at=MONDAY_9AM)}"})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_merged_and_taken_apart_is_as_before(db: None, data: st.DataObject) -> None:
    by = a_user("supervisor")
    _promise_everything()
    pair = [_any_ticket(data, by) for _which in range(2)]
    before = [stand(each) for each in pair]

    actions.merge_tickets(pair[1].number, into=pair[0].number, by=by, at=MONDAY_9AM + timedelta(hours=2))
    merged = [stand(each) for each in pair]
    actions.take_apart(pair[1].number, by=by, at=MONDAY_9AM + timedelta(hours=3))

    assert [stand(each) for each in pair] == before
    assert merged != before
    assert Merge.objects.filter(undone_at=None).count() == 0


def _promise_everything() -> None:
    """An answer, a further one, news and a solution, in open hours, to every customer."""
    standard = an_agreement("standard", hours=0)
    cells = {(priority, metric.value): timedelta(hours=6) for priority in (1, 2, 3, 4) for metric in Metric}
    save_targets(standard, cells=cells, calendars=dict.fromkeys((1, 2, 3, 4), a_calendar()), by=None, at=MONDAY_9AM)
    make_default(standard, by=None, at=MONDAY_9AM)


def _any_ticket(data: st.DataObject, by: User) -> Ticket:
    """Some ticket: new, waiting or with an owner, with calls, notes, watchers, of some team and level, waiting for an answer or not."""
    team: Team | None = data.draw(st.sampled_from([None, a_team("energie"), a_team("winkel")]))
    level = data.draw(st.sampled_from([0, 1]))
    ticket = a_ticket(by=by, team=team, level=level)
    for _call in range(data.draw(st.integers(0, 2))):
        TicketContact.objects.create(ticket=ticket, contact=a_contact(team=team, level=level))
    for _note in range(data.draw(st.integers(0, 2))):
        actions.add_note(ticket.number, text="Genoteerd.", by=by, at=MONDAY_9AM)
    if data.draw(st.booleans()):
        actions.watch(ticket.number, by=by, at=MONDAY_9AM)
    if data.draw(st.booleans()):
        actions.take(ticket.number, by=by, at=MONDAY_9AM)
    moment: datetime | None = data.draw(st.sampled_from([None, MONDAY_9AM, MONDAY_9AM + timedelta(microseconds=7)]))
    ticket = held(ticket.number, by=by, verb="tickets.change")
    ticket.answer_due_since = ticket.told_at = moment
    keep(ticket, "received", by=None, at=MONDAY_9AM, fields=["answer_due_since", "told_at"])
    if data.draw(st.booleans()):
        actions.set_state(ticket.number, "customer", wake_at=MONDAY_9AM + timedelta(days=3), by=by, at=MONDAY_9AM)
    return ticket


def test_one_of_two_taken_apart_leaves_what_the_other_needs(jan: User) -> None:
    away, team = a_user("operator", username="away", name="Away"), a_team("winkel")
    kept = a_ticket()
    first, second = (a_ticket(level=2, participant_ids=[jan.pk, away.pk], also_team_ids=[team.pk]) for _each in range(2))
    for each in (first, second):
        Watcher.objects.create(ticket=each, user=away, since=MONDAY_9AM)
    for minute, each in enumerate((first, second)):
        actions.merge_tickets(each.number, into=kept.number, by=jan, at=MONDAY_9AM + timedelta(minutes=minute))

    actions.take_apart(first.number, by=jan, at=MONDAY_9AM + timedelta(hours=1))

    kept.refresh_from_db()
    assert kept.level == 2
    assert away.pk in kept.participant_ids
    assert kept.also_team_ids == [team.pk]
    assert Watcher.objects.filter(ticket=kept, user=away).exists()


def test_a_ticket_that_went_to_a_closed_team_since_stays_as_closed(jan: User) -> None:
    closed = a_team("juridisch")
    closed.default_level = 2
    closed.save()
    kept, merged = a_ticket(), a_ticket(level=2, participant_ids=[jan.pk])
    actions.merge_tickets(merged.number, into=kept.number, by=jan, at=MONDAY_9AM)
    actions.transfer(kept.number, team=closed, reason="een klacht", by=jan, at=MONDAY_9AM + timedelta(minutes=5))

    actions.take_apart(merged.number, by=jan, at=MONDAY_9AM + timedelta(hours=1))

    assert Ticket.objects.get(pk=kept.pk).level == 2
