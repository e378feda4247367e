"""A problem and a solution as a person types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.problems.actions import LONGEST_NAME, LONGEST_WORDS, MOST_MINUTES, Way
from balie.casework.problems.models import Problem, Solution
from balie.casework.tickets.models import Ticket
from balie.foundation.errors import NotFound
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.numbers import WrongNumber, read_number
from balie.records.knowledge.models import Article
from balie.records.knowledge.queries.articles import find_article
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.queries import category_choices


class ProblemForm(forms.Form):
    """What is wrong and how to get around it, in four languages; what it is about."""

    def __init__(self, data: Any = None, *, problem: Problem | None = None) -> None:
        super().__init__(data, initial=_of_problem(problem))
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = _said(_("What is wrong"), code, LONGEST_NAME)
            self.fields[f"workaround_{code}"] = _said(_("How to get around it"), code, LONGEST_WORDS)
        self.fields["categories"] = forms.TypedMultipleChoiceField(
            label=_("Categories"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple, choices=category_choices()
        )
        self.fields["version"] = forms.IntegerField(required=False, min_value=1)

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "name": {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES},
            "workaround": {code: self.cleaned_data[f"workaround_{code}"] for code in LANGUAGES},
            "categories": list(Category.objects.filter(pk__in=self.cleaned_data["categories"])),
        }


class SolutionForm(forms.Form):
    """What is done, how long it takes, and for which urgencies and impacts."""

    article = forms.CharField(label=_("Article that says how"), required=False, max_length=20, help_text=_("Its number, if there is one."))
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=MOST_MINUTES)
    urgencies = forms.TypedMultipleChoiceField(
        label=_("For which urgencies"), required=False, coerce=int, choices=Ticket.Grade.choices, widget=forms.CheckboxSelectMultiple
    )
    impacts = forms.TypedMultipleChoiceField(
        label=_("For which impacts"),
        required=False,
        coerce=int,
        choices=Ticket.Grade.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for all."),
    )

    def __init__(self, data: Any = None, *, viewer: User, solution: Solution | None = None) -> None:
        super().__init__(data, initial=_of_solution(solution))
        self.viewer = viewer
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = _said(_("What is done"), code, LONGEST_NAME)

    def clean_article(self) -> Article | None:
        typed = self.cleaned_data["article"].strip()
        try:
            return find_article(self.viewer, read_number(typed, Article.KIND_DIGIT)) if typed else None
        except (NotFound, WrongNumber):
            raise forms.ValidationError(_("There is no such article.")) from None

    @property
    def way(self) -> Way:
        same = {name: self.cleaned_data[name] for name in ("article", "minutes", "urgencies", "impacts")}
        return Way(name={code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}, **same)


class TrialForm(forms.Form):
    """Which solution was tried, and whether it worked."""

    solution = forms.IntegerField(min_value=1, max_value=2**62)
    has_worked = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda typed: typed == "yes")


def _said(label: Any, code: str, most: int) -> forms.CharField:
    named = _("{label}: {language}").format(label=label, language=LANGUAGE_NAMES[code])
    return forms.CharField(label=named, required=False, max_length=most, widget=forms.TextInput(attrs={"lang": code}))


def _labels(name: str, label: Label) -> dict[str, str]:
    return {f"{name}_{code}": label.get(code, "") for code in LANGUAGES}


def _of_problem(problem: Problem | None) -> dict[str, Any]:
    if problem is None:
        return {}
    return _labels("name", problem.name) | _labels("workaround", problem.workaround) | {"categories": vars(problem)["category_ids"]}


def _of_solution(solution: Solution | None) -> dict[str, Any]:
    if solution is None:
        return {"minutes": 15}
    same = {name: getattr(solution, name) for name in ("minutes", "urgencies", "impacts")}
    return _labels("name", solution.name) | same | {"article": solution.article.number if solution.article else ""}
