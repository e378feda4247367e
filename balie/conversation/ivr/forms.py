"""A menu as its page sends it: its name and key, and the outline line by line."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.access.accounts.models import Skill
from balie.conversation.ivr import queries
from balie.conversation.ivr.models import Menu
from balie.conversation.ivr.rules import editing
from balie.conversation.ivr.rules.outline import MOST_LINES, Fault, Kind, Line, Problem
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.models import Number
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.records.taxonomy.forms import LANGUAGE_NAMES, LabelForm
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import choices

KINDS = {
    Kind.LANGUAGE: _("Choose a language"),
    Kind.SAY: _("Announcement"),
    Kind.ASK: _("Choose by key"),
    Kind.CHOICE: pgettext_lazy("of a telephone", "Key"),
    Kind.CUSTOMER: _("Type the customer number"),
    Kind.AGAIN: _("Hear the choices again"),
    Kind.QUEUE: _("To the queue"),
    Kind.VOICEMAIL: _("Leave a message"),
    Kind.END: pgettext_lazy("menu of a telephone", "Hang up"),
}
FAULTS = {
    Fault.EMPTY: _("There is nothing in it yet."),
    Fault.TOO_LONG: _("At most {most} lines: callers do not remember more.").format(most=MOST_LINES),
    Fault.PLACE: _("This cannot stand here."),
    Fault.NO_CHOICES: _("Add a key that callers may press."),
    Fault.KEY: _("One digit, * or #, and each only once."),
    Fault.LANGUAGES: _("Offer two languages at least."),
    Fault.WORDS: _("Words are missing in: {languages}."),
    Fault.NO_QUEUE: _("Choose the queue."),
    Fault.AGAIN: _("This belongs under a key."),
    Fault.ENDLESS: _("Who presses nothing would hear this for ever."),
    Fault.DEAD_END: _("From here some callers come nowhere: end with a queue, a message or hanging up."),
    Fault.UNREACHED: _("Nobody comes here."),
}


class MenuForm(LabelForm):
    """What the menu is called, and which numbers it answers."""

    key = forms.SlugField(label=_("Short name"), max_length=40)
    numbers = forms.TypedMultipleChoiceField(
        label=_("Answers these numbers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, menu: Menu | None, **options: Any) -> None:
        name = menu.name if menu else {}
        known = queries.numbers_to_choose()
        own = [each.pk for each in known if menu and getattr(each, "answering", None) and each.answering.menu_id == menu.pk]
        initial = {"numbers": own} | {f"name_{code}": name.get(code, "") for code in LANGUAGES}
        super().__init__(*args, initial=initial, **options)
        fields: Any = self.fields
        fields["numbers"].choices = [(each.pk, f"{each.digits} · {each.name}") for each in known]
        if menu is not None:
            del fields["key"]
        self.order_fields([*(f"name_{code}" for code in LANGUAGES), "key", "numbers"])

    def chosen_numbers(self) -> list[Number]:
        return list(Number.objects.filter(pk__in=self.cleaned_data["numbers"]).order_by("digits"))


def new_line(kind: str) -> Line:
    """A line of this kind with an id of its own. Raises `ValueError` for no kind."""
    return Line(id=secrets.token_hex(6), kind=Kind(kind), languages=LANGUAGES if kind == Kind.LANGUAGE else ())


def lines_in(data: QueryDict) -> list[Line]:
    """The outline as it was sent. Raises `ValueError` for what no page of ours sends."""
    return [_line_in(data, line_id) for line_id in data.getlist("line")[: MOST_LINES + 1]]


def _line_in(data: QueryDict, line_id: str) -> Line:
    def sent(name: str) -> str:
        return data.get(f"{name}-{line_id}", "").strip()

    if not line_id.replace("-", "").isalnum() or len(line_id) > 20:
        raise ValueError(line_id)
    return Line(
        id=line_id,
        kind=Kind(sent("kind")),
        depth=whole(sent("depth")),
        key=sent("key")[:2],
        words={code: text[:600] for code in LANGUAGES if (text := sent(f"words-{code}"))},
        languages=tuple(code for code in LANGUAGES if code in data.getlist(f"languages-{line_id}")),
        purpose=whole(sent("purpose")) or None,
        skill=whole(sent("skill")) or None,
        least=min(max(whole(sent("least")) or 1, 1), 5),
        queue=whole(sent("queue")) or None,
    )


_MOVES: Mapping[str, Callable[[Sequence[Line], int], list[Line]]] = {
    "out": editing.take_out,
    "up": editing.move_up,
    "down": editing.move_down,
}


def edited(lines: list[Line], data: QueryDict) -> list[Line]:
    """The outline after the button that was pressed: `add`, `out`, `up` or `down`, with the line's id; nothing of a line that is not there."""
    what, _colon, line_id = data.get("edit", "").partition(":")
    at = next((each for each, line in enumerate(lines) if line.id == line_id), None)
    if what == "add" and (at is not None or not line_id):
        return editing.put_after(lines, at, new_line(data.get(f"new-{line_id}", "")))
    return _MOVES[what](lines, at) if what in _MOVES and at is not None else lines


def told(problems: Sequence[Problem]) -> dict[str, str]:
    """What is wrong, by the line's id, in words; one thing at a time."""
    found: dict[str, str] = {}
    for each in problems:
        languages = ", ".join(str(LANGUAGE_NAMES[code]) for code in each.languages)
        found.setdefault(each.line, str(FAULTS[each.fault]).format(languages=languages))
    return found


def options() -> dict[str, Any]:
    """What the selects of the outline offer."""
    steps = [(kind.value, words) for kind, words in KINDS.items() if kind != Kind.CHOICE]
    return {
        "kinds": KINDS,
        "steps": steps,
        "with_choice": [(Kind.CHOICE.value, KINDS[Kind.CHOICE]), *steps],
        "queues": [(each.pk, str(each.name)) for each in Queue.objects.filter(is_retired=False, channel="call").order_by("position", "pk")],
        "purposes": choices(Purpose),
        "skills": [(each.pk, str(each.name)) for each in Skill.objects.order_by("key")],
        "languages": list(LANGUAGE_NAMES.items()),
    }
