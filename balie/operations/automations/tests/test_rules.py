"""The pure rules, and that any set of rules comes to an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.operations.automations import rules
from balie.operations.automations.rules import Condition, Deed, Facts, Rule, World
from balie.records.calendars.rules import Hours, open_time
from balie.records.calendars.slots import read_week

WORLD = World(
    branches={"gas": frozenset({"gas", "energy"}), "energy": frozenset({"energy"})},
    priorities={
        (str(row), str(column)): str(min(4, max(1, row + column - 2 + (row + column > 3)))) for row in (1, 2, 3) for column in (1, 2, 3)
    },
)
STATES = ["new", "open", "customer", "third", "solved", "closed"]
CODES = {
    "state": STATES,
    "urgency": ["1", "2", "3"],
    "impact": ["1", "2", "3"],
    "team": ["-", "a", "b"],
    "owner": ["-", "7", "8"],
    "category": ["-", "gas", "energy"],
}
OFFICE = Hours(
    ZoneInfo("Europe/Brussels"), read_week({day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, nine in Brussels


def one(**codes: str) -> Facts:
    """A ticket of these codes, new and of nobody otherwise."""
    plain = {"state": "new", "urgency": "2", "impact": "2", "team": "-", "owner": "-", "category": "-", "priority": "3"} | codes
    return {name: frozenset({code}) for name, code in plain.items()} | {"tags": frozenset(), "subject": frozenset({"Factuur klopt niet"})}


conditions = st.sampled_from(sorted(CODES)).flatmap(
    lambda name: st.builds(
        Condition,
        st.just(name),
        st.sampled_from(["is", "is_not", "one_of"]),
        st.lists(st.sampled_from(CODES[name]), min_size=1, max_size=2).map(tuple),
    )
)
deeds = st.one_of(
    st.builds(lambda value: Deed("set_urgency", (("value", value),)), st.sampled_from(["1", "2", "3"])),
    st.builds(lambda value: Deed("set_category", (("value", value),)), st.sampled_from(["gas", "energy"])),
    st.builds(lambda do, value: Deed(do, (("value", value),)), st.sampled_from(["add_tag", "remove_tag"]), st.sampled_from(["x", "y"])),
    st.builds(lambda team: Deed("transfer", (("team", team),)), st.sampled_from(["a", "b"])),
    st.builds(lambda person: Deed("give", (("person", person),)), st.sampled_from(["7", "8"])),
    st.builds(lambda state: Deed("set_state", (("state", state),)), st.sampled_from(STATES[:4])),
    st.builds(lambda final: Deed("close", (("final", final),)), st.sampled_from(["", "1"])),
    st.just(Deed("note", (("text", "kijk"),))),
)
kinds = st.sampled_from(rules.EVENTS)
some_facts = st.fixed_dictionaries({name: st.sampled_from(codes) for name, codes in CODES.items()}).map(lambda codes: one(**codes))


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    parts = draw(
        st.lists(
            st.tuples(kinds, st.lists(conditions, max_size=2), st.lists(deeds, min_size=1, max_size=3), st.booleans(), st.integers(0, 3)),
            max_size=6,
        )
    )
    return [Rule(key, when, tuple(ifs), tuple(thens), is_on, position) for key, (when, ifs, thens, is_on, position) in enumerate(parts)]


def firing(all_rules: Sequence[Rule], event: str) -> list[Rule]:
    """Those the jobs would run, in their order."""
    return sorted((each for each in all_rules if each.is_on and each.when == event), key=lambda each: (each.position, each.key))


def simulated(all_rules: Sequence[Rule], facts: Facts, when: str) -> list[tuple[int, int, str, int]]:
    """(rule, depth, event, effects) of all that would be run, as the jobs do it: one event after the other."""
    now, waiting, told = dict(facts), [(when, 0)], []
    while waiting:
        event, depth = waiting.pop(0)
        for rule in firing(all_rules, event):
            if not rules.matches(rule.conditions, now):
                continue
            if depth > rules.MOST_DEPTH:
                told.append((rule.key, depth, event, 0))
                continue
            effects = rules.planned(rule, now, WORLD)
            told.append((rule.key, depth, event, len(effects)))
            if any(effect.is_refused for effect in effects):
                continue  # nothing of it is done
            for effect in effects:
                now.update(effect.changes)
                waiting += [(each, depth + 1) for each in sorted(effect.raises)]
    return told


@given(rule_sets(), some_facts, kinds)
def test_r_l3_any_set_of_rules_comes_to_an_end_within_the_depth(all_rules, facts, when):
    assert all(depth <= rules.MOST_DEPTH + 1 for _rule, depth, _event, _count in simulated(all_rules, facts, when))


@given(rule_sets(), some_facts, kinds)
def test_what_is_run_is_the_same_each_time(all_rules, facts, when):
    assert simulated(all_rules, facts, when) == simulated(list(reversed(all_rules)), facts, when)


@given(rule_sets(), some_facts, kinds)
def test_a_rule_that_is_off_never_fires(all_rules, facts, when):
    off = {rule.key for rule in all_rules if not rule.is_on}

    assert not off & {rule for rule, *_rest in simulated(all_rules, facts, when)}


@given(deeds, some_facts)
def test_what_was_done_is_not_done_again_and_sets_nothing_off(deed, facts):
    effect = rules.effect_of(deed, facts, WORLD)
    if effect is None or not effect.changes:
        return

    assert rules.effect_of(deed, dict(facts) | effect.changes, WORLD) is None


@given(conditions, some_facts)
def test_is_and_is_not_are_each_others_contrary(condition, facts):
    is_so, is_not = (Condition(condition.field, op, condition.values) for op in ("is", "is_not"))

    assert rules.matches([is_so], facts) != rules.matches([is_not], facts)


@given(rule_sets(), some_facts)
def test_a_rule_that_is_said_to_start_itself_holds_again_after_each_run(all_rules, facts):
    for rule in all_rules:
        if rules.starts_itself(rule, WORLD) is None or not rules.matches(rule.conditions, facts):
            continue
        after = dict(facts)
        for deed in rule.deeds:
            effect = rules.effect_of(deed, after, WORLD)
            after.update(effect.changes if effect else {})

        assert rules.matches(rule.conditions, after)


@pytest.mark.parametrize(
    ("when", "ifs", "thens", "is_refused"),
    [
        (rules.STATE, [], [Deed("set_state", (("state", "customer"),))], True),
        (rules.STATE, [Condition("state", "is_not", ("customer",))], [Deed("set_state", (("state", "customer"),))], False),
        (rules.STATE, [Condition("urgency", "is", ("1",))], [Deed("set_state", (("state", "open"),))], True),
        (
            rules.STATE,
            [Condition("urgency", "is", ("2",))],
            [Deed("set_state", (("state", "open"),)), Deed("set_urgency", (("value", "1"),))],
            False,
        ),
        (
            rules.STATE,
            [Condition("priority", "is", ("1",))],
            [Deed("set_state", (("state", "open"),)), Deed("set_urgency", (("value", "1"),))],
            False,
        ),
        (rules.TRANSFERRED, [], [Deed("transfer", (("team", "a"),))], True),
        (rules.TRANSFERRED, [Condition("team", "is", ("b",))], [Deed("transfer", (("team", "a"),))], False),
        (rules.TAKEN, [Condition("owner", "is", ("-",))], [Deed("give", (("person", "7"),))], False),
        (rules.CLOSED, [], [Deed("close", (("final", "1"),))], True),
        (rules.CLOSED, [Condition("state", "is", ("solved",))], [Deed("close", (("final", "1"),))], False),
        (rules.OPENED, [], [Deed("transfer", (("team", "a"),))], False),
        (
            rules.STATE,
            [Condition("tags", "has_not", ("x",))],
            [Deed("set_state", (("state", "open"),)), Deed("add_tag", (("value", "x"),))],
            False,
        ),
    ],
)
def test_only_what_provably_starts_itself_is_found(when, ifs, thens, is_refused):
    found = rules.starts_itself(Rule(1, when, tuple(ifs), tuple(thens)), WORLD)

    assert (found is not None) == is_refused


def test_a_condition_on_a_category_holds_for_all_below_it():
    ticket = one() | {"category": WORLD.branches["gas"]}

    assert rules.matches([Condition("category", "is", ("energy",))], ticket)
    assert not rules.matches([Condition("category", "is", ("gas",))], one() | {"category": WORLD.branches["energy"]})


def test_a_subject_contains_all_the_words_in_any_case():
    assert rules.matches([Condition("subject", "contains", ("FACTUUR niet",))], one())
    assert rules.matches([Condition("subject", "contains_not", ("meter",))], one())


def test_the_priority_follows_from_the_grades():
    effect = rules.effect_of(Deed("set_urgency", (("value", "1"),)), one(), WORLD)

    assert effect is not None
    assert effect.changes == {"urgency": frozenset({"1"}), "priority": frozenset({WORLD.priorities["1", "2"]})}


def test_nothing_comes_after_what_a_finished_ticket_refuses():
    rule = Rule(1, rules.OPENED, (), (Deed("transfer", (("team", "a"),)), Deed("add_tag", (("value", "x"),))))

    [effect] = rules.planned(rule, one(state="closed"), WORLD)

    assert effect.is_refused


@given(st.integers(0, 24 * 60 * 40), st.integers(1, 60))
def test_the_latest_moment_due_has_just_the_open_time_behind_it(minutes, hours):
    now, time = NOW + timedelta(minutes=minutes), timedelta(hours=hours)

    latest = rules.latest_due(now, time, OFFICE)

    assert open_time(OFFICE, latest, now) == time


def test_by_the_wall_an_hour_is_an_hour():
    assert rules.latest_due(NOW, timedelta(hours=4), None) == NOW - timedelta(hours=4)


def test_a_calendar_that_never_opens_makes_nothing_due():
    assert rules.latest_due(NOW, timedelta(hours=1), Hours(ZoneInfo("UTC"))).year == 1


@given(st.lists(conditions, max_size=4), st.lists(deeds, max_size=4))
def test_what_is_written_is_read_again(ifs, thens):
    assert rules.read_conditions(rules.write_conditions(ifs)) == tuple(ifs)
    assert rules.read_deeds(rules.write_deeds(thens)) == tuple(thens)
