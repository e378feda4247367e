"""Writing articles: each change of the words is the next version, and the ones before stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import Code, record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.live import nudge
from balie.foundation.text.numbers import next_number
from balie.records.catalogue.models import ContractType, Service
from balie.records.knowledge.actions.words import Words, put_words, settle_words
from balie.records.knowledge.models import Article
from balie.records.knowledge.policies import WRITE
from balie.records.knowledge.rules import next_review
from balie.records.taxonomy.models import Category


@dataclass(frozen=True)
class About:
    """What an article is about, for whom, how long, and who looks after it."""

    owner: User
    audience: str = Article.Audience.INTERNAL
    contract_types: Sequence[ContractType] = ()
    categories: Sequence[Category] = ()
    services: Sequence[Service] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    review_months: int = 12


@transaction.atomic
def create_article(language: str, words: Words, *, about: About, by: User | None, at: datetime) -> Article:
    """An article that is not published yet, in its first language. Raises `Invalid`."""
    ensure_may(by, WRITE)
    _ensure_sense(about)
    number = next_number(Article.KIND_DIGIT)
    article = Article(number=number, review_on=next_review(timezone.localdate(at), about.review_months), changed_at=at)
    put_words(article, language, words, outdates=False, by=by, at=at)
    _put_about(article, about)
    settle_words(article, by=by)
    _note("created", article, by=by, at=at, language=language)
    return article


@transaction.atomic
def save_article(
    number: int,
    language: str,
    words: Words,
    *,
    about: About,
    still_right: bool = False,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Article:
    """Change the words in one language, and what it is about. The other languages are outdated then, unless they say the same still.

    Raises `Invalid`, `NotFound`, `Outdated`.
    """
    article = held(number, version=version, by=by)
    _ensure_sense(about)
    has_changed = put_words(article, language, words, outdates=not still_right, by=by, at=at)
    if about.review_months != article.review_months:
        article.review_on = next_review(timezone.localdate(at), about.review_months)
    _put_about(article, about)
    _count(article, at=at)
    settle_words(article, by=by)
    _note("changed", article, by=by, at=at, language=language, words=has_changed)
    return article


@transaction.atomic
def publish_article(number: int, *, by: User | None, at: datetime) -> Article:
    """Let colleagues find it from now on; one that was retired is in use again."""
    article = held(number, by=by)
    article.published_at, article.retired_at = article.published_at or at, None
    _count(article, at=at)
    _note("published", article, by=by, at=at)
    return article


@transaction.atomic
def retire_article(number: int, *, by: User | None, at: datetime) -> Article:
    """Use it no more: only who writes finds it, and links that were given end."""
    article = held(number, by=by)
    article.retired_at = article.retired_at or at
    _count(article, at=at)
    _note("retired", article, by=by, at=at)
    return article


@transaction.atomic
def confirm_article(number: int, *, by: User | None, at: datetime) -> Article:
    """It was looked at and is right still: the next time is so many months from now."""
    article = held(number, by=by)
    article.review_on = next_review(timezone.localdate(at), article.review_months)
    _count(article, at=at)
    _note("confirmed", article, by=by, at=at)
    return article


def held(number: int, *, version: int | None = None, by: User | None) -> Article:
    """The article, locked. Raises `NotAllowed`, `NotFound`, and `Outdated` when `version` is not the newest."""
    ensure_may(by, WRITE)
    article = Article.objects.select_for_update(of=("self",)).select_related("plain", "expert").filter(number=number).first()
    if article is None:
        raise NotFound()
    if version is not None and article.version != version:
        raise Outdated(version=article.version)
    return article


def _put_about(article: Article, about: About) -> None:
    article.owner, article.audience = about.owner, about.audience
    article.valid_from, article.valid_until, article.review_months = about.valid_from, about.valid_until, about.review_months
    article.save()
    article.contract_types.set(about.contract_types if about.audience == Article.Audience.CONTRACT else ())
    article.categories.set(about.categories)
    article.services.set(about.services)


def _ensure_sense(about: About) -> None:
    if about.valid_from and about.valid_until and about.valid_until < about.valid_from:
        raise Invalid(field="valid_until", reason=_("The last day comes before the first."))
    if about.audience == Article.Audience.CONTRACT and not about.contract_types:
        raise Invalid(field="contract_types", reason=_("Say with which contracts customers may have it."))
    if not about.owner.has(WRITE):
        raise Invalid(field="owner", reason=_("{name} does not write articles.").format(name=about.owner.name))


def _count(article: Article, *, at: datetime) -> None:
    article.version += 1
    article.changed_at = at
    article.save()


def _note(verb: str, article: Article, *, by: User | None, at: datetime, **data: Code) -> None:
    record(f"knowledge.{verb}", article, by=by, at=at, data=data)
    nudge("knowledge", f"article:{article.number}")
