"""A ticket's history in words: one changed field, from → to, as a colleague would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.history import ChangeLine
from balie.casework.tickets.queries.lists import Filters
from balie.foundation.text.numbers import group
from balie.foundation.text.sentences import with_colon
from balie.foundation.ui.filters import language_name
from balie.foundation.ui.words import once_a_language
from balie.records.sla.models import Escalation, Metric

type Names = Mapping[tuple[str, str], str]

FIELDS: Mapping[str, str | Promise] = {
    "state": gettext_lazy("status"),
    "priority": gettext_lazy("priority"),
    "urgency": gettext_lazy("urgency"),
    "impact": gettext_lazy("impact"),
    "category": gettext_lazy("category"),
    "purpose": gettext_lazy("purpose"),
    "customer": gettext_lazy("customer"),
    "team": gettext_lazy("team"),
    "owner": gettext_lazy("owner"),
    "tags": gettext_lazy("tags"),
    "level": gettext_lazy("level"),
    "language": gettext_lazy("language"),
    "subject": gettext_lazy("subject"),
}
# What was done to a step of a procedure, by the verb.
STEPS: Mapping[str, str | Promise] = {
    "step_done": gettext_lazy("did the step “%(step)s”"),
    "step_skipped": gettext_lazy("skipped the step “%(step)s”"),
    "step_taken_back": gettext_lazy("opened the step “%(step)s” again"),
}
# Short, without the word that stands before them; in French they agree with it.
PRIORITIES: Mapping[int, str | Promise] = {
    1: pgettext_lazy("priority", "critical"),
    2: pgettext_lazy("priority", "high"),
    3: pgettext_lazy("priority", "normal"),
    4: pgettext_lazy("priority", "low"),
}
URGENCIES: Mapping[int, str | Promise] = {
    1: pgettext_lazy("urgency", "high"),
    2: pgettext_lazy("urgency", "normal"),
    3: pgettext_lazy("urgency", "low"),
}
ALONE: Mapping[str, str | Promise] = {
    "opened": gettext_lazy("opened the ticket"),
    "transferred": gettext_lazy("passed the ticket on"),
    "taken_back": gettext_lazy("took the mail back before it left"),
    "undone": gettext_lazy("took the last step back"),
    "reopened": gettext_lazy("opened the ticket again"),
    "closed": gettext_lazy("closed the ticket"),
    "marked_spam": gettext_lazy("marked it as spam"),
    "refused": gettext_lazy("sent the ticket back"),
    "unmarked_spam": gettext_lazy("took the mark of spam back"),
}


def in_words(change: ChangeLine, names: Names) -> str:
    """“status new → open”, “team energie → winkel: “needs a technician””; empty when there is nothing to say."""
    if change.field in _SPECIAL:
        return _SPECIAL[change.field](change)
    if change.field in _NAMED:
        return _NAMED[change.field](change, names)
    if not change.field:
        return _with_reason(str(ALONE.get(change.verb, "")), change)
    old, new = (value_in_words(change.field, value, names) for value in (change.old, change.new))
    label = str(FIELDS.get(change.field, change.field))
    said = _("%(field)s %(old)s → %(new)s") if old and new else _("%(field)s → %(new)s") if new else _("%(field)s removed: %(old)s")
    return _with_reason(said % {"field": label, "old": old, "new": new}, change)


def value_in_words(field: str, value: object, names: Names) -> str:
    """A code as the history keeps it, or a value of the ticket, as a person says it."""
    text = "" if value is None else str(value)
    if field in _CODES and text.isdigit():
        return _CODES[field](int(text))
    if field == "state":
        return str(dict(Ticket.State.choices).get(text, text))
    return language_name(text) if field == "language" else names.get((field, text), text)


def metric_name(metric: str) -> str:
    """What is promised first, in the language of the thread; a promise of one's own has a word of its own."""
    return str(dict(Metric.choices).get(metric) or _("promised"))


@once_a_language
def state_names() -> Mapping[str, str]:
    """Every state by its code, in the language of the thread."""
    return {code: str(label) for code, label in Ticket.State.choices}


@once_a_language
def priority_names() -> Mapping[int, str]:
    """Every priority's short word, in the language of the thread."""
    return {code: str(word) for code, word in PRIORITIES.items()}


@once_a_language
def base_names() -> Mapping[str, str]:
    """The lists everybody has, in the language of the thread."""
    return {"mine": _("Mine"), "team": _("My teams"), "unassigned": _("Unassigned"), "all": _("All")}


def held_in_words(filters: Filters, names: Mapping[tuple[str, int], str]) -> str:
    """What a list holds: "All · critical, high · Energy · #meter". `names`: (category, team or owner; id) → name."""
    states, priorities = state_names(), priority_names()
    narrowed = (("category", filters.category_id), ("team", filters.team_id), ("owner", filters.owner_id))
    parts = [
        base_names()[filters.view],
        ", ".join(states[each] for each in filters.states) or _("every open state"),
        ", ".join(priorities[each] for each in filters.priorities),
        *(names.get((kind, pk), "–") for kind, pk in narrowed if pk),
        language_name(filters.language) if filters.language else "",
        f"#{filters.tag}" if filters.tag else "",
    ]
    return " · ".join(filter(None, parts))


@once_a_language
def urgency_names() -> tuple[tuple[int, str], ...]:
    """Every grade of urgency with its word, in the language of the thread."""
    return tuple((code, str(word)) for code, word in URGENCIES.items())


@once_a_language
def grade_names() -> tuple[tuple[int, str], ...]:
    """Every grade of impact with its word, in the language of the thread."""
    return tuple((code, str(label)) for code, label in Ticket.Grade.choices)


def level_name(level: int) -> str:
    """The level's own word, without its explanation."""
    return str(Level(level).label).partition(":")[0]


def priority_reason(ticket: Ticket) -> str:
    """Why the ticket has this priority."""
    if ticket.is_major:
        return _("a major incident is always critical")
    said = (
        _("urgency %(urgency)s × impact %(impact)s, and a customer who goes before, gives %(priority)s")
        if ticket.is_vip
        else _("urgency %(urgency)s × impact %(impact)s gives %(priority)s")
    )
    return said % {
        "urgency": URGENCIES[ticket.urgency],
        "impact": ticket.get_impact_display(),
        "priority": ticket.get_priority_display(),
    }


def _link(change: ChangeLine) -> str:
    number = change.new or change.old
    shown = group(int(number)) if number.isdigit() else number
    return (_("linked %(number)s") if change.new else _("took away the link with %(number)s")) % {"number": shown}


def _aside(change: ChangeLine) -> str:
    return _("asked %(address)s beside the conversation") % {"address": change.new}


def _also_team(change: ChangeLine, names: Names) -> str:
    return _("sent to the team %(team)s too") % {"team": names.get(("team", change.new), change.new)}


def _major(change: ChangeLine) -> str:
    return _("declared a major incident") if change.new else _("no major incident any more")


def _merged_into(change: ChangeLine) -> str:
    said = _("merged into %(number)s") if change.new else _("taken apart from %(number)s")
    return said % {"number": group(int(change.new or change.old))}


def _took_in(change: ChangeLine) -> str:
    said = _("took in %(number)s") if change.new else _("let %(number)s stand alone again")
    return said % {"number": group(int(change.new or change.old))}


def _escalation(change: ChangeLine) -> str:
    percent, _space, action = change.new.partition(" ")
    metric = dict(Metric.choices).get(change.old)
    used = _("%(percent)s %% of the promise used (%(promise)s)") % {"percent": percent, "promise": metric}
    return with_colon(used, str(dict(Escalation.Action.choices).get(action, action)))


def _rule(change: ChangeLine) -> str:
    return _("by the rule “%(name)s”") % {"name": change.new}


def _procedure(change: ChangeLine, names: Names) -> str:
    return _("the procedure “%(name)s” started") % {"name": names.get(("procedure", change.new), change.new)}


def _step(change: ChangeLine, names: Names) -> str:
    key = change.new or change.old
    return _with_reason(str(STEPS[change.verb]) % {"step": names.get(("step", key), key)}, change)


def _told(_change: ChangeLine) -> str:
    return _("told the customer by telephone")


def _satisfaction(change: ChangeLine) -> str:
    return _with_reason(_("the customer gave %(score)s of 5") % {"score": change.new}, change)


def _follow_up(change: ChangeLine) -> str:
    if change.new:
        return _("the customer wrote again too long after the end: ticket %(number)s follows this one up") % {
            "number": group(int(change.new))
        }
    return _("follows up ticket %(number)s, which ended too long ago to be opened again") % {"number": group(int(change.old))}


def _thread(change: ChangeLine) -> str:
    shown = group(int(change.new or change.old))
    return (_("filed a mail under %(number)s") if change.new else _("took over a mail of %(number)s")) % {"number": shown}


def _contact(change: ChangeLine) -> str:
    shown = group(int(change.new or change.old))
    return (_("filed a contact under %(number)s") if change.new else _("took over a contact of %(number)s")) % {"number": shown}


def _file(change: ChangeLine) -> str:
    return _("attached %(name)s") % {"name": change.new}


def _copied(change: ChangeLine) -> str:
    said = _("let %(address)s take part") if change.new else _("kept %(address)s out")
    return said % {"address": change.new or change.old}


def _with_reason(said: str, change: ChangeLine) -> str:
    return with_colon(said, f"“{change.reason}”") if said and change.reason else said


def _grade(code: int) -> str:
    return str(dict(Ticket.Grade.choices).get(code, code))


def _urgency(code: int) -> str:
    return str(URGENCIES.get(code, code))


def _priority(code: int) -> str:
    return str(PRIORITIES.get(code, code))


_SPECIAL: Mapping[str, Callable[[ChangeLine], str]] = {
    "link": _link,
    "file": _file,
    "copied": _copied,
    "thread": _thread,
    "aside": _aside,
    "contact": _contact,
    "escalation": _escalation,
    "rule": _rule,
    "merged_into": _merged_into,
    "took_in": _took_in,
    "is_major": _major,
    "told": _told,
    "satisfaction": _satisfaction,
    "follow_up": _follow_up,
}
_NAMED: Mapping[str, Callable[[ChangeLine, Names], str]] = {"also_team": _also_team, "procedure": _procedure, "step": _step}
_CODES: Mapping[str, Callable[[int], str]] = {
    "urgency": _urgency,
    "impact": _grade,
    "priority": _priority,
    "level": level_name,
    "customer": group,
}
