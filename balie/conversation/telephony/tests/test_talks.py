from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.telephony.media.talks import Talks, Watch

LEGS = ["caller", "operator", "colleague", "supervisor", "second"]
names = st.sampled_from(LEGS)
steps = st.one_of(
    st.tuples(st.just("bridge"), st.sets(names, min_size=1)),
    st.tuples(st.just("part"), names),
    st.tuples(st.just("forget"), names),
    st.tuples(st.just("hold"), names),
    st.tuples(st.just("mute"), names),
    st.tuples(st.just("watch"), names, names, st.sampled_from(Watch)),
    st.tuples(st.just("play"), names),
)


def done(talks: Talks, step: tuple) -> None:
    match step:
        case ("hold", leg):
            talks.held ^= {leg}
        case ("mute", leg):
            talks.muted ^= {leg}
        case ("watch", supervisor, operator, how):
            if supervisor != operator:
                talks.watch(supervisor, operator, how)
        case ("play", leg):
            talks.players.setdefault("music", set()).add(leg)
        case (verb, subject):
            getattr(talks, verb)(subject)


def talking(*legs: str) -> Talks:
    talks = Talks()
    talks.bridge(legs)
    return talks


@given(st.lists(steps, max_size=30))
def test_nobody_hears_themselves_and_a_whisper_reaches_the_operator_alone(taken: list[tuple]) -> None:
    talks = Talks()
    for step in taken:
        done(talks, step)

    links = talks.links()

    assert all(source != sink for source, sink in links)
    for supervisor, (how, operator) in talks.watches.items():
        reached = {sink for source, sink in links if source == supervisor}
        if how is Watch.LISTEN:
            assert not reached
        if how is Watch.WHISPER:
            assert reached <= {operator}
    for leg in talks.held:
        assert all(source in {*talks.players, *talks.watches} for source, sink in links if sink == leg)
    assert not {source for source, _ in links} & talks.muted


def test_two_who_talk_hear_each_other() -> None:
    assert talking("caller", "operator").links() == {("caller", "operator"), ("operator", "caller")}


def test_who_is_held_hears_music_alone() -> None:
    talks = talking("caller", "operator")
    talks.held.add("caller")
    talks.players["music"] = {"caller"}

    assert talks.links() == {("music", "caller")}


def test_a_whisper_is_heard_by_the_operator_and_not_by_the_caller() -> None:
    talks = talking("caller", "operator")
    talks.watch("supervisor", "operator", Watch.WHISPER)

    assert ("supervisor", "operator") in talks.links()
    assert ("supervisor", "caller") not in talks.links()
    assert {("caller", "supervisor"), ("operator", "supervisor")} <= talks.links()


def test_who_joins_is_heard_by_all() -> None:
    talks = talking("caller", "operator")
    talks.watch("supervisor", "operator", Watch.JOIN)

    assert len(talks.links()) == 6


def test_a_consultation_leaves_the_held_caller_out() -> None:
    talks = talking("caller", "operator")
    talks.held.add("caller")
    talks.bridge(["operator", "colleague"])

    assert talks.links() == {("operator", "colleague"), ("colleague", "operator")}
