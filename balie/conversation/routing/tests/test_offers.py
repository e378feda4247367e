"""What waits and whom it rings at, in the database: each offer ends exactly once, and every fault of the field has its test."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.db.models import F
from django.db.models.functions import Now

from balie.access.accounts.events import SignedOut
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.routing import actions, rules
from balie.conversation.routing.actions.sweeping import sweep
from balie.conversation.routing.models import Decision, LogEntry, Offer, OperatorState, Waiting
from balie.conversation.routing.queries import standing_of
from balie.conversation.routing.testing import Desk, a_call, a_queue, a_reason
from balie.foundation.errors import NotFound
from balie.foundation.events import announce

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(minutes=1)


def an_operator(username: str, *, teams: list[str] | None = None, is_there: bool = True) -> User:
    user = a_user("operator", username=username, name=username.title(), language="en", teams=[a_team(key) for key in teams or ["energie"]])
    if is_there:
        actions.choose_state(user, "available", by=user, at=MONDAY_9AM)
    return user


@pytest.fixture
def nele() -> User:
    return an_operator("nele")


@pytest.fixture
def karim() -> User:
    return an_operator("karim", is_there=False)


@pytest.fixture
def call(nele: User) -> Waiting:
    return a_call(7, a_queue())


def ring_out(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(expires_at=Now() - timedelta(seconds=1))


def test_a_call_rings_at_who_is_free(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()

    assert (offer.waiting_id, offer.operator_id) == (call.pk, nele.pk)
    assert standing_of(nele).state == "offered"


def test_taking_it_up_ends_the_waiting_and_begins_the_conversation(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()

    actions.accept_offer(offer.pk, by=nele, at=LATER)

    call.refresh_from_db()
    assert (call.end, call.ended_at, standing_of(nele).state) == ("answered", LATER, "talking")


def test_an_offer_is_taken_up_once(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)

    with pytest.raises(actions.OfferGone):
        actions.accept_offer(offer.pk, by=nele, at=LATER)


def test_another_takes_up_nothing_that_does_not_ring_at_them(nele: User, karim: User, call: Waiting) -> None:
    [offer] = Desk().decide()

    with pytest.raises(NotFound):
        actions.accept_offer(offer.pk, by=karim, at=LATER)


def test_what_rang_too_long_is_missed_and_goes_to_somebody_else(nele: User, karim: User, call: Waiting) -> None:
    """FreePBX tracker #40, mikopbx/Core#409: never the same one again while another is free."""
    desk = Desk()
    [offer] = desk.decide()
    actions.choose_state(karim, "available", by=karim, at=MONDAY_9AM)
    ring_out(offer)

    assert sweep(at=LATER) == 1
    [second] = desk.decide(LATER)

    assert (standing_of(nele).state, second.operator_id) == ("missed", karim.pk)
    with pytest.raises(actions.OfferGone):
        actions.accept_offer(offer.pk, by=nele, at=LATER)


def test_the_only_one_gets_it_again_when_the_pause_is_over(nele: User, call: Waiting) -> None:
    desk = Desk()
    [offer] = desk.decide()
    ring_out(offer)
    sweep(at=LATER)
    assert desk.decide(LATER) == []

    Offer.objects.filter(pk=offer.pk).update(again_at=Now() - timedelta(seconds=1))
    sweep(at=LATER + timedelta(seconds=11))

    assert [each.operator_id for each in desk.decide(LATER + timedelta(seconds=11))] == [nele.pk]


def test_who_misses_twice_in_a_row_is_not_ready(nele: User, call: Waiting) -> None:
    desk = Desk()
    for turn in range(2):
        at = LATER + timedelta(minutes=turn)
        [offer] = desk.decide(at)
        ring_out(offer)
        sweep(at=at)
        Offer.objects.filter(pk=offer.pk).update(again_at=Now() - timedelta(seconds=1))
        sweep(at=at + timedelta(seconds=40))

    assert (standing_of(nele).state, standing_of(nele).reason_key) == ("not_ready", "missed")
    assert desk.decide(LATER + timedelta(minutes=5)) == []


def test_pauses_grow_with_what_is_missed() -> None:
    assert [rules.ring_pause(times).total_seconds() for times in (1, 2, 3, 4)] == [10, 30, 60, 60]


def test_declining_lets_it_go_on_and_the_operator_stays_available(nele: User, karim: User, call: Waiting) -> None:
    desk = Desk()
    [offer] = desk.decide()
    actions.choose_state(karim, "available", by=karim, at=MONDAY_9AM)

    actions.decline_offer(offer.pk, by=nele, at=LATER)

    assert standing_of(nele).state == "available"
    assert [each.operator_id for each in desk.decide(LATER)] == [karim.pk]


def test_who_hangs_up_rings_nowhere_any_more(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()

    actions.leave_queue(call.pk, Waiting.End.ABANDONED, at=LATER)

    offer.refresh_from_db()
    assert (offer.state, standing_of(nele).state) == ("withdrawn", "available")
    with pytest.raises(actions.OfferGone):
        actions.accept_offer(offer.pk, by=nele, at=LATER)
    with pytest.raises(actions.NotWaiting):
        actions.leave_queue(call.pk, Waiting.End.ABANDONED, at=LATER)


def test_who_was_rung_in_vain_keeps_the_turn(nele: User, call: Waiting) -> None:
    """A caller who gives up takes nobody's turn: longest available is still who was."""
    desk = Desk()
    desk.decide()
    karim = an_operator("karim")
    actions.leave_queue(call.pk, Waiting.End.ABANDONED, at=LATER)
    desk.decide(LATER)

    a_call(8, call.queue, at=LATER)

    assert [each.operator_id for each in desk.decide(LATER)] == [nele.pk]
    assert karim.pk != nele.pk


def test_wrap_up_is_a_state_with_an_end_and_is_taken_by_the_databases_clock(nele: User, call: Waiting) -> None:
    """asterisk#1006, #607: a wrap-up is kept, and ends by itself after the longest."""
    desk = Desk()
    [offer] = desk.decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)

    actions.end_conversation(offer.pk, at=LATER)
    a_call(8, call.queue, at=LATER)
    assert standing_of(nele).state == "wrap_up"
    assert desk.decide(LATER) == []
    Offer.objects.filter(pk=offer.pk).update(wrap_up_until=Now() - timedelta(seconds=1))
    sweep(at=LATER + timedelta(minutes=2))

    assert len(desk.decide(LATER + timedelta(minutes=2))) == 1
    offer.refresh_from_db()
    assert offer.wrapped_up_at is not None


def test_who_is_done_sooner_says_so(nele: User, call: Waiting) -> None:
    desk = Desk()
    [offer] = desk.decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)
    actions.end_conversation(offer.pk, at=LATER)

    actions.end_own_wrap_up(nele, at=LATER)

    offer.refresh_from_db()
    assert (standing_of(nele).state, offer.wrapped_up_at) == ("available", LATER)


def test_a_conversation_ends_once(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)
    actions.end_conversation(offer.pk, at=LATER)

    actions.end_conversation(offer.pk, at=LATER + timedelta(minutes=1))

    assert Offer.objects.get(pk=offer.pk).ended_at == LATER
    assert OperatorState.objects.filter(user=nele, state="wrap_up").count() == 1


def test_who_is_in_conversation_is_not_rung(nele: User, call: Waiting) -> None:
    """chatwoot#14663, opensips#2679: busy operators stay in peace."""
    desk = Desk()
    [offer] = desk.decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)

    a_call(8, call.queue, at=LATER)

    assert desk.decide(LATER) == []


def test_a_second_chat_may_ring_beside_the_first_but_no_call(nele: User) -> None:
    chats, calls = a_queue("chats", channel="chat"), a_queue()
    desk = Desk()
    first = actions.enter_queue(actions.Subject("chat", 1), chats, at=MONDAY_9AM)
    [offer] = desk.decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)

    a_call(7, calls, at=LATER - timedelta(hours=1))
    second = actions.enter_queue(actions.Subject("chat", 2), chats, at=LATER)

    assert offer.waiting_id == first.pk
    assert [each.waiting_id for each in desk.decide(LATER)] == [second.pk]


def test_a_state_changed_while_the_matcher_decided_makes_the_decision_void(nele: User, call: Waiting) -> None:
    """freeswitch PR #800: the tables have the last word, and the board hears of it."""
    desk = Desk()
    OperatorState.objects.filter(user=nele, until=None).update(until=LATER)

    assert desk.decide(LATER) == []
    assert Decision.objects.get().facts["void"] is True
    assert LogEntry.objects.filter(kind="void").count() == 1
    assert desk.board.people[nele.pk].rings == 0


def test_a_colleague_of_the_team_picks_up_what_rings(nele: User, karim: User, call: Waiting) -> None:
    desk = Desk()
    [offer] = desk.decide()
    actions.choose_state(karim, "available", by=karim, at=MONDAY_9AM)
    desk.decide()

    picked = actions.pick_up(call.pk, by=karim, at=LATER)

    offer.refresh_from_db()
    assert (picked.operator_id, offer.state) == (karim.pk, "withdrawn")
    assert (standing_of(karim).state, standing_of(nele).state) == ("talking", "available")


def test_nobody_of_another_team_picks_it_up_nor_who_is_away(nele: User, karim: User, call: Waiting) -> None:
    stranger = an_operator("griet", teams=["winkel"])

    with pytest.raises(NotFound):
        actions.pick_up(call.pk, by=stranger, at=LATER)
    with pytest.raises(actions.NoRoom):
        actions.pick_up(call.pk, by=karim, at=LATER)


def test_a_queue_may_keep_picking_up_closed(nele: User) -> None:
    call = a_call(9, a_queue(is_picked_up=False))

    with pytest.raises(NotFound):
        actions.pick_up(call.pk, by=nele, at=LATER)


def test_who_signs_out_is_rung_no_more(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()

    announce(SignedOut(user_id=nele.pk, at=LATER))

    offer.refresh_from_db()
    assert (offer.state, standing_of(nele).state) == ("withdrawn", "")


def test_the_database_keeps_one_owner_and_one_ringing(nele: User, karim: User, call: Waiting) -> None:
    """asterisk#176, freeswitch#1973: never two."""
    [offer] = Desk().decide()
    other = a_call(8, call.queue)

    for waiting, operator in ((call, karim), (other, nele)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(waiting=waiting, operator=operator, offered_at=LATER, expires_at=LATER)
    assert offer.state == "offered"


def test_the_same_call_waits_once(nele: User, call: Waiting) -> None:
    with pytest.raises(actions.AlreadyWaiting):
        a_call(7, call.queue)


def test_moving_and_being_called_back_keep_the_place(nele: User, call: Waiting) -> None:
    shop = a_queue("winkel", team=a_team("winkel"))

    moved = actions.move_to_queue(call.pk, shop, at=LATER)
    back = actions.keep_place(moved.pk, call_back=actions.Subject("callback", 3), at=LATER + timedelta(minutes=1))

    call.refresh_from_db()
    assert (call.end, back.since, back.queue_id, back.is_call_back) == ("call_back", MONDAY_9AM, shop.pk, True)


def test_what_waited_too_long_flows_over_in_its_place(karim: User) -> None:
    shop = a_queue("winkel", team=a_team("winkel"))
    call = a_call(7, a_queue(overflow_to=shop, overflow_after_s=60))
    Waiting.objects.filter(pk=call.pk).update(overflow_at=Now() - timedelta(seconds=1))

    sweep(at=LATER)

    call.refresh_from_db()
    assert (call.queue_id, call.since) == (shop.pk, MONDAY_9AM)


def test_who_waited_longest_is_told_once(karim: User) -> None:
    call = a_call(7, a_queue(longest_wait_s=60))
    Waiting.objects.filter(pk=call.pk).update(overflow_at=Now() - timedelta(seconds=1))

    assert (sweep(at=LATER), sweep(at=LATER)) == (1, 0)
    call.refresh_from_db()
    assert call.told_at == LATER


def test_the_log_is_numbered_once_and_never_changed(nele: User, call: Waiting) -> None:
    Desk().decide()

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        LogEntry.objects.update(number=F("number") + 1000)


def test_every_state_of_an_operator_is_one_record_after_the_other(nele: User, call: Waiting) -> None:
    [offer] = Desk().decide()
    actions.accept_offer(offer.pk, by=nele, at=LATER)
    actions.end_conversation(offer.pk, at=LATER)
    actions.choose_state(nele, "not_ready", reason=a_reason(), by=nele, at=LATER)

    states = OperatorState.objects.filter(user=nele).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["available", "offered", "talking", "wrap_up", "not_ready"]
