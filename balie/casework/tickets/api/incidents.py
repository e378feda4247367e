"""The door programs use: major incidents, and what is done to all parts of a ticket."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.api.bulk import BulkJobOut, job_out
from balie.foundation.web.schemas import Input

router = Router()


class TellIn(Input):
    """Language → the message; who speaks another gets the first there is."""

    words: dict[Literal["nl", "fr", "en", "de"], str]


@router.put("/{number}/major", response={204: None}, summary="Declare the ticket a major incident")
def declare(request: HttpRequest, number: int) -> tuple[int, None]:
    actions.set_major(number, is_major=True, by=user_of(request), at=timezone.now())
    return 204, None


@router.delete("/{number}/major", response={204: None}, summary="It is no major incident any more")
def withdraw(request: HttpRequest, number: int) -> tuple[int, None]:
    actions.set_major(number, is_major=False, by=user_of(request), at=timezone.now())
    return 204, None


@router.post("/{number}/parts/tell", response={201: BulkJobOut}, summary="One message to the customer of every open part")
def tell(request: HttpRequest, number: int, payload: TellIn) -> tuple[int, dict[str, Any]]:
    ensure_may(user_of(request), "tickets.reply")
    words = {str(code): text for code, text in payload.words.items()}
    return 201, job_out(actions.tell_parts(number, words, by=user_of(request), at=timezone.now()))


@router.post("/{number}/parts/close", response={201: BulkJobOut}, summary="Close every open part as the ticket was closed")
def close(request: HttpRequest, number: int) -> tuple[int, dict[str, Any]]:
    ensure_may(user_of(request), "tickets.close")
    return 201, job_out(actions.close_parts(number, by=user_of(request), at=timezone.now()))
