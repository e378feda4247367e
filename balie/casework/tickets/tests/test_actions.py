from __future__ import annotations

from datetime import timedelta

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Notification, Ticket, TicketLink
from balie.casework.tickets.tasks import wake
from balie.casework.tickets.testing import a_ticket
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Cause, Result

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)


def _result(applies_to: str = "ticket") -> Result:
    return Result.objects.create(key=f"opgelost-{applies_to}", name=label("x", "x", "x", "x"), applies_to=applies_to)


def test_priority_follows_from_urgency_and_impact() -> None:
    ticket = a_ticket()

    changed = actions.set_fields(ticket.number, by=a_user("operator"), at=LATER, urgency=1, impact=1)

    assert changed.priority == Ticket.Priority.CRITICAL
    assert {change.field for change in Change.objects.filter(ticket=ticket, verb="changed")} == {"urgency", "impact", "priority"}


def test_setting_what_is_set_changes_nothing() -> None:
    ticket = a_ticket()

    actions.set_fields(ticket.number, by=a_user("operator"), at=LATER, subject=ticket.subject, urgency=2)

    ticket.refresh_from_db()
    assert (ticket.version, ticket.changed_at) == (1, MONDAY_9AM)


def test_who_comes_second_is_told_and_overwrites_nothing() -> None:
    ticket, jan, an = a_ticket(), a_user("operator"), a_user("operator")
    actions.set_fields(ticket.number, by=jan, at=LATER, version=1, subject="van Jan")

    with pytest.raises(Outdated):
        actions.set_fields(ticket.number, by=an, at=LATER, version=1, subject="van An")

    ticket.refresh_from_db()
    assert ticket.subject == "van Jan"


@pytest.mark.parametrize("fields", [{"subject": "  "}, {"urgency": 4}, {"impact": 0}, {"language": "xx"}])
def test_impossible_values_name_their_field(fields: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.set_fields(a_ticket().number, by=a_user("operator"), at=LATER, **fields)  # type: ignore[arg-type]

    assert refusal.value.field_name == next(iter(fields))


def test_taking_a_new_ticket_opens_it() -> None:
    jan = a_user("operator")

    ticket = actions.take(a_ticket().number, by=jan, at=LATER)

    assert (ticket.owner, ticket.state) == (jan, Ticket.State.OPEN)
    assert jan.pk in ticket.participant_ids


def test_of_two_who_take_one_wins() -> None:
    ticket, jan = a_ticket(), a_user("operator", name="Jan")
    actions.take(ticket.number, by=jan, at=LATER)

    with pytest.raises(actions.AlreadyTaken, match="Jan"):
        actions.take(ticket.number, by=a_user("operator"), at=LATER)


def test_a_given_ticket_is_under_the_colleagues_eyes() -> None:
    ticket, an = a_ticket(), a_user("operator")

    actions.assign(ticket.number, an, by=a_user("operator"), at=LATER)

    assert Notification.objects.get(user=an).kind == Notification.Kind.ASSIGNED


def test_a_ticket_is_not_given_to_who_does_not_work_on_tickets() -> None:
    with pytest.raises(Invalid):
        actions.assign(a_ticket().number, a_user("auditor"), by=a_user("operator"), at=LATER)


def test_a_transfer_keeps_its_reason_and_who_passed_it_on_watches() -> None:
    jan, shop = a_user("operator", teams=[a_team("energie")]), a_team("winkel")
    ticket = a_ticket(team=a_team("energie"), owner=jan)

    actions.transfer(ticket.number, team=shop, reason="over een laadpaal", by=jan, at=LATER)

    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (shop, None)
    assert ticket.watchers.get().user == jan
    assert Change.objects.get(ticket=ticket, field="team").reason == "over een laadpaal"


def test_a_transfer_to_a_closed_team_closes_the_ticket_but_not_for_who_took_part() -> None:
    jan, an = a_user("operator"), a_user("operator")
    complaints = a_team("klachten")
    complaints.default_level = 1
    complaints.save()
    ticket = a_ticket(by=jan)

    actions.transfer(ticket.number, team=complaints, reason="formele klacht", by=jan, at=LATER)

    assert Ticket.objects.visible_to(jan).filter(pk=ticket.pk).exists()
    assert not Ticket.objects.visible_to(an).filter(pk=ticket.pk).exists()


@pytest.mark.parametrize("reason", ["", " x "])
def test_a_transfer_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.transfer(a_ticket().number, team=a_team("winkel"), reason=reason, by=a_user("operator"), at=LATER)

    assert refusal.value.field_name == "reason"


def test_closing_takes_a_result_and_a_sentence() -> None:
    ticket, jan, result = a_ticket(), a_user("operator"), _result()
    cause = Cause.objects.create(key="defect", name=label("x", "x", "x", "x"))

    closed = actions.close_ticket(ticket.number, result=result, cause=cause, sentence="Meter vervangen.", by=jan, at=LATER)

    assert (closed.state, closed.result, closed.cause, closed.solved_at) == (Ticket.State.SOLVED, result, cause, LATER)
    with pytest.raises(actions.AlreadyClosed):
        actions.close_ticket(ticket.number, result=result, sentence="nog eens", by=jan, at=LATER)


@pytest.mark.parametrize(("applies_to", "sentence", "field"), [("", "x", "result"), ("contact", "x", "result"), ("both", " ", "sentence")])
def test_what_is_missing_at_closing_is_named(applies_to: str, sentence: str, field: str) -> None:
    result = _result(applies_to) if applies_to else None

    with pytest.raises((Invalid, actions.NotReadyToClose)) as refusal:
        actions.close_ticket(a_ticket().number, result=result, sentence=sentence, by=a_user("operator"), at=LATER)

    assert refusal.value.field_name == field


def test_a_closed_ticket_opens_again_with_its_result_in_the_history() -> None:
    ticket, jan = a_ticket(), a_user("operator")
    actions.close_ticket(ticket.number, result=_result(), sentence="Klaar.", by=jan, at=LATER)

    opened = actions.reopen(ticket.number, by=jan, at=LATER)

    assert (opened.state, opened.reopened_count) == (Ticket.State.OPEN, 1)
    with pytest.raises(actions.NotClosed):
        actions.reopen(ticket.number, by=jan, at=LATER)


def test_a_wait_comes_back_when_it_is_over() -> None:
    jan = a_user("operator")
    ticket = a_ticket(owner=jan)
    actions.set_state(ticket.number, "customer", wake_at=LATER, by=jan, at=MONDAY_9AM)

    assert actions.wake_tickets(at=LATER - timedelta(seconds=1)) == 0
    assert actions.wake_tickets(at=LATER) == 1

    ticket.refresh_from_db()
    assert (ticket.state, ticket.wake_at) == (Ticket.State.OPEN, None)
    assert Notification.objects.get(user=jan).kind == Notification.Kind.WOKEN


def test_all_whose_wait_is_over_come_back_at_once_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balie.casework.tickets.actions.ending.MOST_WOKEN", 2)
    tickets = [a_ticket(state="customer", wake_at=LATER) for _ in range(5)]

    wake(int(LATER.timestamp()))

    assert {Ticket.objects.get(pk=each.pk).state for each in tickets} == {"open"}


@pytest.mark.parametrize("state", ["solved", "closed", "nonsense"])
def test_the_end_is_not_set_by_hand(state: str) -> None:
    with pytest.raises(Invalid):
        actions.set_state(a_ticket().number, state, by=a_user("operator"), at=LATER)


def test_who_is_mentioned_sees_the_ticket_and_is_told() -> None:
    jan, an = a_user("operator"), a_user("operator", username="an")
    ticket = a_ticket(level=3, by=jan)

    actions.add_note(ticket.number, text="@an wat denk jij?", by=jan, at=LATER)

    assert Ticket.objects.visible_to(an).filter(pk=ticket.pk).exists()
    assert Notification.objects.get(user=an).kind == Notification.Kind.MENTIONED


def test_what_one_may_not_see_one_cannot_change_and_it_looks_absent() -> None:
    ticket = a_ticket(level=3)

    with pytest.raises(NotFound):
        actions.add_note(ticket.number, text="x", by=a_user("supervisor"), at=LATER)


def test_who_reads_may_not_write() -> None:
    with pytest.raises(NotAllowed):
        actions.add_note(a_ticket().number, text="x", by=a_user("knowledge"), at=LATER)


def test_tickets_are_linked_once_and_never_with_themselves() -> None:
    jan, one, other = a_user("operator"), a_ticket(), a_ticket()
    actions.link(one.number, other.number, kind="related", by=jan, at=LATER)
    actions.link(one.number, other.number, kind="related", by=jan, at=LATER)

    assert TicketLink.objects.count() == 1
    with pytest.raises(Invalid):
        actions.link(one.number, one.number, kind="related", by=jan, at=LATER)


def test_each_verb_leaves_a_line_in_the_audit_log() -> None:
    jan = a_user("operator")
    ticket = a_ticket(by=jan)
    actions.take(ticket.number, by=jan, at=LATER)

    verbs = AuditLine.objects.filter(subject_kind="tickets.ticket").order_by("pk").values_list("verb", flat=True)

    assert list(verbs) == ["tickets.opened", "tickets.taken"]


def test_a_ticket_of_no_team_or_another_one_moves_to_the_takers() -> None:
    energie, shop = a_team("energie"), a_team("winkel")
    jan, boss = a_user("operator", teams=[energie]), a_user("supervisor", teams=[energie])

    assert actions.take(a_ticket().number, by=jan, at=LATER).team == energie
    assert actions.take(a_ticket(team=shop).number, by=jan, at=LATER).team == energie
    assert actions.take(a_ticket(team=shop).number, by=boss, at=LATER).team == shop
