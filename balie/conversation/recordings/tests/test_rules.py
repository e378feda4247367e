"""Which calls are recorded, purely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.recordings.rules import Aim, Rule, is_drawn, is_paused_too_long, keep_until, rule_for

AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
rules = st.builds(
    Rule,
    id=st.integers(1, 99),
    aim=st.sampled_from([each.value for each in Aim]),
    queue=st.sampled_from([None, 1, 2]),
    purpose=st.sampled_from([None, 7, 8]),
)


def test_a_rule_for_the_purpose_goes_before_one_for_the_queue_and_that_before_one_for_all() -> None:
    of_all, of_queue, of_purpose = (
        Rule(id=1, aim=Aim.PROOF),
        Rule(id=2, aim=Aim.PROOF, queue=1),
        Rule(id=3, aim=Aim.PROOF, purpose=7),
    )
    known = [of_all, of_queue, of_purpose]

    assert rule_for(known, queue=1, purposes={7}) == of_purpose
    assert rule_for(known, queue=1, purposes=set()) == of_queue
    assert rule_for(known, queue=None, purposes={8}) == of_all


@given(st.lists(rules, max_size=8), st.sampled_from([None, 1, 2]), st.sets(st.sampled_from([7, 8])))
def test_a_rule_of_another_queue_or_purpose_never_holds(known: list[Rule], queue: int | None, purposes: set[int]) -> None:
    found = rule_for(known, queue=queue, purposes=purposes)

    assert found is None or (found.queue in {None, queue} and (found.purpose is None or found.purpose in purposes))
    assert (found is None) == (
        not any(each.queue in {None, queue} and (each.purpose is None or each.purpose in purposes) for each in known)
    )


@given(st.integers(0, 10**9))
def test_none_and_all_are_exact_and_asked_again_it_is_the_same(call: int) -> None:
    def drawn(percent: int) -> bool:
        return is_drawn(Rule(id=1, aim=Aim.QUALITY, percent=percent), call)

    assert (drawn(0), drawn(100), drawn(40) == drawn(40), drawn(40) <= drawn(60)) == (False, True, True, True)


def test_the_share_is_about_what_was_asked() -> None:
    rule = Rule(id=1, aim=Aim.QUALITY, percent=20)

    assert 1800 < sum(is_drawn(rule, call) for call in range(10_000)) < 2200


def test_it_is_kept_as_many_days_as_the_rule_says() -> None:
    assert keep_until(AT, Rule(id=1, aim=Aim.PROOF, keep_days=10)) == AT + timedelta(days=10)


def test_a_pause_is_too_long_from_a_quarter_of_an_hour_on() -> None:
    assert not is_paused_too_long(AT, at=AT + timedelta(minutes=14, seconds=59))
    assert is_paused_too_long(AT, at=AT + timedelta(minutes=15))
