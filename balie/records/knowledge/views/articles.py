"""Articles: the list, the page, the editor, the history, and what is done with one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound, Outdated
from balie.foundation.files.models import File
from balie.foundation.files.pictures import SHOWN, as_address, keep_picture
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.text.rich import plain_of
from balie.foundation.ui.addresses import url
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.knowledge import actions
from balie.records.knowledge.forms import ArticleForm, FeedbackForm
from balie.records.knowledge.models import Article, Picture
from balie.records.knowledge.policies import VIEW, WRITE
from balie.records.knowledge.queries import articles as queries
from balie.records.knowledge.queries.words import Said, best_said, said_in, versions_of
from balie.records.knowledge.words import STANDINGS, TONES, VIEWS
from balie.records.taxonomy.queries import category_choices

DRAFT = "article"


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Articles, the last changed first: `q` words, `category`, and for who writes `view` and `mine`."""
    ensure_may(request.user, VIEW)
    asked = request.GET
    filters = queries.Filters(
        view=asked.get("view", "") if asked.get("view", "") in VIEWS else "",
        category=whole(asked.get("category", "")) or None,
        typed=asked.get("q", "").strip()[:200],
        is_mine=asked.get("mine") == "1",
    )
    found = queries.articles_for(
        request.user, filters, language=_language(), today=timezone.localdate(), before=_before(asked.get("before", ""))
    )
    lines = found[: queries.PAGE]
    older = f"{lines[-1].changed_at.isoformat()}~{lines[-1].id}" if len(found) > queries.PAGE else ""
    context: dict[str, Any] = {
        "lines": lines,
        "older": older,
        "filters": filters,
        "categories": category_choices(),
        "may_write": request.user.has(WRITE),
    }
    context |= {"views": VIEWS, "standings": STANDINGS, "tones": TONES}
    if is_partial(request):
        return render_block(request, "knowledge/index.html", "list", **context)
    return render(request, "knowledge/index.html", **context)


@require_safe
def article(request: OperatorRequest, number: int) -> HttpResponse:
    """One article in a language, `variant` plain or expert."""
    ensure_may(request.user, VIEW)
    return _article(request, number)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """A new article in one language; it is published from its page."""
    ensure_may(request.user, WRITE)
    language = _asked_language(request)
    form = ArticleForm(request.POST or None, viewer=request.user, article=None, links={}, said=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_article(language, form.words, about=form.about, by=request.user, at=timezone.now())
            return redirect_after_post("knowledge:article", made.number)
        except Invalid as refusal:
            _add(form, refusal)
    return _editor(request, form, None, None, language)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OperatorRequest, number: int) -> HttpResponse:
    """The words in one language, and what the article is about."""
    ensure_may(request.user, WRITE)
    (found, links), language = queries.article_to_edit(request.user, number), _asked_language(request)
    editions = said_in(found)
    said = editions.get(language)
    form = ArticleForm(
        request.POST or None, viewer=request.user, article=found, links=links, said=said, keeps_others=said is None or said.is_outdated
    )
    if request.method == "POST" and form.is_valid() and _saved(request, number, language, form):
        return redirect_after_post(f"{url('knowledge:article', number)}?language={language}")
    return _editor(request, form, found, said, language, editions)


@require_safe
def history(request: OperatorRequest, number: int) -> HttpResponse:
    """The versions in one language, with what changed in each."""
    ensure_may(request.user, VIEW)
    found, language = queries.find_article(request.user, number), _asked_language(request)
    editions = said_in(found)
    shown = language if language in editions else next(iter(editions))
    return render(
        request,
        "knowledge/history.html",
        article=found,
        title=best_said(editions, language).title,
        editions=list(editions),
        language=shown,
        versions=versions_of(found, shown),
    )


@require_POST
def publish(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, lambda at: actions.publish_article(number, by=request.user, at=at))


@require_POST
def retire(request: OperatorRequest, number: int) -> HttpResponse:
    return _done(request, number, lambda at: actions.retire_article(number, by=request.user, at=at))


@require_POST
def confirm(request: OperatorRequest, number: int) -> HttpResponse:
    """It is right still."""
    return _done(request, number, lambda at: actions.confirm_article(number, by=request.user, at=at))


@require_POST
def feedback(request: OperatorRequest, number: int) -> HttpResponse:
    """Whether it helped; answers with the form and the thanks."""
    found, form = queries.find_article(request.user, number), FeedbackForm(request.POST)
    wrong = ""
    if form.is_valid():
        try:
            actions.give_feedback(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Invalid as refusal:
            wrong = str(refusal)
    else:
        wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if not is_partial(request) and not wrong:
        messages.success(request, _("Thank you: who looks after the article sees it."))
        return redirect_after_post("knowledge:article", number)
    return _article(request, number, wrong=wrong, is_thanked=not wrong)


@require_POST
def settle(request: OperatorRequest, number: int, pk: int) -> HttpResponse:
    """The remark was dealt with."""
    return _done(request, number, lambda at: actions.settle_feedback(pk, by=request.user, at=at))


@require_POST
def add_picture(request: OperatorRequest) -> HttpResponse:
    """Keep a picture, field `file`, for the article whose draft is `draft`: `{"id", "name", "size", "data"}`, `data` to show it by."""
    ensure_may(request.user, WRITE)
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid(field="file", reason=_("No file came with the request. Choose the file again."))
    file = keep_picture(sent, name=sent.name or "", draft_key=request.POST.get("draft") or DRAFT, by=request.user, at=timezone.now())
    shown = {"id": str(file.pk), "name": file.name, "size": file.size, "data": as_address(file)}
    return JsonResponse(shown, status=HTTPStatus.CREATED)


@require_safe
def picture(request: OperatorRequest, pk: uuid.UUID) -> HttpResponse:
    """A picture for the editor, of one's own draft or of an article: `{"data"}`."""
    ensure_may(request.user, WRITE)
    file = File.objects.filter(pk=pk, content_type__in=SHOWN).first()
    if file is None or not ((file.draft_key and file.owner_id == request.user.pk) or Picture.objects.filter(file=file).exists()):
        raise NotFound()
    return JsonResponse({"data": as_address(file)})


def _article(request: OperatorRequest, number: int, *, wrong: str = "", is_thanked: bool = False) -> HttpResponse:
    sheet = queries.sheet_for(request.user, number, language=_asked_language(request), today=timezone.localdate())
    variant = "expert" if request.GET.get("variant") == "expert" and sheet.said.expert else "plain"
    context = {
        "sheet": sheet,
        "article": sheet.article,
        "said": sheet.said,
        "variant": variant,
        "html": sheet.said.expert if variant == "expert" else sheet.said.plain,
        "may_write": request.user.has(WRITE),
        "today": timezone.localdate(),
        "wrong": wrong,
        "is_thanked": is_thanked,
        "standings": STANDINGS,
        "tones": TONES,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    if is_partial(request) and (wrong or is_thanked):
        return render_block(request, "knowledge/article.html", "feedback", status, **context)
    return render(request, "knowledge/article.html", status, **context)


def _editor(
    request: OperatorRequest,
    form: ArticleForm,
    found: Article | None,
    said: Said | None,
    language: str,
    editions: dict[str, Said] | None = None,
) -> HttpResponse:
    typed = form.data if form.is_bound else {}
    html = (
        {"body": typed.get("html", ""), "expert": typed.get("expert_html", "")}
        if form.is_bound
        else {"body": said.plain if said else "", "expert": said.expert if said else ""}
    )
    text = {name: typed.get(name, "") if form.is_bound else plain_of(html[name]) for name in html}
    return render(
        request,
        "knowledge/edit.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        form=form,
        article=found,
        said=said,
        language=language,
        languages=LANGUAGES,
        editions=editions or {},
        html=html,
        text=text,
        version=typed.get("version") or (found.version if found else ""),
    )


def _saved(request: OperatorRequest, number: int, language: str, form: ArticleForm) -> bool:
    given = form.cleaned_data
    try:
        actions.save_article(
            number,
            language,
            form.words,
            about=form.about,
            still_right=given["still_right"],
            version=given["version"],
            by=request.user,
            at=timezone.now(),
        )
    except (Invalid, Outdated) as refusal:
        _add(form, refusal)
        return False
    return True


def _add(form: ArticleForm, refusal: Invalid | Outdated) -> None:
    form.add_error(refusal.field_name if isinstance(refusal, Invalid) and refusal.field_name in form.fields else None, str(refusal))


def _done(request: OperatorRequest, number: int, act: Callable[[datetime], object]) -> HttpResponse:
    act(timezone.now())
    return redirect_after_post("knowledge:article", number)


def _language() -> str:
    return (get_language() or LANGUAGES[0])[:2]


def _asked_language(request: OperatorRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else _language()


def _before(typed: str) -> tuple[datetime, int] | None:
    moment, _tilde, pk = typed.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, whole(pk)) if at is not None and at.tzinfo and whole(pk) else None
