from __future__ import annotations

from datetime import timedelta

import pytest

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.actions.holding import MergedAway
from balie.casework.tickets.models import Change, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.foundation.live.testing import collected_nudges
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Result

pytestmark = pytest.mark.django_db
SOON = MONDAY_9AM + timedelta(minutes=5)


def _as_it_was(ticket: Ticket) -> dict[str, object]:
    names = ("state", "wake_at", "owner_id", "team_id", "level", "solved_at", "closed_at", "answer_due_since", "reopened_count")
    return dict(Ticket.objects.values(*names).get(pk=ticket.pk))


def _closed(number: int, by: User) -> Ticket:
    result, _made = Result.objects.get_or_create(key="opgelost", defaults={"name": label("x", "x", "x", "x")})
    return actions.close_ticket(number, result=result, sentence="Klaar.", by=by, at=MONDAY_9AM)


@pytest.mark.parametrize("verb", ["take", "assign", "transfer", "wait", "close"])
def test_the_last_change_of_state_owner_or_team_goes_back_whole(
    verb: str, operator: User, colleague: User, energie: Team, winkel: Team
) -> None:
    winkel.default_level = 1
    winkel.save()
    ticket = a_ticket(team=energie, answer_due_since=MONDAY_9AM)
    before = _as_it_was(ticket)
    match verb:
        case "take":
            actions.take(ticket.number, by=operator, at=MONDAY_9AM)
        case "assign":
            actions.assign(ticket.number, colleague, by=operator, at=MONDAY_9AM)
        case "transfer":
            actions.transfer(ticket.number, team=winkel, reason="over een laadpaal", by=operator, at=MONDAY_9AM)
        case "wait":
            actions.set_state(ticket.number, "customer", wake_at=SOON, by=operator, at=MONDAY_9AM)
        case "close":
            _closed(ticket.number, operator)
    assert _as_it_was(ticket) != before

    actions.undo(ticket.number, by=operator, at=SOON)

    assert _as_it_was(ticket) == before


def test_opening_again_is_undone_with_its_count(operator: User) -> None:
    ticket = a_ticket()
    _closed(ticket.number, operator)
    actions.reopen(ticket.number, by=operator, at=MONDAY_9AM)

    undone = actions.undo(ticket.number, by=operator, at=SOON)

    assert (undone.state, undone.reopened_count, undone.solved_at) == (Ticket.State.SOLVED, 0, MONDAY_9AM)


def test_undoing_stands_in_the_history_and_is_not_undone_itself(operator: User, energie: Team) -> None:
    ticket = a_ticket(team=energie)
    actions.take(ticket.number, by=operator, at=MONDAY_9AM)
    actions.undo(ticket.number, by=operator, at=SOON)

    with pytest.raises(actions.NothingToUndo):
        actions.undo(ticket.number, by=operator, at=SOON)

    assert set(Change.objects.filter(ticket=ticket, verb="undone").values_list("field", "old", "new")) == {
        ("owner", "Nele Baert", ""),
        ("state", "open", "new"),
    }


def test_a_colleagues_change_is_not_ours_to_undo(operator: User, colleague: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=colleague, at=MONDAY_9AM)

    with pytest.raises(actions.NothingToUndo):
        actions.undo(ticket.number, by=operator, at=SOON)


def test_what_a_colleague_changed_after_us_is_not_taken_from_them(operator: User, colleague: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=operator, at=MONDAY_9AM)
    actions.set_state(ticket.number, "third", by=colleague, at=MONDAY_9AM)

    with pytest.raises(actions.NothingToUndo):
        actions.undo(ticket.number, by=operator, at=SOON)

    assert Ticket.objects.get(pk=ticket.pk).state == Ticket.State.THIRD_PARTY


def test_other_fields_changed_meanwhile_stay(operator: User, colleague: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=operator, at=MONDAY_9AM)
    actions.set_fields(ticket.number, subject="Laadpaal", by=colleague, at=MONDAY_9AM)

    undone = actions.undo(ticket.number, by=operator, at=SOON)

    assert (undone.subject, undone.owner) == ("Laadpaal", None)


def test_after_a_quarter_of_an_hour_it_is_too_late(operator: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=operator, at=MONDAY_9AM)

    with pytest.raises(actions.NothingToUndo):
        actions.undo(ticket.number, by=operator, at=MONDAY_9AM + timedelta(minutes=16))


def test_both_places_hear_of_it(operator: User, energie: Team, winkel: Team) -> None:
    ticket = a_ticket(team=energie)
    actions.transfer(ticket.number, team=winkel, reason="over een laadpaal", by=operator, at=MONDAY_9AM)

    with collected_nudges() as nudged:
        actions.undo(ticket.number, by=operator, at=SOON)

    assert {f"ticket:{ticket.number}", f"tickets:team:{energie.pk}", f"tickets:team:{winkel.pk}"} <= set(nudged)


def test_what_came_after_the_change_stays_when_it_is_undone(operator: User, colleague: User, winkel: Team) -> None:
    ticket = a_ticket(owner=operator, state="open")
    actions.transfer(ticket.number, team=winkel, reason="over een laadpaal", by=operator, at=MONDAY_9AM)
    Ticket.objects.filter(pk=ticket.pk).update(level=3, answer_due_since=SOON)  # made secret, and the customer wrote

    actions.undo(ticket.number, by=operator, at=SOON)

    now = _as_it_was(ticket)
    assert (now["owner_id"], now["team_id"]) == (operator.pk, None)
    assert (now["level"], now["answer_due_since"]) == (3, SOON)


def test_a_transfer_that_was_taken_up_by_name_is_not_undone(operator: User, colleague: User) -> None:
    ticket = a_ticket(owner=operator, state="open")
    actions.transfer(ticket.number, owner=colleague, reason="over een laadpaal", by=operator, at=MONDAY_9AM)
    actions.accept_transfer(ticket.number, by=colleague, at=SOON)

    with pytest.raises(actions.NothingToUndo):
        actions.undo(ticket.number, by=operator, at=SOON)

    assert Ticket.objects.get(pk=ticket.pk).owner == colleague


def test_a_closing_that_is_undone_told_the_customer_nothing(operator: User) -> None:
    ticket = a_ticket(answer_due_since=MONDAY_9AM)
    result, _made = Result.objects.get_or_create(key="opgelost", defaults={"name": label("x", "x", "x", "x")})
    actions.close_ticket(ticket.number, result=result, sentence="Klaar.", is_told=True, by=operator, at=MONDAY_9AM)

    actions.undo(ticket.number, by=operator, at=SOON)

    ticket.refresh_from_db()
    assert (ticket.first_answer_at, ticket.told_at, ticket.answer_due_since) == (None, None, MONDAY_9AM)


def test_a_ticket_that_went_up_in_another_is_neither_undone_nor_answered(operator: User) -> None:
    survivor, merged = a_ticket(), a_ticket()
    _closed(merged.number, operator)
    actions.merge_tickets(merged.number, into=survivor.number, by=operator, at=SOON)

    with pytest.raises(MergedAway):
        actions.undo(merged.number, by=operator, at=SOON)
    with pytest.raises(MergedAway):
        actions.reply(merged.number, text="Dag", to="jan@klant.example", state="open", by=operator, at=SOON, dedupe_key="x")


def test_a_clock_that_was_set_back_an_hour_hinders_nobody_to_undo(operator: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=operator, at=MONDAY_9AM)

    actions.undo(ticket.number, by=operator, at=MONDAY_9AM - timedelta(hours=1))

    ticket.refresh_from_db()
    assert ticket.owner is None
