"""Pure rules of automations: whether a rule holds, what it would do, what that sets off, and whether it would start itself.

A ticket is told in facts: field → codes. Exactly one code for a choice (`NONE` for nothing chosen), any number for tags, the category with
all above it, the subject as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from balie.records.calendars.rules import Hours, open_periods

NONE = "-"
MOST_DEPTH = 3
FAILURES_IN_A_ROW = 20
FINISHED = frozenset({"solved", "closed"})

# What a rule waits for. The timed ones are hours after a moment of the ticket.
OPENED, WROTE, ANSWERED, TRANSFERRED, TAKEN, STATE, CLOSED = "opened", "wrote", "answered", "transferred", "taken", "state", "closed"
WARNED, BROKEN = "warned", "broken"
AFTER_WROTE, AFTER_ANSWER, AFTER_SOLVED, UNCHANGED = "after_wrote", "after_answer", "after_solved", "unchanged"
EVENTS = (OPENED, WROTE, ANSWERED, TRANSFERRED, TAKEN, STATE, CLOSED, WARNED, BROKEN)
TIMED = (AFTER_WROTE, AFTER_ANSWER, AFTER_SOLVED, UNCHANGED)
# The events that a deed sets off.
RAISES: Mapping[str, frozenset[str]] = {
    "set_state": frozenset({STATE}),
    "close": frozenset({STATE, CLOSED}),
    "transfer": frozenset({TRANSFERRED}),
    "give": frozenset({TAKEN}),
}
# Which field a deed sets.
SETS: Mapping[str, str] = {"set_urgency": "urgency", "set_impact": "impact", "set_category": "category", "set_purpose": "purpose"}
_LONGEST_BACK = timedelta(days=800)

type Codes = frozenset[str]
type Facts = Mapping[str, Codes]


@dataclass(frozen=True)
class Condition:
    """`op`: is, is_not, one_of, has, has_not, contains, contains_not."""

    field: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Deed:
    """One thing that is done, `do`, with what it was `given`."""

    do: str
    given: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        return dict(self.given).get(name, "")


@dataclass(frozen=True)
class Rule:
    """`key` tells it apart, `position` is its place in the order."""

    key: int
    when: str
    conditions: tuple[Condition, ...] = ()
    deeds: tuple[Deed, ...] = ()
    is_on: bool = True
    position: int = 0


@dataclass(frozen=True)
class World:
    """`branches`: category → itself and all above it. `priorities`: (urgency, impact) → priority, all as codes."""

    branches: Mapping[str, Codes] = field(default_factory=dict)
    priorities: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What a deed changes: field → codes; `raises` are the events it sets off. `is_refused`: a finished ticket does not take it."""

    deed: Deed
    changes: Facts = field(default_factory=dict)
    raises: frozenset[str] = frozenset()
    is_refused: bool = False


def matches(conditions: Iterable[Condition], facts: Facts) -> bool:
    """Whether all conditions hold; without any, always."""
    return all(holds(each, facts.get(each.field, frozenset())) for each in conditions)


def holds(condition: Condition, codes: Codes) -> bool:
    """Whether the condition holds for a field that has these codes."""
    if condition.op in {"contains", "contains_not"}:
        text = " ".join(codes).casefold()
        words = " ".join(condition.values).casefold().split()
        return all(word in text for word in words) == (condition.op == "contains")
    is_there = bool(codes & frozenset(condition.values))
    return is_there != (condition.op in {"is_not", "has_not"})


def planned(rule: Rule, facts: Facts, world: World) -> list[Effect]:
    """What the rule does to a ticket of these facts, in order; what is so already is left out, and all that comes after what is refused."""
    found: list[Effect] = []
    now = dict(facts)
    for deed in rule.deeds:
        effect = effect_of(deed, now, world)
        if effect is None:
            continue
        found.append(effect)
        if effect.is_refused:
            break
        now.update(effect.changes)
    return found


def effect_of(deed: Deed, facts: Facts, world: World) -> Effect | None:
    """What the deed changes of a ticket of these facts; None when nothing."""
    if deed.do in SETS:
        return _set(deed, SETS[deed.do], facts, world)
    if deed.do in {"add_tag", "remove_tag"}:
        return _tag(deed, facts)
    if deed.do in {"note", "notify"}:
        return Effect(deed)
    return _moved(deed, facts)


def _set(deed: Deed, name: str, facts: Facts, world: World) -> Effect | None:
    value = deed.get("value")
    codes = world.branches.get(value, frozenset({value})) if name == "category" else frozenset({value})
    if facts.get(name) == codes:
        return None
    changes = {name: codes}
    if name in {"urgency", "impact"}:
        [urgency], [impact] = ({name: codes}.get(each, facts.get(each, frozenset({"2"}))) for each in ("urgency", "impact"))
        priority = world.priorities.get((urgency, impact))
        if priority and facts.get("priority") != frozenset({priority}):
            changes["priority"] = frozenset({priority})
    return Effect(deed, changes)


def _tag(deed: Deed, facts: Facts) -> Effect | None:
    tags, tag = facts.get("tags", frozenset()), deed.get("value")
    now = tags | {tag} if deed.do == "add_tag" else tags - {tag}
    return None if now == tags else Effect(deed, {"tags": now})


def _moved(deed: Deed, facts: Facts) -> Effect | None:
    changes = _changes(deed, facts)
    if not changes:
        return None
    is_finished = bool(facts.get("state", frozenset()) & FINISHED) and deed.do != "close"
    return Effect(deed, changes, _raised(deed, facts), is_finished)


def _changes(deed: Deed, facts: Facts) -> dict[str, Codes]:
    """The state, owner or team after it, where it is another one than now."""
    state, owner = facts.get("state", frozenset()), facts.get("owner", frozenset({NONE}))
    if deed.do == "set_state":
        return {} if state == {deed.get("state")} else {"state": frozenset({deed.get("state")})}
    if deed.do == "close":
        wanted = "closed" if deed.get("final") else "solved"
        return {} if state in ({"closed"}, {wanted}) else {"state": frozenset({wanted})}
    if deed.do == "give":
        given = frozenset({deed.get("person")})
        return {} if owner == given else {"owner": given} | ({"state": frozenset({"open"})} if state == {"new"} else {})
    team = frozenset({deed.get("team")})
    if facts.get("team") == team:
        return {}
    return {"team": team} | ({"owner": frozenset({NONE})} if owner != {NONE} else {})


def _raised(deed: Deed, facts: Facts) -> frozenset[str]:
    if deed.do == "give" and facts.get("owner", frozenset({NONE})) != {NONE}:
        return frozenset()
    return RAISES.get(deed.do, frozenset())


def written(effect: Effect, facts: Facts, said: str = "") -> list[dict[str, object]]:
    """What an effect changes of these facts, as the log keeps it; of what changes no field, what it `said`."""
    if not effect.changes:
        return [{"field": effect.deed.do, "old": [], "new": [said or effect.deed.get("whom") or effect.deed.get("text")]}]
    return [
        {"field": name, "old": sorted(facts.get(name, frozenset())), "new": sorted(codes)} for name, codes in sorted(effect.changes.items())
    ]


def starts_itself(rule: Rule, world: World) -> Deed | None:
    """The deed that is what the rule waits for, when its conditions surely hold after it, too; None when that cannot be proved.

    What it sets is known afterwards, what it leaves alone is as the conditions said; a priority that follows from half-known grades is neither.
    """
    culprit = next((deed for deed in rule.deeds if rule.when in RAISES.get(deed.do, frozenset())), None)
    if culprit is None:
        return None
    known, unsure = after(rule.deeds, world)
    for condition in rule.conditions:
        if condition.field in unsure or (condition.field in known and not holds(condition, known[condition.field])):
            return None
        if condition.field == "tags" and not _tags_stay(condition, rule.deeds):
            return None
    return culprit


def after(deeds: Iterable[Deed], world: World) -> tuple[dict[str, Codes], set[str]]:
    """What is known of a ticket after the deeds whatever it was before, and the fields of which nothing is."""
    known: dict[str, Codes] = {}
    unsure: set[str] = set()
    for deed in deeds:
        if deed.do in SETS:
            value = deed.get("value")
            known[SETS[deed.do]] = world.branches.get(value, frozenset({value}))
            unsure.add("priority")
        elif deed.do in {"set_state", "close"}:
            known["state"] = frozenset({deed.get("state") or ("closed" if deed.get("final") else "solved")})
        elif deed.do == "give":
            known["owner"] = frozenset({deed.get("person")})
            unsure |= {"state"} - set(known)
        elif deed.do == "transfer":
            known["team"] = frozenset({deed.get("team")})
            known["owner"] = frozenset({NONE})
    if "urgency" in known and "impact" in known:
        [urgency], [impact] = known["urgency"], known["impact"]
        if priority := world.priorities.get((urgency, impact)):
            known["priority"] = frozenset({priority})
    return known, unsure - set(known)


def _tags_stay(condition: Condition, deeds: Iterable[Deed]) -> bool:
    """Whether what the condition asks of the tags is untouched by the deeds."""
    against = "remove_tag" if condition.op == "has" else "add_tag"
    return not any(deed.do == against and deed.get("value") in condition.values for deed in deeds)


def rolled_back(facts: Facts, changes: Iterable[tuple[str, Codes]]) -> dict[str, Codes]:
    """The facts as they were before `changes`, (field, what it was before), the newest first."""
    before = dict(facts)
    for name, codes in changes:
        if name in before:
            before[name] = codes
    return before


def latest_due(now: datetime, time: timedelta, hours: Hours | None) -> datetime:
    """The latest moment since which `time` has passed at `now`: by the wall, or open time of `hours`. Aware, in UTC.

    A calendar that held less in eight hundred days gives a moment before which nothing is due.
    """
    now = now.astimezone(UTC)
    if hours is None:
        return now - time
    left = time
    for start, end in _opened_before(hours, now):
        if end - start >= left:
            return end - left
        left -= end - start
    return datetime.min.replace(tzinfo=UTC)


def _opened_before(hours: Hours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open periods before `now`, the last one first, in windows of a week."""
    end = now
    while now - end < _LONGEST_BACK:
        start = end - timedelta(days=7)
        for period in reversed(list(open_periods(hours, start, end))):
            yield period.start, period.end
        end = start


def read_conditions(written: Sequence[Mapping[str, object]]) -> tuple[Condition, ...]:
    """As `write_conditions` wrote them."""
    return tuple(Condition(str(each["field"]), str(each["op"]), tuple(_texts(each["values"]))) for each in written)


def write_conditions(conditions: Iterable[Condition]) -> list[dict[str, object]]:
    return [{"field": each.field, "op": each.op, "values": list(each.values)} for each in conditions]


def read_deeds(written: Sequence[Mapping[str, str]]) -> tuple[Deed, ...]:
    """As `write_deeds` wrote them."""
    return tuple(Deed(each["do"], tuple((name, value) for name, value in each.items() if name != "do")) for each in written)


def write_deeds(deeds: Iterable[Deed]) -> list[dict[str, str]]:
    return [{"do": each.do} | dict(each.given) for each in deeds]


def _texts(values: object) -> list[str]:
    return [str(each) for each in values] if isinstance(values, list | tuple) else []
