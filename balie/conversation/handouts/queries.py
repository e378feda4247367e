"""What was given in a contact and what could be, and what a link leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from balie.access.accounts.models import User
from balie.access.accounts.rules import hash_secret
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.models import Contact
from balie.conversation.handouts.models import Handout
from balie.conversation.handouts.rules import Obstacle, obstacle
from balie.records.catalogue.models import Contract
from balie.records.knowledge.models import Article
from balie.records.knowledge.queries.articles import ArticleLine, Filters, articles_for
from balie.records.knowledge.rules import Standing

MOST_OFFERED = 6


@dataclass(frozen=True)
class Given:
    """An article that was given, in the reader's words."""

    id: int
    number: int
    title: str
    language: str
    sent_to: str
    at: datetime
    by: str
    opened_at: datetime | None
    expires_at: datetime


def given_in(viewer: User, contact: Contact) -> list[Given]:
    """Newest first, in one query; the caller has seen the contact."""
    mask = Mask(viewer)
    rows = Handout.objects.filter(contact=contact, article__editions__language=F("language")).select_related("by").order_by("-at", "-pk")
    return [
        Given(
            id=row.pk,
            number=vars(row)["article_number"],
            title=vars(row)["title"],
            language=row.language,
            sent_to=str(mask(Handout, "sent_to", row.sent_to)),
            at=row.at,
            by=row.by.name if row.by else "",
            opened_at=row.opened_at,
            expires_at=row.expires_at,
        )
        for row in rows.annotate(title=F("article__editions__title"), article_number=F("article__number"))
    ]


def offered_in(viewer: User, contact: Contact, *, typed: str, today: date) -> list[ArticleLine]:
    """What may fit: found by what was typed, else of the category that was asked about last, in the contact's language."""
    category = contact.questions.exclude(category=None).order_by("-position").values_list("category_id", flat=True).first()
    filters = Filters(typed=typed) if typed else Filters(category=category)
    if not typed and category is None:
        return []
    found = articles_for(viewer, filters, language=contact.language, today=today)
    return [line for line in found if line.standing == Standing.HOLDS][:MOST_OFFERED]


def why_not(article: Article, contact: Contact, *, today: date) -> Obstacle | None:
    """Why the article is not given in this contact; None when it may be."""
    return obstacle(
        audience=article.audience,
        holds=article.standing_on(today) == Standing.HOLDS,
        has_contract=article.audience == Article.Audience.CONTRACT and _has_contract(article, contact, today),
    )


def find_handout(secret: str) -> Handout | None:
    """What a link leads to, whether it works still or not."""
    related = ("article__plain", "article__expert", "contact__brand")
    return Handout.objects.filter(secret_hash=hash_secret(secret)).select_related(*related).first()


def contacts_given(viewer: User, article_id: int, most: int) -> Sequence[Handout]:
    """The newest contacts an article was given in, of those the viewer may see."""
    seen = Contact.objects.visible_to(viewer)
    return list(Handout.objects.filter(article=article_id, contact__in=seen).select_related("contact").order_by("-at")[:most])


def _has_contract(article: Article, contact: Contact, today: date) -> bool:
    if contact.customer_id is None:
        return False
    held = Contract.objects.in_force(today).covering(contact.customer_id)
    return held.filter(type__in=article.contract_types.all()).exists()
