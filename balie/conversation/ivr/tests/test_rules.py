"""Outlines, the way through them, and what is said of the wait: pure."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as some

from balie.conversation.ivr.rules import expecting, outline, walking
from balie.conversation.ivr.rules.expecting import Pace, Range, Said
from balie.conversation.ivr.rules.outline import Fault, Kind, Line, Problem
from balie.conversation.ivr.testing import a_line
from balie.foundation.text.labels import LANGUAGES

LANGUAGE = a_line(Kind.LANGUAGE, "language", languages=("nl", "fr"))
ASK = a_line(Kind.ASK, "ask")
QUEUE = a_line(Kind.QUEUE, "queue", queue=1)
CUSTOMER = a_line(Kind.CUSTOMER, "customer")


def choice(key: str, *steps: Line, depth: int = 1) -> list[Line]:
    return [a_line(Kind.CHOICE, f"choice{key}", depth, key=key), *steps]


def faults(lines: list[Line]) -> list[tuple[str, str]]:
    return [(each.fault.value, each.line) for each in outline.problems(lines, languages=LANGUAGES)]


def right(digits: str) -> bool:
    return digits == "123"


def pressed(lines: list[Line], keys: str) -> walking.Turn:
    """Where a caller comes with these keys; "-" is silence."""
    standing, turn = walking.begin(lines), None
    for key in keys:
        assert standing is not None
        turn = walking.hear(lines, standing, is_right=right) if key == "-" else walking.press(lines, standing, key, is_right=right)
        standing = turn.standing
    assert turn is not None
    return turn


def at(turn: walking.Turn) -> str:
    return turn.standing.at if turn.standing else ""


WHOLE = [LANGUAGE, CUSTOMER, ASK, *choice("1"), *choice("2", a_line(Kind.VOICEMAIL, "voicemail", 2)), QUEUE]


def test_an_outline_that_always_comes_to_an_end_has_no_faults() -> None:
    assert faults(WHOLE) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], [("empty", "")]),
        ([a_line(Kind.SAY, "say")], [("dead_end", "say")]),
        ([ASK, *choice("1", a_line(Kind.END, "end", 2))], [("dead_end", "ask")]),
        ([ASK, *choice("1"), *choice("", a_line(Kind.AGAIN, "again", 2)), QUEUE], [("endless", "again")]),
        ([a_line(Kind.AGAIN, "again"), QUEUE], [("again", "again"), ("unreached", "queue")]),
        ([ASK, QUEUE], [("no_choices", "ask")]),
        ([ASK, *choice("1"), *choice("1"), QUEUE], [("key", "choice1")]),
        ([ASK, *choice("12"), QUEUE], [("key", "choice12")]),
        ([a_line(Kind.QUEUE, "queue")], [("no_queue", "queue")]),
        ([a_line(Kind.LANGUAGE, "language", languages=("nl",)), QUEUE], [("languages", "language")]),
        ([a_line(Kind.SAY, "say", words={"nl": "dag"}), QUEUE], [("words", "say")]),
        ([QUEUE, a_line(Kind.SAY, "say")], [("dead_end", "say"), ("unreached", "say")]),
        ([a_line(Kind.CHOICE, "choice", key="1"), QUEUE], [("place", "choice")]),
        ([ASK, a_line(Kind.SAY, "say", 1), QUEUE], [("place", "say")]),
    ],
)
def test_what_is_wrong_with_an_outline_is_told_at_its_line(lines: list[Line], found: list[tuple[str, str]]) -> None:
    assert faults(lines) == found


def test_the_languages_in_which_words_are_missing_are_named() -> None:
    [problem] = outline.problems([a_line(Kind.SAY, "say", words={"nl": "dag", "fr": " "}), QUEUE], languages=LANGUAGES)

    assert problem == Problem(Fault.WORDS, "say", ("fr", "en", "de"))


def test_an_outline_that_is_kept_reads_as_it_was() -> None:
    assert outline.read(outline.written(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ("1", "customer"),
        ("---", "customer"),
        ("97", "language"),
        ("975", "customer"),
        ("1#", "ask"),
        ("1#1", "queue"),
        ("1#2", "voicemail"),
    ],
)
def test_keys_and_silence_lead_on(keys: str, where: str) -> None:
    assert at(pressed(WHOLE, keys)) == where


def test_a_choice_without_steps_goes_on_after_its_question() -> None:
    turn = pressed(WHOLE, "1#1")

    assert (turn.choice.id if turn.choice else "", at(turn)) == ("choice1", "queue")


def test_a_language_is_that_of_its_key() -> None:
    assert pressed(WHOLE, "2").language == "fr"


def test_a_customer_number_ends_with_hash_or_silence_and_a_wrong_one_is_asked_again() -> None:
    by_hash, by_silence, wrong = pressed(WHOLE, "1123#"), pressed(WHOLE, "1123-"), pressed(WHOLE, "1124#")

    assert (by_hash.number, by_silence.number) == ("123", "123")
    assert (wrong.heard, at(wrong), wrong.standing.typed if wrong.standing else None) == ("wrong-number", "customer", "")


def test_after_three_wrong_numbers_one_goes_on_without() -> None:
    turn = pressed(WHOLE, "14#4#4#")

    assert (turn.number, at(turn)) == ("", "ask")


def test_again_asks_its_question_anew_and_never_for_ever() -> None:
    lines = [ASK, *choice("1", a_line(Kind.AGAIN, "again", 2)), QUEUE]

    assert at(pressed(lines, "1")) == "ask"
    assert pressed(lines, "1" * walking.MOST_STEPS).standing is None or at(pressed(lines, "1" * walking.MOST_STEPS)) == "queue"


def test_who_presses_nothing_has_a_choice_of_their_own() -> None:
    lines = [ASK, *choice("1"), *choice("", a_line(Kind.VOICEMAIL, "voicemail", 2)), QUEUE]

    assert at(pressed(lines, "---")) == "voicemail"


@some.composite
def outlines(draw: some.DrawFn, depth: int = 0) -> list[Line]:
    """Lines of any kinds in any nesting, most of them with faults."""
    lines: list[Line] = []
    for _ in range(draw(some.integers(1, 4))):
        kind = draw(some.sampled_from([each for each in Kind if each != Kind.CHOICE]))
        serial = str(draw(some.integers(0, 10**9)))
        lines.append(a_line(kind, serial, depth, queue=1, languages=("nl", "fr")))
        if kind == Kind.ASK and depth < 4:
            for key in draw(some.lists(some.sampled_from(["", "1", "2", "*"]), min_size=1, max_size=3, unique=True)):
                lines.append(a_line(Kind.CHOICE, f"{serial}/{key}", depth + 1, key=key))
                if draw(some.booleans()):
                    lines += draw(outlines(depth + 2))
    return lines


@given(lines=outlines(), keys=some.text("12*9#-", min_size=0, max_size=60))
def test_who_walks_a_faultless_outline_is_never_lost_and_by_silence_comes_to_its_end(lines: list[Line], keys: str) -> None:
    if faults(lines) or len({line.id for line in lines}) < len(lines):
        return
    standing = walking.begin(lines)
    for key in [*keys, *"-" * 3 * len(lines) * walking.MOST_TRIES]:
        if standing is None or lines[outline.index_of(lines, standing.at)].kind in outline.LAST:
            break
        turn = walking.hear(lines, standing, is_right=right) if key == "-" else walking.press(lines, standing, key, is_right=right)
        assert turn.standing is not None or standing.steps >= walking.MOST_STEPS
        standing = turn.standing

    assert standing is None or lines[outline.index_of(lines, standing.at)].kind in outline.LAST


# The wait


def waits(seed: int, *, operators: int, ahead: int, handling_s: float, patience_s: float | None) -> float:
    """How long one caller waited with so many before, all operators busy: played out by chance, caller by caller."""
    chance = random.Random(seed)
    busy_until = sorted(chance.expovariate(1 / handling_s) for _ in range(operators))
    patience = [chance.expovariate(1 / patience_s) if patience_s else float("inf") for _ in range(ahead)]
    for gives_up in patience:
        free = busy_until[0]
        if gives_up > free:
            busy_until[0] = free + chance.expovariate(1 / handling_s)
            busy_until.sort()
    return busy_until[0]


@pytest.mark.parametrize(("operators", "ahead", "patience_s"), [(1, 0, None), (1, 3, None), (4, 6, None), (4, 6, 600.0), (12, 20, 900.0)])
def test_eight_in_ten_callers_wait_as_long_as_the_range_says(operators: int, ahead: int, patience_s: float | None) -> None:
    found = expecting.expected(ahead, Pace(operators=operators, handling_s=240, observed=10_000, patience_s=patience_s))
    played = [waits(seed, operators=operators, ahead=ahead, handling_s=240, patience_s=patience_s) for seed in range(4000)]

    assert found is not None
    inside = sum(found.least_s <= each <= found.most_s for each in played) / len(played)
    assert 0.74 < inside < 0.86


def test_what_is_said_in_minutes_holds_at_least_as_often_as_the_range() -> None:
    found = expecting.expected(4, Pace(operators=3, handling_s=300, observed=50))
    assert found is not None
    said = expecting.said_of(found)
    played = [waits(seed, operators=3, ahead=4, handling_s=300, patience_s=None) for seed in range(4000)]

    assert said is not None
    assert sum(expecting.holds(said, each) for each in played) / len(played) > 0.8


@pytest.mark.parametrize("pace", [Pace(operators=0, handling_s=200, observed=50), Pace(operators=2, handling_s=200, observed=4)])
def test_nothing_is_said_where_nobody_answers_or_too_little_is_known(pace: Pace) -> None:
    assert expecting.expected(3, pace) is None


@pytest.mark.parametrize(
    ("least_s", "most_s", "said"),
    [
        (1, 29, None),
        (20, 100, Said(0, 2)),
        (61, 299, Said(1, 5)),
        (300, 301, Said(5, 10)),
        (4000, 9000, Said(60, None)),
        (10, 3700, Said(0, None)),
    ],
)
def test_the_range_in_words_is_never_narrower_and_below_half_a_minute_there_is_none(
    least_s: float, most_s: float, said: Said | None
) -> None:
    assert expecting.said_of(Range(least_s, most_s)) == said


def test_longer_than_was_said_counts_the_time_that_passed() -> None:
    assert not expecting.is_longer(Said(1, 5), Said(2, 10), passed_s=240)
    assert expecting.is_longer(Said(5, 10), Said(2, 10), passed_s=120)
    assert expecting.is_longer(Said(60, None), Said(2, 10), passed_s=0)


@given(
    aheads=some.lists(some.integers(0, 200), min_size=2, max_size=4),
    operators=some.integers(1, 50),
    handling_s=some.floats(10, 3600),
    patience_s=some.none() | some.floats(30, 3600),
)
def test_more_callers_before_is_never_a_shorter_wait(
    aheads: list[int], operators: int, handling_s: float, patience_s: float | None
) -> None:
    pace = Pace(operators=operators, handling_s=handling_s, observed=100, patience_s=patience_s)
    found = [expecting.expected(ahead, pace) for ahead in sorted(aheads)]

    highest = [each.most_s for each in found if each]
    assert highest == [*accumulate(highest, max)]
    assert all(0 <= each.least_s <= each.most_s for each in found if each)
