"""Two colleagues on one ticket: nothing is overwritten silently, whatever the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Ticket, TicketNote
from balie.casework.tickets.testing import a_ticket
from balie.foundation.errors import Outdated, Refusal
from balie.foundation.live.testing import collected_nudges

FIELDS: dict[str, list[object]] = {
    "subject": ["meter", "factuur", "verhuis"],
    "urgency": [1, 2, 3],
    "impact": [1, 2, 3],
    "language": ["nl", "fr", "de"],
}
edits = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(FIELDS[name])))
# Each step: who (0 or 1) either opens the form anew, or saves one field with the version last seen.
steps = st.lists(st.tuples(st.integers(0, 1), st.none() | edits), max_size=14)


@pytest.mark.decree("S2.2")
@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_accepted_edit_stands_until_somebody_who_saw_it_changes_it(
    operator: User, colleague: User, steps: Sequence[tuple[int, tuple[str, object] | None]]
) -> None:
    ticket = a_ticket(subject="begin")
    people, seen = (operator, colleague), [1, 1]
    expected: dict[str, object] = {"subject": "begin", "urgency": 2, "impact": 2, "language": "nl"}
    newest = 1

    for who, edit in steps:
        if edit is None:
            seen[who] = newest
            continue
        name, value = edit
        if seen[who] != newest:
            with pytest.raises(Outdated):
                actions.set_fields(ticket.number, by=people[who], at=MONDAY_9AM, version=seen[who], **{name: value})  # type: ignore[arg-type]
            continue
        actions.set_fields(ticket.number, by=people[who], at=MONDAY_9AM, version=newest, **{name: value})  # type: ignore[arg-type]
        newest += expected[name] != value
        seen[who] = newest
        expected[name] = value

    found = Ticket.objects.values(*expected, "version").get(pk=ticket.pk)
    assert found == {**expected, "version": newest}
    assert Change.objects.filter(ticket=ticket, verb="changed").values("at").count() >= newest - 1


@pytest.mark.decree("S2.2")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(operator: User, colleague: User) -> None:
    ticket = a_ticket()

    outcomes = _at_once(
        lambda: actions.set_fields(ticket.number, by=operator, at=MONDAY_9AM, version=1, subject="van Nele"),
        lambda: actions.set_fields(ticket.number, by=colleague, at=MONDAY_9AM, version=1, subject="van Karim"),
    )

    assert sorted(outcomes) == ["done", "outdated"]
    winner = ("van Nele", "van Karim")[outcomes.index("done")]
    assert Ticket.objects.get(pk=ticket.pk).subject == winner


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_the_same_moment_one_gets_it(operator: User, colleague: User) -> None:
    ticket = a_ticket()

    outcomes = _at_once(
        lambda: actions.take(ticket.number, by=operator, at=MONDAY_9AM), lambda: actions.take(ticket.number, by=colleague, at=MONDAY_9AM)
    )

    assert sorted(outcomes) == ["already_taken", "done"]
    assert Ticket.objects.get(pk=ticket.pk).owner == (operator, colleague)[outcomes.index("done")]


@pytest.mark.django_db(transaction=True)
def test_notes_written_at_the_same_moment_both_stay(operator: User, colleague: User) -> None:
    ticket = a_ticket()

    outcomes = _at_once(
        lambda: actions.add_note(ticket.number, text="een", by=operator, at=MONDAY_9AM),
        lambda: actions.add_note(ticket.number, text="twee", by=colleague, at=MONDAY_9AM),
    )

    assert outcomes == ["done", "done"]
    assert set(TicketNote.objects.filter(ticket=ticket).values_list("text", flat=True)) == {"een", "twee"}
    assert set(Ticket.objects.get(pk=ticket.pk).participant_ids) == {operator.pk, colleague.pk}


@pytest.mark.django_db
def test_a_change_reaches_the_page_and_every_list_it_stands_in(operator: User, energie: Team) -> None:
    ticket = a_ticket(team=energie, owner=operator)

    with collected_nudges() as nudged:
        actions.set_state(ticket.number, "customer", wake_at=MONDAY_9AM + timedelta(days=1), by=operator, at=MONDAY_9AM)

    assert {f"ticket:{ticket.number}", "tickets", f"tickets:user:{operator.pk}", f"tickets:team:{energie.pk}"} <= set(nudged)


def _at_once(*verbs: Callable[[], object]) -> list[str]:
    """Run each in a thread of its own, all let go together: "done", or the code of the refusal, in order."""
    gate, outcomes = Barrier(len(verbs)), [""] * len(verbs)

    def run(at: int, verb: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            verb()
            outcomes[at] = "done"
        except Refusal as refusal:
            outcomes[at] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
