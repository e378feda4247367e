"""Bulletins: what must be read, writing one, and who has read it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import WrongNumber, read_number, whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.knowledge import actions
from balie.records.knowledge.forms import BulletinForm
from balie.records.knowledge.models import Article
from balie.records.knowledge.policies import READ_BULLETINS, WRITE_BULLETINS
from balie.records.knowledge.queries import bulletins as queries
from balie.records.knowledge.queries.articles import find_article


@require_safe
def bulletins(request: OperatorRequest) -> HttpResponse:
    """All that are meant for the reader, newest first; for who writes them, how many have read each."""
    ensure_may(request.user, READ_BULLETINS)
    language = (get_language() or LANGUAGES[0])[:2]
    found = queries.bulletins_for(
        request.user, language=language, today=timezone.localdate(), before=whole(request.GET.get("before", "")) or None
    )
    lines = found[: queries.PAGE]
    context: dict[str, Any] = {
        "lines": lines,
        "older": lines[-1].id if len(found) > queries.PAGE else None,
        "may_write": request.user.has(WRITE_BULLETINS),
        "here": request.get_full_path(),
    }
    if is_partial(request):
        return render_block(request, "knowledge/bulletins.html", "list", **context)
    return render(request, "knowledge/bulletins.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_bulletin(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, WRITE_BULLETINS)
    form = BulletinForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _published(request, form):
        messages.success(request, _("Published: whom it is for sees it at once."))
        return redirect_after_post("knowledge:bulletins")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "knowledge/new_bulletin.html", status, form=form, languages=LANGUAGES)


@require_safe
def readers(request: OperatorRequest, pk: int) -> HttpResponse:
    """Who has read it, and who has not."""
    ensure_may(request.user, WRITE_BULLETINS)
    bulletin, people = queries.readers_of(request.user, pk)
    return render(
        request, "knowledge/readers.html", title=str(bulletin.text.name), people=people, read=sum(each.at is not None for each in people)
    )


@require_POST
def read(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.read_bulletin(pk, by=request.user, at=timezone.now())
    return redirect_after_post("knowledge:bulletins")


@require_POST
def withdraw(request: OperatorRequest, pk: int) -> HttpResponse:
    actions.withdraw_bulletin(pk, by=request.user, at=timezone.now())
    return redirect_after_post("knowledge:bulletins")


def _published(request: OperatorRequest, form: BulletinForm) -> bool:
    given = form.cleaned_data
    try:
        actions.publish_bulletin(
            form.words,
            teams=form.chosen_teams,
            article=_article(request, given["article"]),
            last_on=given["last_on"],
            by=request.user,
            at=timezone.now(),
        )
    except Invalid as refusal:
        form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
        return False
    return True


def _article(request: OperatorRequest, typed: str) -> Article | None:
    if not typed.strip():
        return None
    try:
        return find_article(request.user, read_number(typed, Article.KIND_DIGIT))
    except (WrongNumber, NotFound):
        raise Invalid(field="article", reason=_("There is no such article.")) from None
