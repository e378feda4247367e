"""What comes in through the pages of identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.conversation.identity import actions, queries, rules
from balie.conversation.identity.extensions import Way
from balie.conversation.identity.models import Demand, Level, TierSetting
from balie.records.customers.extensions import Fact
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import choices

NOTHING = (0, pgettext_lazy("identity", "no check"))


class CheckForm(forms.Form):
    """`answer` is what was said, compared and forgotten; `right` what the operator saw to be so, 1 or 0."""

    fact = forms.SlugField(max_length=40)
    answer = forms.CharField(required=False, max_length=actions.LONGEST_ANSWER)
    right = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])

    def ticked(self) -> bool | None:
        return {"1": True, "0": False}.get(self.cleaned_data["right"])


class TierForm(forms.Form):
    """What it takes to reach a level."""

    facts = forms.MultipleChoiceField(
        label=_("What may be asked"), required=False, choices=lambda: _named(queries.all_facts()), widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(
        label=_("Reached at once when the customer"),
        required=False,
        choices=lambda: _named(queries.all_ways()),
        widget=forms.CheckboxSelectMultiple,
    )
    least = forms.IntegerField(label=_("How many must be right"), min_value=0, max_value=20)
    most_wrong = forms.IntegerField(
        label=_("Closed after so many wrong answers"), min_value=1, max_value=20, help_text=_("About one customer, in 24 hours.")
    )
    then = forms.ChoiceField(label=_("What happens then"), choices=TierSetting.Then.choices)

    def __init__(self, data: Any = None, *, tier: rules.Tier) -> None:
        initial = {"facts": tier.facts, "ways": tier.ways, "least": tier.least, "most_wrong": tier.most_wrong, "then": tier.then}
        super().__init__(data, initial=initial, prefix=f"tier{tier.level}")
        self.level = tier.level

    def tier(self) -> rules.Tier:
        given = self.cleaned_data
        return rules.Tier(self.level, tuple(given["facts"]), given["least"], given["most_wrong"], given["then"], tuple(given["ways"]))


class DemandForm(forms.Form):
    """The level that a verb takes. Without a verb: before one speaks of the purpose."""

    verb = forms.ChoiceField(
        label=_("To do this"), required=False, choices=lambda: [("", _("speak of it at all")), *actions.tiered_verbs().items()]
    )
    purpose = forms.ChoiceField(label=_("For this purpose"), required=False, choices=lambda: [("", _("every purpose")), *choices(Purpose)])
    level = forms.TypedChoiceField(label=_("takes the level"), choices=[NOTHING, *Level.choices], coerce=int)

    def words_of(self, row: Demand) -> dict[str, str]:
        """A line of the list, as the form's own choices name it."""
        return {
            "verb": str(actions.tiered_verbs().get(row.verb, row.verb) or _("speak of it at all")),
            "purpose": str(row.purpose or _("every purpose")),
            "level": str(dict([NOTHING, *Level.choices])[row.level]),
        }

    def clean_purpose(self) -> Purpose | None:
        chosen = self.cleaned_data["purpose"]
        return Purpose.objects.filter(pk=chosen).first() if chosen else None


def _named(known: Mapping[str, Fact | Way]) -> list[tuple[str, str]]:
    return [(key, str(each.name)) for key, each in known.items()]
