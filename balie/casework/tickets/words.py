"""A ticket's history in words: one changed field, from → to, as a colleague would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.history import ChangeLine
from balie.foundation.text.numbers import group
from balie.foundation.text.sentences import with_colon
from balie.foundation.ui.filters import language_name

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
}


def in_words(change: ChangeLine, names: Names) -> str:
    """“status new → open”, “team energie → winkel: “needs a technician””; empty when there is nothing to say."""
    if change.field in _SPECIAL:
        return _SPECIAL[change.field](change)
    if change.field == "also_team":
        return _also_team(change, names)
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


def state_names() -> dict[str, str]:
    """Every state by its code, in the language of the thread."""
    return {code: str(label) for code, label in Ticket.State.choices}


def priority_names() -> dict[int, str]:
    """Every priority's short word, in the language of the thread."""
    return {code: str(word) for code, word in PRIORITIES.items()}


def urgency_names() -> list[tuple[int, str]]:
    """Every grade of urgency with its word, in the language of the thread."""
    return [(code, str(word)) for code, word in URGENCIES.items()]


def grade_names() -> list[tuple[int, str]]:
    """Every grade of impact with its word, in the language of the thread."""
    return [(code, str(label)) for code, label in Ticket.Grade.choices]


def level_name(level: int) -> str:
    """The level's own word, without its explanation."""
    return str(Level(level).label).partition(":")[0]


def priority_reason(ticket: Ticket) -> str:
    """Why the ticket has this priority."""
    return _("urgency %(urgency)s × impact %(impact)s gives %(priority)s") % {
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


def _thread(change: ChangeLine) -> str:
    shown = group(int(change.new or change.old))
    return (_("filed a mail under %(number)s") if change.new else _("took over a mail of %(number)s")) % {"number": shown}


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


_SPECIAL: Mapping[str, Callable[[ChangeLine], str]] = {"link": _link, "file": _file, "copied": _copied, "thread": _thread, "aside": _aside}
_CODES: Mapping[str, Callable[[int], str]] = {
    "urgency": _urgency,
    "impact": _grade,
    "priority": _priority,
    "level": level_name,
    "customer": group,
}
