"""A rule as a person types it: rows of conditions and of what is done, each with the choices of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.casework.tickets.queries.templates import PLACEHOLDERS
from balie.casework.tickets.rules import OPEN, clean_tags
from balie.foundation.text.placeholders import unknown_in
from balie.operations.automations import rules, words
from balie.operations.automations.actions import Content
from balie.operations.automations.models import Rule
from balie.operations.automations.queries import Vocabulary
from balie.operations.automations.queries.vocabulary import NOTHING
from balie.operations.automations.rules import NONE, Condition, Deed
from balie.records.calendars.models import Calendar

MOST_ROWS = 12
CHOOSE = ("", _("choose …"))
# What each deed is given, in the order it is asked.
GIVEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*rules.SETS, "add_tag", "remove_tag"), ("value",)),
    "transfer": ("team",),
    "give": ("person",),
    "set_state": ("state", "reason", "days"),
    "note": ("text",),
    "notify": ("whom",),
    "close": ("final", "result", "sentence"),
}
_ALL_GIVEN = ("value", "team", "person", "state", "reason", "days", "text", "whom", "final", "result", "sentence")


@dataclass
class Draft:
    """What is typed so far, sensible or not: a row is field → what stands in it."""

    name: str = ""
    when: str = rules.OPENED
    hours: str = ""
    calendar: str = ""
    conditions: list[dict[str, Any]] = field(default_factory=list)
    deeds: list[dict[str, str]] = field(default_factory=list)

    def edited(self, edit: str) -> None:
        """Add or remove a row: `add_condition`, `remove_deed_2` …; anything else leaves them."""
        verb, _sep, rest = edit.partition("_")
        kind, _sep, number = rest.partition("_")
        rows: list[Any] = self.conditions if kind == "condition" else self.deeds if kind == "deed" else []
        if verb == "add" and len(rows) < MOST_ROWS and kind in {"condition", "deed"}:
            rows.append({"field": "state", "op": "is", "values": []} if kind == "condition" else {"do": "set_urgency"})
        elif verb == "remove" and number.isdecimal() and len(number) < 3 and int(number) < len(rows):
            del rows[int(number)]


def draft_of(rule: Rule) -> Draft:
    """A saved rule as it would be typed."""
    pure = rule.pure
    return Draft(
        name=rule.name,
        when=rule.when or rules.OPENED,
        hours=str(rule.hours or ""),
        calendar=str(rule.calendar_id or ""),
        conditions=[{"field": each.field, "op": each.op, "values": list(each.values)} for each in pure.conditions],
        deeds=[{"do": each.do} | dict(each.given) for each in pure.deeds] or [{"do": "set_urgency"}],
    )


def typed(data: QueryDict) -> Draft:
    """What a form sent."""
    sent: Mapping[str, str] = data.dict()  # type: ignore[assignment]  # of a name sent twice the last
    draft = Draft(sent.get("name", ""), sent.get("when", ""), sent.get("hours", ""), sent.get("calendar", ""))
    for number in range(MOST_ROWS):
        name = sent.get(f"condition_{number}_field", "")
        if name:
            op, allowed = sent.get(f"condition_{number}_op", ""), words.TEXTS.get(name, words.CHOICES)
            values = [str(each) for each in data.getlist(f"condition_{number}_value") if each]
            draft.conditions.append({"field": name, "op": op if op in allowed else allowed[0], "values": values})
        do = sent.get(f"deed_{number}_do", "")
        if do:
            given = {each: value for each in _ALL_GIVEN if (value := sent.get(f"deed_{number}_{each}", ""))}
            draft.deeds.append({"do": do} | given)
    return draft


class RuleForm(forms.Form):
    """`is_checked`: what is typed is to be right; else it is only shown, to go on with."""

    def __init__(self, draft: Draft, vocabulary: Vocabulary, *, is_checked: bool) -> None:
        self.draft, self.vocabulary = draft, vocabulary
        flat = dict(_flat(draft))
        super().__init__(flat if is_checked else None, initial=flat)
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=120)
        self.fields["when"] = forms.ChoiceField(label=_("When"), choices=Rule.When.choices)
        if draft.when in rules.TIMED:
            self.fields["hours"] = forms.IntegerField(label=_("Hours"), min_value=1, max_value=2160)
            wall = ("", _("by the wall clock"))
            self.fields["calendar"] = forms.ChoiceField(
                label=_("Counted"), choices=[wall, *vocabulary.choices.get("calendar", [])], required=False
            )
        for number, condition in enumerate(draft.conditions):
            self._add_condition(number, condition)
        for number, deed in enumerate(draft.deeds):
            self._add_deed(number, deed)

    def _add_condition(self, number: int, row: Mapping[str, Any]) -> None:
        name, words_of_row = str(row["field"]), {"number": number + 1}
        fields = [(code, gettext_name(code)) for code in words.FIELDS]
        operators = [(code, words.OPERATORS[code]) for code in words.TEXTS.get(name, words.CHOICES)]
        add = self.fields.__setitem__
        add(f"condition_{number}_field", forms.ChoiceField(label=_("Condition %(number)s: field") % words_of_row, choices=fields))
        add(f"condition_{number}_op", forms.ChoiceField(label=_("Condition %(number)s: how") % words_of_row, choices=operators))
        label = _("Condition %(number)s: value") % words_of_row
        add(f"condition_{number}_value", _value_field(label, name, str(row["op"]), self.vocabulary))

    def _add_deed(self, number: int, row: Mapping[str, str]) -> None:
        words_of_row = {"number": number + 1}
        deeds = list(words.DEEDS.items())
        self.fields[f"deed_{number}_do"] = forms.ChoiceField(label=_("Step %(number)s: what is done") % words_of_row, choices=deeds)
        for name in GIVEN.get(row["do"], ()):
            if name == "reason" and not self.vocabulary.reasons_for(row.get("state", "")):
                continue
            if name == "days" and row.get("state") not in {"customer", "third"}:
                continue
            self.fields[f"deed_{number}_{name}"] = _given_field(name, row, self.vocabulary, number + 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number, condition in enumerate(self.draft.conditions):
            tag = cleaned.get(f"condition_{number}_value")
            if condition["field"] == "tags" and tag and not clean_tags([tag]):
                self.add_error(f"condition_{number}_value", _("Write one tag."))
        for number, deed in enumerate(self.draft.deeds):
            text, tag = cleaned.get(f"deed_{number}_text"), cleaned.get(f"deed_{number}_value")
            if text and (strange := unknown_in(text, {each.name for each in PLACEHOLDERS})):
                said = _("{%(name)s} is no placeholder.") % {"name": strange[0]}
                self.add_error(f"deed_{number}_text", said)
            if deed["do"] in {"add_tag", "remove_tag"} and tag and len(clean_tags([tag])) != 1:
                self.add_error(f"deed_{number}_value", _("Write one tag."))
            if deed["do"] == "close" and cleaned.get(f"deed_{number}_result") and not cleaned.get(f"deed_{number}_sentence"):
                self.add_error(f"deed_{number}_sentence", _("Say in one sentence what came of it."))
        return cleaned

    @property
    def content(self) -> Content:
        """What was typed, once it is right."""
        given = self.cleaned_data
        calendar = Calendar.objects.filter(pk=int(given["calendar"])).first() if given.get("calendar") else None
        return Content(
            name=given["name"],
            when=given["when"],
            hours=given.get("hours"),
            calendar=calendar,
            conditions=[self._condition(number) for number in range(len(self.draft.conditions))],
            deeds=[self._deed(number) for number in range(len(self.draft.deeds))],
        )

    def _condition(self, number: int) -> Condition:
        name, op, value = (self.cleaned_data[f"condition_{number}_{each}"] for each in ("field", "op", "value"))
        values = tuple(value) if isinstance(value, list) else (value,)
        return Condition(name, op, tuple(clean_tags(list(values))) if name == "tags" else values)

    def _deed(self, number: int) -> Deed:
        do = self.cleaned_data[f"deed_{number}_do"]
        given: list[tuple[str, str]] = []
        for name in GIVEN[do]:
            value = self.cleaned_data.get(f"deed_{number}_{name}")
            if value:
                text = clean_tags([value])[0] if do in {"add_tag", "remove_tag"} else str(value)
                given.append((name, "1" if value is True else text))
        return Deed(do, tuple(given))

    @property
    def condition_rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"condition_{number}_{name}"] for name in ("field", "op", "value")] for number in range(len(self.draft.conditions))]

    @property
    def deed_rows(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """What is done, and what that is given."""
        found = []
        for number, deed in enumerate(self.draft.deeds):
            names = [f"deed_{number}_{name}" for name in GIVEN.get(deed["do"], ())]
            found.append((self[f"deed_{number}_do"], [self[name] for name in names if name in self.fields]))
        return found


def gettext_name(code: str) -> str:
    """The field as it begins a row: “Status”."""
    from balie.casework.tickets.words import FIELDS

    more = {"brand": gettext("brand"), "customer_type": gettext("type of customer"), "channel": gettext("channel")}
    said = str(more.get(code) or FIELDS[code])
    return said[:1].upper() + said[1:]


def _value_field(label: str, name: str, op: str, vocabulary: Vocabulary) -> forms.Field:
    if name in words.TEXTS:
        return forms.CharField(label=label, max_length=100)
    nothing = [(NONE, NOTHING[name])] if name in NOTHING else []
    choices: list[Any] = [*nothing, *vocabulary.choices.get(name, [])]
    if op == "one_of":
        size = str(max(2, min(6, len(choices))))
        return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.SelectMultiple(attrs={"size": size}))
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices])


def _given_field(name: str, row: Mapping[str, str], vocabulary: Vocabulary, number: int) -> forms.Field:
    step = {"number": number}
    if name == "value":
        label = _("Step %(number)s: value") % step
        if row["do"] in {"add_tag", "remove_tag"}:
            return forms.CharField(label=label, max_length=40)
        return forms.ChoiceField(label=label, choices=[CHOOSE, *vocabulary.choices.get(rules.SETS[row["do"]], [])])
    if name == "text":
        known = ", ".join(f"{{{each.name}}}" for each in PLACEHOLDERS)
        return forms.CharField(
            label=_("Step %(number)s: note") % step, max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}), help_text=known
        )
    if name == "final":
        return forms.BooleanField(label=_("Close for good, not only solve"), required=False)
    if name == "sentence":
        return forms.CharField(label=_("Step %(number)s: one sentence") % step, max_length=300, required=False)
    if name == "days":
        return forms.IntegerField(label=_("Step %(number)s: back after days") % step, min_value=1, max_value=365, required=False)
    return _chosen_field(name, row, vocabulary, step)


def _chosen_field(name: str, row: Mapping[str, str], vocabulary: Vocabulary, step: Mapping[str, int]) -> forms.Field:
    offered: Mapping[str, Callable[[], list[Any]]] = {
        "team": lambda: [CHOOSE, *vocabulary.choices.get("team", [])],
        "person": lambda: [CHOOSE, *vocabulary.choices.get("owner", [])],
        "state": lambda: [CHOOSE, *((code, label) for code, label in vocabulary.choices["state"] if code in OPEN)],
        "reason": lambda: [("", _("no reason")), *vocabulary.reasons_for(row.get("state", ""))],
        "whom": lambda: list(words.WHOM.items()),
        "result": lambda: [("", _("the result it was solved with")), *vocabulary.choices.get("result", [])],
    }
    labels = {
        "team": _("Step %(number)s: team"),
        "person": _("Step %(number)s: colleague"),
        "state": _("Step %(number)s: status"),
        "reason": _("Step %(number)s: reason to wait"),
        "whom": _("Step %(number)s: whom"),
        "result": _("Step %(number)s: result"),
    }
    return forms.ChoiceField(label=labels[name] % step, choices=offered[name](), required=name not in {"reason", "result"})


def _flat(draft: Draft) -> Any:
    yield from (("name", draft.name), ("when", draft.when), ("hours", draft.hours), ("calendar", draft.calendar))
    for number, condition in enumerate(draft.conditions):
        values = condition["values"]
        many = condition["op"] == "one_of" and condition["field"] not in words.TEXTS
        yield f"condition_{number}_field", condition["field"]
        yield f"condition_{number}_op", condition["op"]
        yield (
            f"condition_{number}_value",
            values if many else " ".join(values) if condition["field"] in words.TEXTS else (values or [""])[0],
        )
    for number, deed in enumerate(draft.deeds):
        for name, value in deed.items():
            yield f"deed_{number}_{name}", value
