"""Bulletins for who reads them, and who has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from balie.access.accounts.models import Membership, Team, User
from balie.foundation.errors import NotFound
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.models import Translation
from balie.records.knowledge.models import Bulletin, Read
from balie.records.knowledge.policies import READ_BULLETINS, WRITE_BULLETINS

PAGE = 50


@dataclass(frozen=True)
class BulletinLine:
    """A bulletin in the reader's language, else in `language`. `read` of `readers` have read it; both 0 for who does not write them."""

    id: int
    title: str
    text: str
    language: str
    teams: list[str]
    article: int | None
    published_at: datetime
    published_by: str
    last_on: date | None
    is_standing: bool
    is_read: bool
    read: int
    readers: int


@dataclass(frozen=True)
class Reader:
    """A colleague who should read it, and when that was done."""

    name: str
    username: str
    at: datetime | None


def bulletins_for(viewer: User, *, language: str, today: date, before: int | None = None) -> list[BulletinLine]:
    """A page of bulletins, newest first, one more than `PAGE` when there are older ones."""
    rows = Bulletin.objects.visible_to(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(_described(rows, viewer).order_by("-pk")[: PAGE + 1])
    readers = _reader_counts(found) if viewer.has(WRITE_BULLETINS) else {}
    return [_line(row, language, today, readers.get(row.pk, 0)) for row in found]


def readers_of(viewer: User, pk: int) -> tuple[Bulletin, list[Reader]]:
    """Who should read it, who has not yet first, then by name. Raises `NotFound`."""
    bulletin = Bulletin.objects.visible_to(viewer).select_related("text").filter(pk=pk).first()
    if bulletin is None or not viewer.has(WRITE_BULLETINS):
        raise NotFound()
    read = Read.objects.filter(bulletin=bulletin, reader=OuterRef("pk")).values("at")
    people = _meant(bulletin).annotate(read_at=Subquery(read)).order_by("name", "pk")
    found = [Reader(each.name, each.username, vars(each)["read_at"]) for each in people]
    return bulletin, sorted(found, key=lambda each: each.at is not None)


def _meant(bulletin: Bulletin) -> QuerySet[User]:
    people = User.objects.filter(is_active=True, is_service=False, granted__contains=[READ_BULLETINS])
    return people if bulletin.is_for_all else people.filter(pk__in=Membership.objects.filter(team__in=bulletin.teams.all()).values("user"))


def _reader_counts(found: Sequence[Bulletin]) -> dict[int, int]:
    """Bulletin id → how many it is meant for."""
    people = User.objects.filter(is_active=True, is_service=False, granted__contains=[READ_BULLETINS])
    counted = Bulletin.objects.filter(pk__in=[each.pk for each in found]).annotate(
        all=Subquery(people.order_by().values("is_service").annotate(number=Count("pk")).values("number")),
        some=Count("teams__memberships__user", filter=Q(teams__memberships__user__in=people), distinct=True),
    )
    return {
        pk: (everybody or 0) if is_for_all else some
        for pk, is_for_all, everybody, some in counted.values_list("pk", "is_for_all", "all", "some")
    }


def _described(rows: QuerySet[Bulletin], viewer: User) -> QuerySet[Bulletin]:
    words = Translation.objects.filter(text=OuterRef("text_id"), version=F("text__version"))
    reads = Read.objects.filter(bulletin=OuterRef("pk"))
    return rows.select_related("published_by", "article").annotate(
        words=ArraySubquery(words.values(said=JSONObject(language="language", title="title", body="body"))),
        team_names=ArraySubquery(
            Team.objects.filter(pk__in=Bulletin.teams.through.objects.filter(bulletin=OuterRef("pk")).values("team")).values("name")
        ),
        mine=Exists(reads.filter(reader=viewer)),
        read_count=Subquery(reads.order_by().values("bulletin").annotate(number=Count("pk")).values("number")),
    )


def _line(row: Bulletin, language: str, today: date, readers: int) -> BulletinLine:
    told = vars(row)
    words = {each["language"]: each for each in told["words"]}
    code = language if language in words else next(code for code in LANGUAGES if code in words)
    return BulletinLine(
        id=row.pk,
        title=words[code]["title"],
        text=words[code]["body"],
        language=code,
        teams=[str(Label(name)) for name in told["team_names"]],
        article=row.article.number if row.article else None,
        published_at=row.published_at,
        published_by=row.published_by.name if row.published_by else "",
        last_on=row.last_on,
        is_standing=row.withdrawn_at is None and (row.last_on is None or row.last_on >= today),
        is_read=told["mine"],
        read=told["read_count"] or 0,
        readers=readers,
    )
