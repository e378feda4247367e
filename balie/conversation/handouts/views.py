"""The panel beside a contact that gives articles, and the page behind a link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may, may
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import contact_for, mail_address_of
from balie.conversation.handouts import actions, queries
from balie.conversation.handouts.forms import AnswerForm, GiveForm
from balie.conversation.handouts.models import Handout
from balie.conversation.handouts.policies import GIVE
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render_alone, render_block
from balie.records.knowledge.queries.articles import pictures_in

PANEL = "handouts/panel.html"
CALM = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


@require_safe
def panel(request: OperatorRequest, number: int) -> HttpResponse:
    """What was given in the contact, and what may fit: `q` words."""
    return _panel(request, contact_for(request.user, number))


@require_POST
def give(request: OperatorRequest, number: int) -> HttpResponse:
    """Give an article; answers with the panel, and the link where there is one."""
    contact, form = contact_for(request.user, number), GiveForm(request.POST)
    ensure_may(request.user, GIVE, contact)
    told, link = "", ""
    try:
        if not form.is_valid():
            raise Invalid(field="article", reason=_("Choose an article."))
        link = _given(request, contact, form).link
    except Refusal as refusal:
        if refusal.status not in CALM:
            raise
        told = str(refusal)
    if not is_partial(request) and not told:
        return redirect_after_post("contacts:contact", number)
    return _panel(request, contact, told=told, link=link)


def public_page(request: HttpRequest, secret: str) -> HttpResponse:
    """The article behind a link, for whoever holds it; the customer says there whether it helped."""
    asked = translation.get_language_from_request(request)
    found = queries.find_handout(secret)
    with translation.override(found.language if found else asked):
        try:
            return _answered(request, secret) if request.method == "POST" else _shown(actions.open_handout(secret, at=timezone.now()))
        except Refusal as refusal:
            return render_alone("handouts/page_ended.html", refusal.status, told=str(refusal))


def _given(request: OperatorRequest, contact: Contact, form: GiveForm) -> actions.Made:
    given = form.cleaned_data
    by_mail = given["how"] == "mail"
    to = given["to"] or mail_address_of(contact)
    if by_mail and not to:
        raise Invalid(field="to", reason=_("No mail address is known: type it, or give a link."))
    return actions.give_article(
        contact,
        given["article"],
        language=given["language"],
        variant=given["variant"] or "plain",
        to=to if by_mail else "",
        by=request.user,
        at=timezone.now(),
        dedupe_key=f"handout-{contact.pk}-{request.POST.get('_once') or timezone.now().timestamp()}",
    )


def _panel(request: OperatorRequest, contact: Contact, *, told: str = "", link: str = "") -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {
        "contact": contact,
        "given": queries.given_in(request.user, contact),
        "offered": queries.offered_in(request.user, contact, typed=typed, today=timezone.localdate()),
        "typed": typed,
        "to": mail_address_of(contact) if request.user.has("permissions.read_personal") else "",
        "may_give": may(request.user, GIVE, contact),
        "told": told,
        "link": link,
        "now": timezone.now(),
    }
    block = "offers" if "q" in request.GET and request.method == "GET" else "panel"
    return render_block(request, PANEL, block, HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK, **context)


def _answered(request: HttpRequest, secret: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        handout = actions.answer_handout(secret, has_helped=given.get("has_helped"), remark=given.get("remark", ""), at=timezone.now())
    except Invalid as refusal:
        return _shown(actions.open_handout(secret, at=timezone.now()), wrong=str(refusal), status=refusal.status)
    return _shown(handout, is_thanked=True)


def _shown(handout: Handout, *, wrong: str = "", is_thanked: bool = False, status: int = HTTPStatus.OK) -> HttpResponse:
    title, html = actions.words_of(handout)
    return render_alone(
        "handouts/page.html",
        status,
        title=title,
        html=html,
        pictures=pictures_in(handout.article, html),
        brand=str(handout.contact.brand) if handout.contact.brand else "",
        expires_at=handout.expires_at,
        is_answered=handout.answered_at is not None,
        is_thanked=is_thanked,
        wrong=wrong,
    )
