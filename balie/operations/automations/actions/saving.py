"""What the rules say, in which order they run, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Outdated, Refusal
from balie.foundation.text.normalise import one_line
from balie.operations.automations import queries, rules, words
from balie.operations.automations.actions.timing import ALL, clock_now, due_until
from balie.operations.automations.facts import read_world
from balie.operations.automations.models import Rule, RuleVersion, Run
from balie.operations.automations.policies import MANAGE
from balie.operations.automations.rules import Condition, Deed
from balie.records.calendars.models import Calendar

MOST_RULES, MOST_PARTS, MOST_HOURS = 200, 12, 2160


class StartsItself(Refusal):
    """The rule does what it waits for, and holds again afterwards."""

    code = "starts_itself"
    status = 422
    sentence = _(
        "This rule would start itself again and again: “{deed}” is just what it waits for, and its conditions still hold afterwards. "
        "Add a condition that does not hold any more then, such as “{way_out}”."
    )


class HasWorked(Refusal):
    """What a rule did to tickets stays to be read."""

    code = "has_worked"
    sentence = _("“{name}” is on or has treated tickets, and what it did stays in its log. Switch it off instead.")


@dataclass(frozen=True)
class Content:
    """What a rule says. `hours` and `calendar` are of a timed rule alone."""

    name: str
    when: str
    conditions: Sequence[Condition]
    deeds: Sequence[Deed]
    hours: int | None = None
    calendar: Calendar | None = None


@transaction.atomic
def save_rule(rule: Rule, content: Content, *, by: User | None, at: datetime, version: int | None = None) -> Rule:
    """Save a new rule, which is off and last, or a known one as its next version.

    Raises `Invalid` on name, hours, conditions or deeds, `Outdated` when `version` is not the newest, and `StartsItself`.
    """
    ensure_may(by, MANAGE)
    if rule.pk:
        rule = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        ensure_current(rule, version)
        rule.version += 1
    else:
        rule = Rule(position=_last_position() + 1)
    was = (rule.when, rule.hours, rule.calendar_id)
    _fill(rule, content)
    _ensure_sense(rule, content)
    ensure_ends(rule.pure)
    rule.author, rule.changed_at, rule.failures, rule.stopped_at = by, at, 0, None
    if rule.is_on and was != (rule.when, rule.hours, rule.calendar_id):
        _begin(rule)
    verb = "automations.rule_changed" if rule.pk else "automations.rule_created"
    rule.save()
    RuleVersion.objects.create(rule=rule, version=rule.version, at=at, by=by, content=written(rule))
    record(verb, rule, by=by, at=at, data={"version": rule.version, "when": rule.when})
    _forget()
    return rule


def ensure_current(rule: Rule, version: int | None) -> None:
    if version is not None and rule.version != version:
        raise Outdated(version=rule.version)


@transaction.atomic
def switch(rule: Rule, *, is_on: bool, by: User | None, at: datetime) -> Rule:
    """Let the rule work from now on, or not any more; a timed one on what comes due from now on."""
    ensure_may(by, MANAGE)
    rule = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.is_on == is_on:
        return rule
    if is_on:
        ensure_ends(rule.pure)
        _begin(rule)
    rule.is_on, rule.failures, rule.stopped_at = is_on, 0, None
    rule.save(update_fields=["is_on", "failures", "stopped_at", "reached_at", "reached_id"])
    record("automations.switched_on" if is_on else "automations.switched_off", rule, by=by, at=at, data={"version": rule.version})
    _forget()
    return rule


@transaction.atomic
def remove_rule(rule: Rule, *, by: User | None, at: datetime) -> None:
    """Throw away a rule that is off and never did anything. Raises `HasWorked`."""
    ensure_may(by, MANAGE)
    rule = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.is_on or Run.objects.filter(rule=rule).exists():
        raise HasWorked(name=rule.name)
    record("automations.rule_removed", rule, by=by, at=at, data={"version": rule.version, "when": rule.when})
    rule.delete()


@transaction.atomic
def move_rule(rule: Rule, step: int, *, by: User | None, at: datetime) -> None:
    """One place earlier (-1) or later (1) in the order; at an end it stays."""
    ensure_may(by, MANAGE)
    order = list(Rule.objects.select_for_update().order_by("position", "pk"))
    where = next(place for place, each in enumerate(order) if each.pk == rule.pk)
    other = where + step
    if not 0 <= other < len(order):
        return
    order[where], order[other] = order[other], order[where]
    for place, each in enumerate(order, 1):
        each.position = place
    Rule.objects.bulk_update(order, ["position"])
    record("automations.rule_moved", rule, by=by, at=at, data={"position": other + 1})


def ensure_ends(rule: rules.Rule) -> None:
    """Raises `StartsItself` where it can be proved."""
    culprit = rules.starts_itself(rule, read_world())
    if culprit is not None:
        vocabulary = queries.read_vocabulary()
        raise StartsItself(deed=words.deed_in_words(culprit, vocabulary), way_out=words.way_out(culprit, vocabulary))


def written(rule: Rule) -> dict[str, object]:
    """All that a rule says, as a version keeps it."""
    return {
        "name": rule.name,
        "when": rule.when,
        "hours": rule.hours,
        "calendar": str(rule.calendar_id or ""),
        "conditions": rule.conditions,
        "deeds": rule.deeds,
    }


def draft_of(content: Content) -> Rule:
    """The rule as it would be, kept nowhere: to be tried. Raises `Invalid`."""
    rule = Rule(position=0)
    _fill(rule, content)
    _ensure_parts(content)
    return rule


def _fill(rule: Rule, content: Content) -> None:
    is_timed = content.when in rules.TIMED
    rule.name, rule.when = one_line(content.name)[:120], content.when
    rule.hours, rule.calendar = (content.hours, content.calendar) if is_timed else (None, None)
    rule.conditions, rule.deeds = rules.write_conditions(content.conditions), rules.write_deeds(content.deeds)


def _ensure_sense(rule: Rule, content: Content) -> None:
    if not rule.name:
        raise Invalid(field="name", reason=_("Give the rule a name."))
    if Rule.objects.filter(name__iexact=rule.name).exclude(pk=rule.pk or 0).exists():
        raise Invalid(field="name", reason=_("There is a rule of this name already."))
    if not rule.pk and Rule.objects.count() >= MOST_RULES:
        raise Invalid(field="name", reason=_("At most two hundred rules: switch off and reuse one that is not needed."))
    _ensure_parts(content)


def _ensure_parts(content: Content) -> None:
    if content.when not in Rule.When.values:
        raise Invalid(field="when", reason=_("Choose what the rule waits for."))
    if content.when in rules.TIMED and not 1 <= (content.hours or 0) <= MOST_HOURS:
        raise Invalid(field="hours", reason=_("Write a number of hours from 1 to 2160 (90 days)."))
    if not content.deeds:
        raise Invalid(field="deeds", reason=_("Say at least one thing that is to be done."))
    if not all(each.values and all(value.strip() for value in each.values) for each in content.conditions):
        raise Invalid(field="conditions", reason=_("Say of each condition what it is about."))
    ensure_few(content.conditions, content.deeds)


def ensure_few(conditions: Sized, deeds: Sized) -> None:
    if len(conditions) > MOST_PARTS or len(deeds) > MOST_PARTS:
        raise Invalid(field="deeds", reason=_("At most twelve conditions and twelve things to do."))


def _begin(rule: Rule) -> None:
    """What came due before is not for it."""
    if rule.is_timed:
        rule.reached_at, rule.reached_id = due_until(rule, clock_now()), ALL


def _last_position() -> int:
    return Rule.objects.aggregate(last=Max("position"))["last"] or 0


def _forget() -> None:
    queries.forget_rules()
    transaction.on_commit(queries.forget_rules)
