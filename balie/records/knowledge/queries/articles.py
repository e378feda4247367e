"""Articles in lists, on their page and among what one search finds, always for a viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.foundation.errors import NotFound
from balie.foundation.files.models import File
from balie.foundation.files.pictures import as_addresses
from balie.foundation.search.queries import find
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.rich import picture_ids
from balie.records.catalogue.models import ContractType, Service
from balie.records.knowledge.extensions import USES, UsedBy
from balie.records.knowledge.models import Article, Edition, Feedback
from balie.records.knowledge.policies import WRITE
from balie.records.knowledge.queries.words import Said, best_said, said_in
from balie.records.knowledge.rules import Standing, share_helped
from balie.records.taxonomy.models import Category

PAGE = 50
MOST_USES = 20


@dataclass(frozen=True)
class ArticleLine:
    """An article in a list: called in the reader's language, else in `language`. `missing`: the languages it is not in."""

    id: int
    number: int
    title: str
    language: str
    missing: list[str]
    audience: str
    standing: Standing
    owner: str
    review_on: date
    is_to_review: bool
    categories: list[str]
    helped: float | None
    remarks: int
    changed_at: datetime


@dataclass(frozen=True)
class Filters:
    """Which articles a list shows: those about a category, found by words, or asking for something."""

    view: str = ""
    category: int | None = None
    typed: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class Sheet:
    """All that the page of an article shows; `pictures`: file id → an address that holds it."""

    article: Article
    said: Said
    editions: Mapping[str, Said]
    standing: Standing
    categories: Sequence[str]
    services: Sequence[str]
    contracts: Sequence[str]
    pictures: Mapping[str, str]
    helped: float | None
    answers: int
    remarks: Sequence[Feedback]
    uses: Sequence[UsedBy]


def articles_for(
    viewer: User, filters: Filters, *, language: str, today: date, before: tuple[datetime, int] | None = None
) -> list[ArticleLine]:
    """A page of articles, the last changed first, one more than `PAGE` where there are older ones; by words the best first."""
    rows = _narrowed(Article.objects.visible_to(viewer), viewer, filters, today)
    if filters.typed:
        return _found_by_words(viewer, rows, filters.typed, language=language, today=today)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    return [_line(row, language, today) for row in _described(rows).order_by("-changed_at", "-pk")[: PAGE + 1]]


def find_article(viewer: User, number: int) -> Article:
    """Raises `NotFound`."""
    found = Article.objects.visible_to(viewer).select_related("owner", "plain", "expert").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def article_to_edit(viewer: User, number: int) -> tuple[Article, dict[str, list[int]]]:
    """As `find_article`, with the ids of what it is about, in one query."""
    links: dict[str, tuple[Any, str]] = {"categories": (Article.categories, "category"), "services": (Article.services, "service")}
    links["contract_types"] = (Article.contract_types, "contracttype")
    ids = {
        f"{name}_ids": ArraySubquery(related.through.objects.filter(article=OuterRef("pk")).values(f"{column}_id"))
        for name, (related, column) in links.items()
    }
    rows = Article.objects.visible_to(viewer).select_related("owner", "plain", "expert").annotate(**ids)
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found, {name: vars(found)[f"{name}_ids"] for name in links}


def sheet_for(viewer: User, number: int, *, language: str, today: date) -> Sheet:
    """The article in the language asked, else in the first there is. Raises `NotFound`."""
    article = _described(Article.objects.visible_to(viewer).select_related("plain", "expert").filter(number=number)).first()
    if article is None:
        raise NotFound()
    editions = said_in(article)
    said = best_said(editions, language)
    told = vars(article)
    return Sheet(
        article=article,
        said=said,
        editions=editions,
        standing=article.standing_on(today),
        categories=_named(told["category_names"]),
        services=_named(told["service_names"]),
        contracts=_named(told["contract_names"]),
        pictures=pictures_in(article, said.plain, said.expert),
        helped=share_helped(article.helped_count, article.not_helped_count),
        answers=article.helped_count + article.not_helped_count,
        remarks=remarks_of(article) if viewer.has(WRITE) else [],
        uses=[use for uses in USES.fillings() for use in uses(viewer, article.pk, MOST_USES)],
    )


def pictures_in(article: Article, *bodies: str) -> dict[str, str]:
    """File id → an address that holds the picture, of those that stand in these words and are the article's."""
    asked = [pk for body in bodies for pk in picture_ids(body)]
    if not asked:
        return {}
    return as_addresses(File.objects.filter(pk__in=asked).filter(pk__in=article.pictures.values("file")))


def remarks_of(article: Article, *, most: int = 20) -> list[Feedback]:
    """What was said of it and waits for an answer, newest first."""
    return list(Feedback.objects.filter(article=article, settled_at=None).exclude(remark="").select_related("by").order_by("-at")[:most])


def lines_of_editions(viewer: User, ids: Sequence[int], *, language: str, today: date) -> dict[int, ArticleLine]:
    """Edition id → its article; of several languages of one article only the reader's, else the first of `ids`."""
    asked, found = Edition.objects.filter(pk__in=ids), {}
    own = asked.filter(article=OuterRef("pk")).values(each=JSONObject(pk="pk", language="language"))
    for row in _described(Article.objects.visible_to(viewer).filter(pk__in=asked.values("article"))).annotate(asked=ArraySubquery(own)):
        chosen = min(vars(row)["asked"], key=lambda each: (each["language"] != language, ids.index(each["pk"])))
        found[chosen["pk"]] = _line(row, chosen["language"], today)
    return found


def said_to_customers(viewer: User, edition_id: int, *, language: str, today: date) -> Said | None:
    """The article of this edition as everybody may read it, in the language asked where there is one; None of what is not for everybody or does not hold."""
    rows = Article.objects.visible_to(viewer).holding(today).filter(audience=Article.Audience.PUBLIC, editions=edition_id)
    article = rows.annotate(found_in=F("editions__language")).first()
    if article is None:
        return None
    editions = said_in(article)
    return editions.get(language) or editions.get(vars(article)["found_in"])


def _found_by_words(viewer: User, rows: QuerySet[Article], typed: str, *, language: str, today: date) -> list[ArticleLine]:
    hits = [result.number or 0 for found in find(viewer, typed, kinds=("article",), most=PAGE) for result in found.results]
    lines = {row.number: _line(row, language, today) for row in _described(rows.filter(number__in=hits))}
    return [lines[number] for number in dict.fromkeys(hits) if number in lines]


def _narrowed(rows: QuerySet[Article], viewer: User, filters: Filters, today: date) -> QuerySet[Article]:
    if filters.category is not None:
        rows = rows.filter(categories=filters.category)
    if filters.is_mine:
        rows = rows.filter(owner=viewer)
    match filters.view if viewer.has(WRITE) else "":
        case "review":
            return rows.filter(review_on__lte=today, retired_at=None, published_at__isnull=False)
        case "remarks":
            return rows.filter(pk__in=Feedback.objects.filter(settled_at=None).exclude(remark="").values("article"))
        case "drafts":
            return rows.filter(published_at=None, retired_at=None)
        case "past":
            return rows.filter(Q(valid_until__lt=today) | Q(retired_at__isnull=False))
        case "languages":
            return rows.alias(known=Count("editions")).filter(known__lt=len(LANGUAGES), retired_at=None)
    return rows


def _described(rows: QuerySet[Article]) -> QuerySet[Article]:
    """With all a line or a page tells of an article besides its words, in the same query."""
    about = Feedback.objects.filter(article=OuterRef("pk")).order_by().values("article")
    own = {"articles": OuterRef("pk")}
    contracts = Article.contract_types.through.objects.filter(article=OuterRef("pk")).values("contracttype")
    return rows.select_related("owner").annotate(
        titles=ArraySubquery(Edition.objects.filter(article=OuterRef("pk")).values(said=JSONObject(language="language", title="title"))),
        category_names=ArraySubquery(Category.objects.filter(**own).order_by("position", "pk").values("name")),
        service_names=ArraySubquery(Service.objects.filter(**own).order_by("position", "pk").values("name")),
        contract_names=ArraySubquery(ContractType.objects.filter(pk__in=contracts).order_by("position", "pk").values("name")),
        open_remarks=_counted(about.filter(settled_at=None).exclude(remark="")),
    )


def _counted(rows: QuerySet[Any, Any]) -> Subquery:
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _line(row: Article, language: str, today: date) -> ArticleLine:
    told = vars(row)
    titles = Label({each["language"]: each["title"] for each in told["titles"]})
    known = [code for code in LANGUAGES if code in titles]
    return ArticleLine(
        id=row.pk,
        number=row.number,
        title=titles.in_language(language),
        language=language if language in titles else (known or [language])[0],
        missing=titles.missing(),
        audience=str(row.get_audience_display()),
        standing=row.standing_on(today),
        owner=row.owner.name,
        review_on=row.review_on,
        is_to_review=row.published_at is not None and row.retired_at is None and row.review_on <= today,
        categories=_named(told["category_names"]),
        helped=share_helped(row.helped_count, row.not_helped_count),
        remarks=told["open_remarks"] or 0,
        changed_at=row.changed_at,
    )


def _named(names: Sequence[Mapping[str, str]]) -> list[str]:
    return [str(Label(name)) for name in names]
