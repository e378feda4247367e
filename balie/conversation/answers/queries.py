"""What is asked most in a period, each with its best answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Sum
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.conversation.answers.models import Tally
from balie.conversation.answers.rules import Answer, best
from balie.foundation.text.labels import Label
from balie.records.knowledge.models import Article, Edition
from balie.records.knowledge.rules import share_helped
from balie.records.taxonomy.queries import category_lines, category_paths

MOST = 25
PERIODS = (7, 30, 90, 365)


@dataclass(frozen=True)
class Asked:
    """A category with how often it was asked about, and in the period before; `answered`: the share that was answered at once.

    `article` is the number of the best answer, None while there is none; `helped` its share of yes, `said` how many said so.
    """

    category_id: int
    category: str
    asked: int
    before: int
    answered: float
    article: int | None
    title: str
    helped: float | None
    said: int


def top_asked(viewer: User, *, days: int, purpose: int | None, language: str, today: date) -> list[Asked]:
    """The most asked first, of the last `days`, today among them."""
    first, earlier = today - timedelta(days=days - 1), today - timedelta(days=2 * days - 1)
    since = Q(on__gte=first)
    rows = Tally.objects.filter(on__range=(earlier, today))
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    counts = rows.values("category").annotate(
        now=Sum("asked_count", filter=since, default=0),
        settled=Sum("answered_count", filter=since, default=0),
        before=Sum("asked_count", filter=~since, default=0),
    )
    found = list(counts.filter(now__gt=0).order_by("-now", "category")[:MOST])
    names, answers = category_paths(), _best_answers(viewer, [row["category"] for row in found], today)
    return [_asked(row, names, answers.get(row["category"]), language) for row in found]


def _asked(row: Mapping[str, Any], names: dict[int, str], article: Article | None, language: str) -> Asked:
    titles = {each["language"]: each["title"] for each in vars(article)["titles"]} if article else {}
    return Asked(
        category_id=row["category"],
        category=names.get(row["category"], ""),
        asked=row["now"],
        before=row["before"],
        answered=row["settled"] / row["now"],
        article=article.number if article else None,
        title=Label(titles).in_language(language),
        helped=share_helped(article.helped_count, article.not_helped_count) if article else None,
        said=article.helped_count + article.not_helped_count if article else 0,
    )


def _best_answers(viewer: User, categories: Sequence[int], today: date) -> dict[int, Article]:
    """Category → the article that holds today and is most likely to help, of that category or of what it stands under."""
    lines = category_lines(categories)
    wanted = {each for line in lines.values() for each in line}
    titles = Edition.objects.filter(article=OuterRef("pk")).values(said=JSONObject(language="language", title="title"))
    rows = Article.objects.visible_to(viewer).holding(today).filter(categories__in=wanted).distinct()
    links = Article.categories.through.objects.filter(article=OuterRef("pk")).values("category")
    known = {row.pk: row for row in rows.annotate(about=ArraySubquery(links), titles=ArraySubquery(titles))}
    found: dict[int, Article] = {}
    for category, line in lines.items():
        answers = [
            Answer(row.pk, row.helped_count, row.not_helped_count, min(line.index(each) for each in vars(row)["about"] if each in line))
            for row in known.values()
            if set(line) & set(vars(row)["about"])
        ]
        if chosen := best(answers):
            found[category] = known[chosen.id]
    return found
