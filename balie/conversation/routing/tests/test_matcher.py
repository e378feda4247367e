"""One decides, another takes over, and the log tells again what was decided."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.routing import actions, matcher
from balie.conversation.routing.actions import matching
from balie.conversation.routing.actions.matching import TermOver, decide, differences, give_term_up, take_term
from balie.conversation.routing.models import Decision, LogEntry, Matcher, Offer, Snapshot, Waiting
from balie.conversation.routing.testing import Desk, a_call, a_queue

LATER = MONDAY_9AM + timedelta(minutes=1)


def a_busy_morning(desk: Desk) -> None:
    queue = a_queue()
    people = [a_user("operator", username=f"operator{number}", language="nl", teams=[a_team()]) for number in range(3)]
    for user in people:
        actions.choose_state(user, "available", by=user, at=MONDAY_9AM)
    calls = [a_call(number, queue, at=MONDAY_9AM + timedelta(seconds=number)) for number in range(6)]
    offers = desk.decide(LATER)
    actions.accept_offer(offers[0].pk, by=offers[0].operator, at=LATER)
    actions.decline_offer(offers[1].pk, by=offers[1].operator, at=LATER)
    actions.leave_queue(calls[2].pk, Waiting.End.ABANDONED, at=LATER)
    desk.decide(LATER + timedelta(seconds=1))
    actions.end_conversation(offers[0].pk, at=LATER + timedelta(minutes=2))
    actions.end_own_wrap_up(offers[0].operator, at=LATER + timedelta(minutes=3))
    desk.decide(LATER + timedelta(minutes=4))


@pytest.mark.django_db
def test_the_log_read_again_gives_equal_decisions() -> None:
    a_busy_morning(Desk())

    assert Decision.objects.count() >= 5
    assert differences() == []


@pytest.mark.django_db
def test_a_decision_that_does_not_follow_from_the_log_is_found() -> None:
    a_busy_morning(Desk())
    wrong = Decision.objects.order_by("pk").first()
    assert wrong is not None
    Decision.objects.filter(pk=wrong.pk).update(operator=a_user("operator"))

    assert len(differences()) == 1


@pytest.mark.django_db
def test_the_command_tells_how_many_decisions_were_equal(capsys: pytest.CaptureFixture[str]) -> None:
    a_busy_morning(Desk())

    call_command("routing", "replay")

    assert str(Decision.objects.count()) in capsys.readouterr().out


@pytest.mark.django_db
def test_who_takes_over_reads_the_board_from_the_snapshot_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "SNAPSHOT_EVERY", 10)
    first = Desk()
    a_busy_morning(first)
    Matcher.objects.update(leased_until=Now() - timedelta(seconds=1))

    second = Desk(at=LATER)
    a_call(50, a_queue(), at=LATER + timedelta(minutes=5))
    second.decide(LATER + timedelta(minutes=5))

    assert Snapshot.objects.exists()
    assert second.board.items.keys() == set(Waiting.objects.filter(ended_at=None).values_list("pk", flat=True))
    assert differences() == []
    with pytest.raises(TermOver):
        decide(first.board, first.term, at=LATER)


@pytest.mark.django_db
def test_only_one_has_the_lease_and_giving_it_up_frees_it() -> None:
    term = take_term("one")
    assert term is not None
    assert take_term("two") is None

    give_term_up(term)

    assert take_term("two") == term + 1


@pytest.mark.django_db
def test_who_wakes_late_writes_nothing_more() -> None:
    """The one thought dead has a lower term: its transaction is refused before it offers anything."""
    desk = Desk()
    a_call(1, a_queue())
    Matcher.objects.update(term=F("term") + 1)

    with pytest.raises(TermOver):
        desk.decide()
    assert not LogEntry.objects.exclude(number=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_standby_takes_over_when_the_matcher_dies_and_offers_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """freeswitch#1641: the lease of the dead one runs out by the database's clock, and what waits rings."""
    Desk()  # holds the lease and never decides again
    nele = a_user("operator", username="nele", language="nl", teams=[a_team()])
    actions.choose_state(nele, "available", by=nele, at=timezone.now())
    a_call(1, a_queue(), at=timezone.now())
    stop = threading.Event()

    def stand_by() -> None:
        matcher.hand_out(stop)
        connections.close_all()

    thread = threading.Thread(target=stand_by)
    thread.start()
    try:
        for _turn in range(100):
            if Offer.objects.filter(state="offered").exists():
                break
            stop.wait(0.1)
        rang = Offer.objects.filter(state="offered").count()
    finally:
        stop.set()
        thread.join(10)

    assert rang == 1
    assert Matcher.objects.get().leased_until <= timezone.now()
