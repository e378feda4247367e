"""Bulletins: published once, read by each, withdrawn when they were wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.live import nudge
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import Label
from balie.foundation.text.normalise import one_line
from balie.records.knowledge.models import Article, Bulletin, Read
from balie.records.knowledge.policies import READ_BULLETINS, WRITE_BULLETINS

BULLETIN = "bulletin"
LONGEST = 4000


@transaction.atomic
def publish_bulletin(
    words: Mapping[str, tuple[str, str]],
    *,
    teams: Sequence[Team] = (),
    article: Article | None = None,
    last_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Bulletin:
    """Tell everybody, or these teams, until its last day: `words` maps language → (title, text). Raises `Invalid`."""
    ensure_may(by, WRITE_BULLETINS)
    told = {code: (one_line(title)[:200], text.strip()) for code, (title, text) in words.items() if title.strip() or text.strip()}
    if not told or any(not title or not text for title, text in told.values()):
        raise Invalid(field="words", reason=_("A bulletin has a title and a text, in at least one language."))
    if any(len(text) > LONGEST for _title, text in told.values()):
        raise Invalid(
            field="words", reason=_("A bulletin is short: at most {most} characters. Put the rest in an article.").format(most=LONGEST)
        )
    if last_on is not None and last_on < timezone.localdate(at):
        raise Invalid(field="last_on", reason=_("That day is past."))
    name = Label({code: title for code, (title, _text) in told.items()})
    text = write_text(kind=BULLETIN, key=uuid4().hex, name=name, words=told, by=by, at=at)
    bulletin = Bulletin.objects.create(text=text, is_for_all=not teams, article=article, last_on=last_on, published_at=at, published_by=by)
    bulletin.teams.set(teams)
    _note("published", bulletin, by=by, at=at)
    return bulletin


@transaction.atomic
def read_bulletin(pk: int, *, by: User, at: datetime) -> Read:
    """`by` has read it; a second time changes nothing. Raises `NotFound`."""
    ensure_may(by, READ_BULLETINS)
    bulletin = Bulletin.objects.visible_to(by).filter(pk=pk).first()
    if bulletin is None:
        raise NotFound()
    read, is_new = Read.objects.get_or_create(bulletin=bulletin, reader=by, defaults={"at": at})
    if is_new:
        nudge("bulletins", f"user:{by.pk}")
    return read


@transaction.atomic
def withdraw_bulletin(pk: int, *, by: User | None, at: datetime) -> Bulletin:
    """It holds no more; nobody has to read it. Raises `NotFound`."""
    ensure_may(by, WRITE_BULLETINS)
    bulletin = Bulletin.objects.select_for_update().filter(pk=pk).first()
    if bulletin is None:
        raise NotFound()
    if bulletin.withdrawn_at is None:
        bulletin.withdrawn_at, bulletin.withdrawn_by = at, by
        bulletin.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _note("withdrawn", bulletin, by=by, at=at)
    return bulletin


def _note(verb: str, bulletin: Bulletin, *, by: User | None, at: datetime) -> None:
    record(f"knowledge.bulletin_{verb}", bulletin, by=by, at=at)
    nudge("bulletins")
