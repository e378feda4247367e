"""Articles and bulletins as a person types them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.accounts.queries import active_teams
from balie.foundation.text.labels import LANGUAGES
from balie.records.catalogue.models import ContractType, Service
from balie.records.knowledge.actions import About, Words
from balie.records.knowledge.models import Article
from balie.records.knowledge.policies import WRITE
from balie.records.knowledge.queries.words import Said
from balie.records.taxonomy.forms import LANGUAGE_NAMES
from balie.records.taxonomy.models import Category, Term
from balie.records.taxonomy.queries import category_choices, choices

MOST_TYPED = 3_000_000  # what an article holds is the action's to say


def several(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, required=False, coerce=int, widget=forms.CheckboxSelectMultiple)


class ArticleForm(forms.Form):
    """An article in one language, and what it is about."""

    title = forms.CharField(
        label=_("Title"), required=False, max_length=200, help_text=_("The question it answers, in the customer’s words.")
    )
    body = forms.CharField(required=False, strip=False, max_length=MOST_TYPED)
    html = forms.CharField(required=False, strip=False, max_length=MOST_TYPED)
    expert = forms.CharField(required=False, strip=False, max_length=MOST_TYPED)
    expert_html = forms.CharField(required=False, strip=False, max_length=MOST_TYPED)
    still_right = forms.BooleanField(label=_("The other languages say the same still"), required=False)
    audience = forms.ChoiceField(label=_("Who may have it"), choices=Article.Audience.choices)
    contract_types = several(_("With one of these contracts"))
    categories = several(_("Categories"))
    services = several(_("Products and services"))
    valid_from = forms.DateField(label=_("Holds from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_until = forms.DateField(label=_("Holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, help_text=_("Is reminded to look at it again."))
    review_months = forms.IntegerField(label=_("Looked at again after (months)"), min_value=1, max_value=60, initial=12)
    version = forms.IntegerField(required=False, min_value=1)

    def __init__(
        self,
        data: Any = None,
        *,
        viewer: User,
        article: Article | None,
        links: Mapping[str, Sequence[int]],
        said: Said | None,
        keeps_others: bool = False,
    ) -> None:
        super().__init__(data, initial=_initial(viewer, article, links, said) | {"still_right": keeps_others})
        self.writers = {user.pk: user for user in writers()}
        kept = article.owner if article else viewer
        self.writers.setdefault(kept.pk, kept)
        offered: dict[str, list[tuple[int, str]]] = {
            "categories": category_choices(),
            "services": choices(Service),
            "contract_types": choices(ContractType),
            "owner": sorted(((pk, user.name) for pk, user in self.writers.items()), key=lambda pair: pair[1].casefold()),
        }
        for field, pairs in offered.items():
            self.fields[field].choices = pairs  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """The formatted words where the editor made some, else the lines."""
        given = self.cleaned_data
        return Words(given["title"], given["html"] or given["body"], given["expert_html"] or given["expert"])

    @property
    def about(self) -> About:
        given = self.cleaned_data
        return About(
            owner=self.writers[given["owner"]],
            audience=given["audience"],
            contract_types=_terms(ContractType, given["contract_types"]),
            categories=_terms(Category, given["categories"]),
            services=_terms(Service, given["services"]),
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            review_months=given["review_months"],
        )


class FeedbackForm(forms.Form):
    """Did it help, and what could be better."""

    has_helped = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda typed: typed == "yes", required=False, empty_value=None
    )
    remark = forms.CharField(required=False, max_length=1000)
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])
    text_version = forms.IntegerField(min_value=1)


class BulletinForm(forms.Form):
    """A title and a text in each language, for whom, and until when."""

    teams = several(_("For these teams"))
    last_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is withdrawn."),
    )
    article = forms.CharField(label=_("More in article"), required=False, max_length=20, help_text=_("Its number, if there is one."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["teams"].choices = [(team.pk, str(team.name)) for team in active_teams()]  # type: ignore[attr-defined]
        self.fields["teams"].help_text = _("None: for everybody.")
        for code in LANGUAGES:
            label = LANGUAGE_NAMES[code]
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title: {language}").format(language=label), max_length=200, required=False
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text: {language}").format(language=label),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    @property
    def words(self) -> dict[str, tuple[str, str]]:
        return {code: (self.cleaned_data[f"title_{code}"], self.cleaned_data[f"text_{code}"].replace("\r\n", "\n")) for code in LANGUAGES}

    @property
    def chosen_teams(self) -> list[Team]:
        return [team for team in active_teams() if team.pk in self.cleaned_data["teams"]]


def writers() -> list[User]:
    """Who may look after an article."""
    return list(User.objects.filter(is_active=True, is_service=False, granted__contains=[WRITE]))


def _terms[T: Term](model: type[T], ids: list[int]) -> list[T]:
    return list(model._default_manager.filter(pk__in=ids)) if ids else []


def _initial(viewer: User, article: Article | None, links: Mapping[str, Sequence[int]], said: Said | None) -> dict[str, Any]:
    words = {"title": said.title} if said else {}
    if article is None:
        return words | {"owner": viewer.pk, "audience": Article.Audience.INTERNAL, "review_months": 12}
    same = ("audience", "valid_from", "valid_until", "review_months")
    return words | {name: getattr(article, name) for name in same} | {"owner": article.owner_id} | dict(links)
