"""The door programs use: what customers ask most, with the best answers."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.conversation.answers.policies import VIEW
from balie.conversation.answers.queries import Asked, top_asked
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import find_term

router = Router()


class AskedOut(Schema):
    """`asked` in the period, `before` in the one before it; `answered`: the share answered at once. `article` is the number of the best answer.

    `helped` is the share of the `said` who said that the answer helped; null while nobody did.
    """

    category: str
    asked: int
    before: int
    answered: float
    article: int | None
    title: str
    helped: float | None
    said: int


@router.get("", response=list[AskedOut], summary="List what customers ask most, each with its best answer")
def asked(
    request: HttpRequest, days: Literal["7", "30", "90", "365"] = "30", purpose: str = "", language: Literal["nl", "fr", "en", "de"] = "nl"
) -> list[Asked]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    about = find_term(Purpose, purpose, "purpose")
    return top_asked(viewer, days=int(days), purpose=about.pk if about else None, language=language, today=timezone.localdate())
