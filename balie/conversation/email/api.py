"""The door programs use for mail: marks and blocked senders."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.conversation.email import actions, queries
from balie.conversation.email.lines import BlockedLine, blocked_lines
from balie.conversation.email.models import BlockedSender, Email

router = Router()


class MarkIn(Schema):
    mark: Literal["spam", "phishing"]


class MarkOut(Schema):
    message: int
    mark: str


class BlockIn(Schema):
    """`pattern`: an address, or `@` and a domain."""

    pattern: str
    why: str = ""


class BlockOut(Schema):
    id: int
    pattern: str
    why: str
    by: str
    at: datetime
    hits: int
    last_hit_at: datetime | None


class BlockPage(Schema):
    items: list[BlockOut]
    next: int | None


@router.put("/messages/{message}/mark", response=MarkOut, summary="Mark a mail as spam or phishing")
def mark(request: HttpRequest, message: int, payload: MarkIn) -> dict[str, object]:
    return _marked(actions.mark_mail(message, payload.mark, by=user_of(request), at=timezone.now()))


@router.delete("/messages/{message}/mark", response=MarkOut, summary="Take the mark of a mail back")
def unmark(request: HttpRequest, message: int) -> dict[str, object]:
    return _marked(actions.unmark_mail(message, by=user_of(request), at=timezone.now()))


@router.get("/blocked", response=BlockPage, summary="List blocked senders, newest first")
def blocked(request: HttpRequest, after: int | None = None) -> dict[str, object]:
    viewer = user_of(request)
    ensure_may(viewer, "email.manage_blocks")
    rows = queries.blocked_senders(older_than=after)
    page = rows[: queries.PAGE]
    return {"items": blocked_lines(page, Mask(viewer)), "next": page[-1].pk if len(rows) > queries.PAGE else None}


@router.post("/blocked", response={201: BlockOut}, summary="Block a sender")
def block(request: HttpRequest, payload: BlockIn) -> tuple[int, BlockedLine]:
    viewer = user_of(request)
    made = actions.block_sender(payload.pattern, reason=payload.why, by=viewer, at=timezone.now())
    return 201, blocked_lines([made], Mask(viewer))[0]


@router.delete("/blocked/{block_id}", response={204: None}, summary="Let a sender write again")
def unblock(request: HttpRequest, block_id: int) -> tuple[int, None]:
    viewer = user_of(request)
    ensure_may(viewer, "email.manage_blocks")
    actions.unblock_sender(get_object_or_404(BlockedSender, pk=block_id), by=viewer, at=timezone.now())
    return 204, None


def _marked(email: Email) -> dict[str, object]:
    return {"message": email.message_id, "mark": email.mark}
