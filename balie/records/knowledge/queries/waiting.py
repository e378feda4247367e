"""What of the knowledge waits for somebody: bulletins to read, articles to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import CharField, DateField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from balie.access.accounts.models import User
from balie.foundation.statements.prepared import Given, Prepared
from balie.records.knowledge.models import Article, Bulletin
from balie.records.knowledge.policies import READ_BULLETINS, WRITE

type Waiting = tuple[str, int, Mapping[str, str], datetime]

BULLETIN, ARTICLE = "bulletin", "article"
MOST = 20


def waiting_for(viewer: User, *, today: date) -> list[Waiting]:
    """What it is, its id or number, what it is called, since when; bulletins first, each the longest waiting first. One query."""
    return [tuple(row) for row in _WAITING(viewer, today=today)]


def _waiting(viewer: User) -> QuerySet[Bulletin, Waiting]:
    today = Given("today", DateField())
    unread = Bulletin.objects.unread_by(viewer).standing(today) if viewer.has(READ_BULLETINS) else Bulletin.objects.none()
    due = Article.objects.filter(owner=viewer, review_on__lte=today, retired_at=None, published_at__isnull=False)
    due = due if viewer.has(WRITE) else due.none()
    news = unread.annotate(what=Value(BULLETIN, CharField())).values_list("what", "pk", "text__name", "published_at")
    old = due.annotate(what=Value(ARTICLE, CharField()), since=Cast("review_on", DateTimeField()))
    return news.union(old.values_list("what", "number", "plain__name", "since"), all=True).order_by("-what", "published_at")[:MOST]


_WAITING = Prepared(_waiting)
