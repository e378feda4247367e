"""Which procedure fits, when its steps are due, and what they lack."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.casework.procedures.rules import (
    BEFORE,
    DONE,
    FILE,
    NOTE,
    NOTHING,
    OPEN,
    REFERENCE,
    SKIPPED,
    START,
    Binding,
    Held,
    Margin,
    branch_of,
    chosen,
    due_moments,
    held_from,
    is_late,
    lacking,
    margin_ledgers,
    reason_of,
)
from balie.records.calendars.rules import Hours, open_time
from balie.records.calendars.slots import DAYS
from balie.records.sla.rules import COUNTED, PAUSED

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = Hours(BRUSSELS, {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]})
ALWAYS = Hours(BRUSSELS, always=True)
HOUR = timedelta(hours=1)

ids = st.integers(1, 6)
trees = st.dictionaries(ids, st.one_of(st.none(), ids), max_size=6)
bindings = st.lists(st.tuples(st.one_of(st.none(), ids), st.one_of(st.none(), ids)), max_size=8).map(
    lambda pairs: [Binding(at, category, purpose) for at, (category, purpose) in enumerate(pairs, 1)]
)
margins = st.builds(Margin, st.one_of(st.none(), st.integers(0, 80 * 3600)), st.sampled_from([START, BEFORE]))


@given(trees, ids)
def test_a_branch_begins_with_its_category_and_ends_even_in_a_ring(parents, category):
    branch = branch_of(parents, category)

    assert branch[0] == category
    assert len(branch) == len(set(branch)) <= 7


@given(bindings, trees, st.one_of(st.none(), ids), st.one_of(st.none(), ids))
def test_what_is_chosen_fits_and_nothing_that_fits_is_nearer(offered, parents, category, purpose):
    found = chosen(offered, category_id=category, purpose_id=purpose, parents=parents)

    branch = branch_of(parents, category)
    fitting = [each for each in offered if each.category_id in {None, *branch} and each.purpose_id in {None, purpose}]
    assert (found is None) == (not fitting)
    if found is not None:
        own = len(branch) if found.category_id is None else branch.index(found.category_id)
        assert all(own <= (len(branch) if each.category_id is None else branch.index(each.category_id)) for each in fitting)


@given(bindings, trees, st.one_of(st.none(), ids), st.one_of(st.none(), ids))
def test_the_order_in_which_they_are_offered_changes_nothing(offered, parents, category, purpose):
    asked = {"category_id": category, "purpose_id": purpose, "parents": parents}

    assert chosen(offered, **asked) == chosen(list(reversed(offered)), **asked)


@pytest.mark.decree("A3.3")
def test_the_nearest_category_goes_before_the_purpose():
    parent, own = Binding(1, category_id=1, purpose_id=9), Binding(2, category_id=2)

    assert chosen([parent, own], category_id=2, purpose_id=9, parents={2: 1, 1: None}) == own


def test_within_a_category_the_purpose_goes_first():
    plain, with_purpose = Binding(1, category_id=1), Binding(2, category_id=1, purpose_id=9)

    assert chosen([plain, with_purpose], category_id=1, purpose_id=9, parents={}) == with_purpose
    assert chosen([plain, with_purpose], category_id=1, purpose_id=8, parents={}) == plain


@pytest.mark.decree("A3.3")
@given(st.lists(margins, min_size=1, max_size=8), st.integers(0, 20_000), st.data())
def test_a_step_is_due_when_its_margin_of_open_time_has_passed(asked, minutes, data):
    started = MONDAY + timedelta(minutes=minutes)
    ends = st.one_of(st.none(), st.integers(0, 5000).map(lambda later: started + timedelta(minutes=later)))
    ended = data.draw(st.lists(ends, min_size=len(asked), max_size=len(asked)))

    due = due_moments(asked, started_at=started, ended=ended, hours=OFFICE)

    for at, (margin, moment) in enumerate(zip(asked, due, strict=True)):
        since = started if margin.since == START or at == 0 else ended[at - 1]
        assert (moment is None) == (margin.seconds is None or since is None)
        if moment is not None:
            assert open_time(OFFICE, since, moment) == timedelta(seconds=margin.seconds)


def test_the_margin_of_the_first_step_begins_with_the_procedure_whatever_it_says():
    [due] = due_moments([Margin(3600, BEFORE)], started_at=MONDAY, ended=[None], hours=ALWAYS)

    assert due == MONDAY + HOUR


def test_a_calendar_that_is_never_open_makes_nothing_due():
    assert due_moments([Margin(3600)], started_at=MONDAY, ended=[None], hours=Hours(BRUSSELS)) == [None]


# From a start, in minutes: (how long after the last one, how long, why), one after the other; the last may go on.
spans = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 600), st.sampled_from(["customer", "foto"])), max_size=5)


def holds_of(drawn: list[tuple[int, int, str]], *, goes_on: bool = False) -> list[Held]:
    found, at = [], MONDAY - timedelta(hours=6)
    for gap, length, reason in drawn:
        since = at + timedelta(minutes=gap)
        at = since + timedelta(minutes=length)
        found.append(Held(since, at, reason))
    return [*found[:-1], Held(found[-1].since, None, found[-1].reason)] if goes_on and found else found


@pytest.mark.decree("S4.1")
@given(st.integers(0, 40 * 3600), spans)
def test_a_margin_counts_open_time_in_which_nothing_held_it(seconds, drawn):
    holds = holds_of(drawn)

    [due] = due_moments([Margin(seconds)], started_at=MONDAY, ended=[None], hours=OFFICE, holds=holds)

    inside = [(max(each.since, MONDAY), min(each.until, due)) for each in holds]
    held = sum((open_time(OFFICE, start, end) for start, end in inside if start < end), timedelta())
    assert open_time(OFFICE, MONDAY, due) - held == timedelta(seconds=seconds)


def test_while_it_is_held_a_margin_has_no_due_moment_unless_it_was_over_before():
    holds = [Held(MONDAY + HOUR, None, "customer")]

    due = due_moments([Margin(3600), Margin(3601)], started_at=MONDAY, ended=[None, None], hours=ALWAYS, holds=holds)

    assert due == [MONDAY + HOUR, None]


def test_a_margin_that_begins_while_it_is_held_counts_from_when_it_goes_on():
    holds = [Held(MONDAY, MONDAY + 3 * HOUR, "customer")]
    ended = [MONDAY + HOUR, None]

    due = due_moments([Margin(), Margin(3600, BEFORE)], started_at=MONDAY, ended=ended, hours=ALWAYS, holds=holds)

    assert due == [None, MONDAY + 4 * HOUR]


@given(st.integers(60, 40 * 3600), spans, st.booleans(), st.integers(1, 6000))
def test_the_ledger_of_a_margin_tells_every_moment_and_why(seconds, drawn, goes_on, minutes):
    holds, until = holds_of(drawn, goes_on=goes_on), MONDAY + timedelta(minutes=minutes)
    asked = {"started_at": MONDAY, "ended": [None], "hours": OFFICE, "holds": holds}

    [entries] = margin_ledgers([Margin(seconds)], **asked, until=until)

    [due] = due_moments([Margin(seconds)], **asked)
    assert (entries[0].start, entries[-1].end) == (MONDAY, until)
    assert all(one.end == other.start for one, other in pairwise(entries))
    assert all(bool(each.reasons) == (each.why == PAUSED) for each in entries)
    counted = sum((each.length for each in entries if each.why == COUNTED), timedelta())
    assert (due is not None and due <= until) == (counted >= timedelta(seconds=seconds))


def test_the_ledger_of_a_step_ends_with_it():
    [entries] = margin_ledgers([Margin(3600)], started_at=MONDAY, ended=[MONDAY + HOUR], hours=ALWAYS, until=MONDAY + 9 * HOUR)

    assert [(each.why, each.end) for each in entries] == [(COUNTED, MONDAY + HOUR)]


moves = st.lists(st.sampled_from(["", "customer", "foto", "stopped"]), max_size=8)


def moved(reasons: list[str]) -> list[Held]:
    holds: list[Held] = []
    for at, reason in enumerate(reasons):
        holds = held_from(holds, reason, at=MONDAY + at * HOUR)
    return holds


@given(moves)
def test_what_holds_now_is_what_came_last_and_no_two_holds_overlap(reasons):
    holds = moved(reasons)

    assert reason_of(holds) == (reasons[-1] if reasons else "")
    assert all(one.until is not None and one.since < one.until <= other.since for one, other in pairwise(holds))


@given(moves, st.sampled_from(["", "customer", "foto"]))
def test_a_hold_undone_is_as_if_it_had_never_been(reasons, other):
    before = moved(reasons)

    after = held_from(before, other, at=MONDAY + 20 * HOUR)

    assert held_from(after, reason_of(before), at=MONDAY + 21 * HOUR, is_undone=True) == before


@given(moves, st.sampled_from(["", "customer", "foto"]))
def test_a_clock_set_back_loses_no_hold_that_was(reasons, reason):
    before = moved(reasons)

    after = held_from(before, reason, at=MONDAY - HOUR)

    ended = [each for each in before if each.until]
    assert after[: len(ended)] == ended
    assert reason_of(after) == reason


@pytest.mark.parametrize(
    ("state", "ended_at", "late"),
    [
        (OPEN, None, True),
        (DONE, MONDAY + HOUR, True),
        (SKIPPED, MONDAY - HOUR, False),
        (DONE, MONDAY, False),
    ],
)
def test_late_is_after_the_due_moment_when_it_ended_or_now(state, ended_at, late):
    assert is_late(state, MONDAY, ended_at, at=MONDAY + 2 * HOUR) == late


def test_without_a_due_moment_nothing_is_late():
    assert not is_late(OPEN, None, None, at=MONDAY)


@given(st.sampled_from([NOTHING, NOTE, FILE, REFERENCE]), st.text(), st.text(), st.booleans())
def test_only_the_proof_that_is_asked_can_be_lacking(proof, note, reference, has_file):
    lacks = lacking(proof, note=note, reference=reference, has_file=has_file)

    assert lacks in {"", proof}
    assert bool(lacks) == bool(proof and not {NOTE: note.strip(), REFERENCE: reference.strip(), FILE: has_file}[proof])
