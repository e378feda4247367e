"""What is said of articles: whether they helped, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line
from balie.records.knowledge.models import Article, Feedback
from balie.records.knowledge.policies import VIEW, WRITE

LONGEST = 1000


@transaction.atomic
def give_feedback(
    article: Article, *, language: str, text_version: int, has_helped: bool | None, remark: str = "", by: User | None, at: datetime
) -> Feedback:
    """Whether the words of that version helped, and what could be better; by a customer where there is no `by`.

    The same colleague says it once of a version: again changes what was said. Raises `Invalid` without a yes or no.
    """
    ensure_may(by, VIEW)
    if has_helped is None:
        raise Invalid(field="has_helped", reason=_("Say whether it helped."))
    said: dict[str, Any] = {
        "has_helped": has_helped,
        "remark": one_line(remark)[:LONGEST],
        "at": at,
        "settled_at": None,
        "settled_by": None,
    }
    about: dict[str, Any] = {"article": article, "language": language, "text_version": text_version}
    Article.objects.select_for_update().get(pk=article.pk)  # who says it at the same time waits: each counts once
    was = Feedback.objects.filter(**about, by=by).first() if by else None
    if by is None:
        given = Feedback.objects.create(**about, **said)
    else:
        given, _made = Feedback.objects.update_or_create(**about, by=by, defaults=said)
    _count(article, has_helped, 1)
    if was is not None:
        _count(article, was.has_helped, -1)
    nudge("knowledge", f"article:{article.number}")
    return given


def _count(article: Article, has_helped: bool, step: int) -> None:  # noqa: FBT001  what was said
    counter = "helped_count" if has_helped else "not_helped_count"
    Article.objects.filter(pk=article.pk).update(**{counter: F(counter) + step})


@transaction.atomic
def settle_feedback(pk: int, *, by: User | None, at: datetime) -> Feedback:
    """The remark was looked at and what it asks is done, or will not be."""
    ensure_may(by, WRITE)
    given = Feedback.objects.select_for_update(of=("self",)).select_related("article").filter(pk=pk).first()
    if given is None:
        raise NotFound()
    if given.settled_at is None:
        given.settled_at, given.settled_by = at, by
        given.save(update_fields=["settled_at", "settled_by"])
        record("knowledge.feedback_settled", given, by=by, at=at, data={"article": given.article.number})
        nudge("knowledge", f"article:{given.article.number}")
    return given
