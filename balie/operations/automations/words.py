"""A rule as one sentence, and what it did, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from balie.casework.tickets.words import FIELDS as TICKET_FIELDS
from balie.operations.automations import rules
from balie.operations.automations.models import Rule
from balie.operations.automations.queries.vocabulary import Vocabulary
from balie.operations.automations.rules import NONE, Condition, Deed

# As they stand in a sentence.
FIELDS: Mapping[str, str | Promise] = {
    "state": pgettext_lazy("in a rule", "the status"),
    "priority": pgettext_lazy("in a rule", "the priority"),
    "urgency": pgettext_lazy("in a rule", "the urgency"),
    "impact": pgettext_lazy("in a rule", "the impact"),
    "team": pgettext_lazy("in a rule", "the team"),
    "owner": pgettext_lazy("in a rule", "the owner"),
    "category": pgettext_lazy("in a rule", "the category"),
    "purpose": pgettext_lazy("in a rule", "the purpose"),
    "language": pgettext_lazy("in a rule", "the language"),
    "brand": pgettext_lazy("in a rule", "the brand"),
    "tags": pgettext_lazy("in a rule", "the tags"),
    "customer_type": pgettext_lazy("in a rule", "the type of customer"),
    "level": pgettext_lazy("in a rule", "the level"),
    "subject": pgettext_lazy("in a rule", "the subject"),
    "channel": pgettext_lazy("in a rule", "the channel"),
}
TEXTS: Mapping[str, tuple[str, ...]] = {"tags": ("has", "has_not"), "subject": ("contains", "contains_not")}
CHOICES: tuple[str, ...] = ("is", "is_not", "one_of")
OPERATORS: Mapping[str, str | Promise] = {
    "is": pgettext_lazy("in a rule", "is"),
    "is_not": pgettext_lazy("in a rule", "is not"),
    "one_of": pgettext_lazy("in a rule", "is one of"),
    "has": pgettext_lazy("in a rule", "hold"),
    "has_not": pgettext_lazy("in a rule", "do not hold"),
    "contains": pgettext_lazy("in a rule", "contains"),
    "contains_not": pgettext_lazy("in a rule", "does not contain"),
}
# In the order in which they are offered.
DEEDS: Mapping[str, str | Promise] = {
    "set_urgency": gettext_lazy("set the urgency"),
    "set_impact": gettext_lazy("set the impact"),
    "set_category": gettext_lazy("set the category"),
    "set_purpose": gettext_lazy("set the purpose"),
    "add_tag": gettext_lazy("add a tag"),
    "remove_tag": gettext_lazy("take a tag away"),
    "transfer": gettext_lazy("transfer to a team"),
    "give": gettext_lazy("give to a colleague"),
    "set_state": gettext_lazy("set the status"),
    "note": gettext_lazy("write an internal note"),
    "notify": gettext_lazy("ask people to look"),
    "close": gettext_lazy("solve or close"),
}
WHOM: Mapping[str, str | Promise] = {
    "owner": gettext_lazy("the owner, else who leads the team"),
    "leads": gettext_lazy("who leads the team"),
}
_WHEN: Mapping[str, str | Promise] = {
    rules.OPENED: gettext_lazy("When a ticket is opened"),
    rules.WROTE: gettext_lazy("When the customer writes again"),
    rules.ANSWERED: gettext_lazy("When the customer is answered"),
    rules.TRANSFERRED: gettext_lazy("When a ticket is transferred"),
    rules.TAKEN: gettext_lazy("When a ticket gets an owner"),
    rules.STATE: gettext_lazy("When the status changes"),
    rules.CLOSED: gettext_lazy("When a ticket is solved or closed"),
    rules.WARNED: gettext_lazy("When a promise is about to run out"),
    rules.BROKEN: gettext_lazy("When a promise is broken"),
}
_TIMED: Mapping[str, str | Promise] = {
    rules.AFTER_WROTE: gettext_lazy("%(time)s after the customer last wrote"),
    rules.AFTER_ANSWER: gettext_lazy("%(time)s after our last answer"),
    rules.AFTER_SOLVED: gettext_lazy("%(time)s after the ticket was solved"),
    rules.UNCHANGED: gettext_lazy("When the ticket waits for %(time)s and nobody changes it"),
}
_CONDITIONS: Mapping[str, str | Promise] = {
    "is": gettext_lazy("%(field)s is %(value)s"),
    "is_not": gettext_lazy("%(field)s is not %(value)s"),
    "one_of": gettext_lazy("%(field)s is one of %(value)s"),
    "has": gettext_lazy("%(field)s hold %(value)s"),
    "has_not": gettext_lazy("%(field)s do not hold %(value)s"),
    "contains": gettext_lazy("%(field)s contains %(value)s"),
    "contains_not": gettext_lazy("%(field)s does not contain %(value)s"),
}
_DONE: Mapping[str, str | Promise] = {
    "set_urgency": gettext_lazy("set the urgency to %(value)s"),
    "set_impact": gettext_lazy("set the impact to %(value)s"),
    "set_category": gettext_lazy("set the category to %(value)s"),
    "set_purpose": gettext_lazy("set the purpose to %(value)s"),
    "add_tag": gettext_lazy("add the tag %(value)s"),
    "remove_tag": gettext_lazy("take the tag %(value)s away"),
    "transfer": gettext_lazy("transfer it to the team %(value)s"),
    "give": gettext_lazy("give it to %(value)s"),
    "note": gettext_lazy("write the internal note %(value)s"),
    "notify": gettext_lazy("ask %(value)s to look"),
}


def sentence(rule: Rule, vocabulary: Vocabulary) -> str:
    """The whole rule: when, if, then."""
    pure = rule.pure
    when = when_in_words(rule, vocabulary)
    deeds = enumerated([deed_in_words(each, vocabulary) for each in pure.deeds])
    if not pure.conditions:
        return _("%(when)s: %(deeds)s.") % {"when": when, "deeds": deeds}
    conditions = enumerated([condition_in_words(each, vocabulary) for each in pure.conditions])
    return _("%(when)s, and if %(conditions)s: %(deeds)s.") % {"when": when, "conditions": conditions, "deeds": deeds}


def when_in_words(rule: Rule, vocabulary: Vocabulary) -> str:
    if not rule.is_timed:
        return str(_WHEN.get(rule.when, rule.when))
    hours = rule.hours or 0
    if rule.calendar_id:
        open_hours = ngettext("%(count)s open hour (%(calendar)s)", "%(count)s open hours (%(calendar)s)", hours)
        time = open_hours % {"count": hours, "calendar": vocabulary.name("calendar", str(rule.calendar_id))}
    else:
        time = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    said = str(_TIMED[rule.when]) % {"time": time}
    return said[:1].upper() + said[1:]


def condition_in_words(condition: Condition, vocabulary: Vocabulary) -> str:
    names = [f"“{each}”" if condition.field in TEXTS else vocabulary.name(condition.field, each) for each in condition.values]
    value = enumerated(names, last=pgettext("between the last two of a choice", "%(before)s or %(last)s"))
    return str(_CONDITIONS[condition.op]) % {"field": FIELDS.get(condition.field, condition.field), "value": value}


def deed_in_words(deed: Deed, vocabulary: Vocabulary) -> str:
    if deed.do == "set_state":
        return _state_in_words(deed, vocabulary)
    if deed.do == "close":
        return _close_in_words(deed, vocabulary)
    values = {
        "transfer": lambda: vocabulary.name("team", deed.get("team")),
        "give": lambda: vocabulary.name("owner", deed.get("person")),
        "note": lambda: f"“{short(deed.get('text'))}”",
        "notify": lambda: str(WHOM.get(deed.get("whom"), deed.get("whom"))),
        "add_tag": lambda: f"“{deed.get('value')}”",
        "remove_tag": lambda: f"“{deed.get('value')}”",
    }
    value = values[deed.do]() if deed.do in values else vocabulary.name(rules.SETS[deed.do], deed.get("value"))
    return str(_DONE[deed.do]) % {"value": value}


def _state_in_words(deed: Deed, vocabulary: Vocabulary) -> str:
    said = _("set the status to %(value)s") % {"value": vocabulary.name("state", deed.get("state"))}
    if deed.get("reason"):
        said = _("%(said)s (%(reason)s)") % {"said": said, "reason": vocabulary.name("reason", deed.get("reason"))}
    days = int(deed.get("days") or 0)
    if days:
        back = ngettext("%(said)s, back after %(count)s day", "%(said)s, back after %(count)s days", days)
        said = back % {"said": said, "count": days}
    return said


def _close_in_words(deed: Deed, vocabulary: Vocabulary) -> str:
    said = _("close it for good") if deed.get("final") else _("solve it")
    if not deed.get("result"):
        return said
    result = vocabulary.name("result", deed.get("result"))
    return _("%(said)s with the result %(result)s: “%(sentence)s”") % {
        "said": said,
        "result": result,
        "sentence": short(deed.get("sentence")),
    }


def way_out(culprit: Deed, vocabulary: Vocabulary) -> str:
    """The condition that would keep the deed from starting its rule again."""
    wanted = {
        "set_state": ("state", deed_state(culprit)),
        "close": ("state", deed_state(culprit)),
        "transfer": ("team", culprit.get("team")),
        "give": ("owner", culprit.get("person")),
    }[culprit.do]
    return condition_in_words(Condition(wanted[0], "is_not", (wanted[1],)), vocabulary)


def deed_state(deed: Deed) -> str:
    return deed.get("state") or ("closed" if deed.get("final") else "solved")


def changes_in_words(changed: Iterable[Mapping[str, Any]], vocabulary: Vocabulary) -> list[str]:
    """“urgency normal → high” and its like."""
    return [_change(each, vocabulary) for each in changed]


def _change(change: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    field, old, new = str(change["field"]), change.get("old", []), change.get("new", [])
    if field == "note":
        return _("note “%(text)s”") % {"text": short(" ".join(new))}
    if field == "notify":
        return _("asked %(whom)s to look") % {"whom": WHOM.get(new[0] if new else "", "")}
    label = str(TICKET_FIELDS.get(field, field))
    if field == "tags":
        gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
        return " ".join([label, *(f"+{each}" for each in come), *(f"−{each}" for each in gone)])
    was, now = (_codes(field, each, vocabulary) for each in (old, new))
    return _("%(field)s %(old)s → %(new)s") % {"field": label, "old": was, "new": now}


def _codes(field: str, codes: Sequence[str], vocabulary: Vocabulary) -> str:
    """One code; of a category with all above it the longest path, which is its own."""
    return max((vocabulary.name(field, each) for each in codes), key=len, default=vocabulary.name(field, NONE))


def enumerated(parts: Sequence[str], last: str = "") -> str:
    """“a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    together = last or pgettext("between the last two of a list", "%(before)s and %(last)s")
    return together % {"before": ", ".join(parts[:-1]), "last": parts[-1]}


def short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
