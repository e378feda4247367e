"""Answering with the ticket's page, whole or a part of it, also after a "no"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypedDict, Unpack

from django.http import HttpResponse
from django.utils import timezone

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.levels import Level
from balie.casework.tickets.actions.closing import Lack, NotReadyToClose
from balie.casework.tickets.extensions import PANELS
from balie.casework.tickets.models import TicketLink
from balie.casework.tickets.sheet import Sheet, sheet_for, views_of
from balie.casework.tickets.views import customer_column
from balie.casework.tickets.words import grade_names, level_name, state_names, urgency_names
from balie.foundation.drafts.actions import drop_draft
from balie.foundation.errors import Refusal
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.web.pages import redirect_after_post, render, render_block

PAGE = "tickets/ticket.html"
ELSEWHERE = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@dataclass(frozen=True)
class Conflict:
    """A field two people changed: what stands there now and what was typed, as codes and in words."""

    name: str
    label: str
    saved: str
    saved_words: str
    typed: str
    typed_words: str


class Told(TypedDict, total=False):
    """`panel` is the form in front; `typed` and `wrong` are what it held when it was refused and what is told about it.

    `lacks` is what closing takes and is not there.
    """

    panel: str
    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    conflicts: list[Conflict]
    lacks: Sequence[Lack]


def page(
    request: OperatorRequest, number: int, *, status: int = HTTPStatus.OK, sheet: Sheet | None = None, **told: Unpack[Told]
) -> HttpResponse:
    """The whole page; `told` as in `Told`."""
    found = sheet or sheet_for(request.user, number, at=timezone.now())
    column = customer_column.column_url(request, found)
    more = {"column_url": column, "adopted": customer_column.adopted(request, found)}
    panels = [(each.name, each.url(number)) for each in PANELS.fillings() if request.user.has(each.verb)]
    return render(request, PAGE, status, **context(found, **told), **more, panels=panels)


def part(request: OperatorRequest, number: int, block: str, *, status: int = HTTPStatus.OK, **told: Unpack[Told]) -> HttpResponse:
    """One block of the page."""
    return render_block(request, PAGE, block, status, **context(sheet_for(request.user, number, at=timezone.now()), **told))


def context(sheet: Sheet, **told: Unpack[Told]) -> dict[str, Any]:
    """What the templates of the page need."""
    return {
        "sheet": sheet,
        "ticket": sheet.ticket,
        "panel": told.get("panel", ""),
        "typed": told.get("typed", {}),
        "wrong": told.get("wrong", {}),
        "conflicts": told.get("conflicts", []),
        "lacks": told.get("lacks", ()),
        "urgencies": urgency_names(),
        "grades": grade_names(),
        "states": state_names(),
        "levels": [(level.value, level_name(level)) for level in Level],
        "languages_spoken": LANGUAGES,
        "may_open": sheet.may_open,
        "languages": [(code, code) for code in LANGUAGES],
        "link_kinds": [(kind, str(label)) for kind, label in TicketLink.Kind.choices if kind != TicketLink.Kind.MERGED],
        "views_of": views_of,
        "soon": timezone.now() + timedelta(minutes=1),
    }


def step(request: OperatorRequest, number: int, act: Callable[[], object], *, panel: str = "") -> HttpResponse:
    """Do `act` and show the ticket; a "no" about the form of `panel` is told there, and what was typed stays."""
    try:
        act()
    except Refusal as refusal:
        if not panel or refusal.status in ELSEWHERE:
            raise
        lacks = getattr(refusal, "lacks", ())
        return page(request, number, status=refusal.status, panel=panel, typed=request.POST.dict(), wrong=told_by(refusal), lacks=lacks)
    if panel:
        drop_draft(draft_key(number, panel), by=request.user)
    return redirect_after_post("tickets:ticket", number)


def draft_key(number: int, panel: str) -> str:
    """As `data-draft` of the forms."""
    return f"ticket-{number}-{panel}"


def told_by(refusal: Refusal) -> dict[str, str]:
    """Beside the field it is about, else above the form; of several things, each beside its own."""
    if isinstance(refusal, NotReadyToClose):
        return {each.code: each.sentence for each in refusal.lacks}
    return {getattr(refusal, "field_name", "") or "form": str(refusal)}
