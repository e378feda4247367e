"""Verbs on what is given to customers; the only writers of its table."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.access.accounts.rules import hash_secret
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.models import Contact
from balie.conversation.email.actions import send_reply
from balie.conversation.handouts.models import Handout
from balie.conversation.handouts.policies import GIVE
from balie.conversation.handouts.queries import find_handout, why_not
from balie.conversation.handouts.rules import LINK_WORKS, Obstacle, works
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.files.actions import store_file
from balie.foundation.files.host import page_url
from balie.foundation.files.models import File
from balie.foundation.files.queries import read_file
from balie.foundation.live import nudge
from balie.foundation.text.rich import lines_as_html, picture_ids, plain_of
from balie.records.knowledge.actions import give_feedback
from balie.records.knowledge.models import Article
from balie.records.knowledge.queries.articles import find_article
from balie.records.knowledge.queries.words import said_in, said_then

PAGE = "article"


class NotForCustomer(Refusal):
    """The article is not for this customer."""

    code = "not_for_customer"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("{reason}")


class LinkEnded(Refusal):
    """The link is too old, or what it leads to holds no more."""

    code = "link_ended"
    status = HTTPStatus.GONE
    sentence = gettext_lazy("This link works no more. Ask us again: what it led to may have changed.")


class AnsweredBefore(Refusal):
    """Whether it helped is asked once."""

    code = "answered_before"
    sentence = gettext_lazy("You have answered already. Thank you.")


@dataclass(frozen=True)
class Made:
    """What was given, and its link: it is known only now."""

    handout: Handout
    link: str


@transaction.atomic
def give_article(
    contact: Contact,
    number: int,
    *,
    language: str,
    variant: str = "plain",
    to: str = "",
    by: User,
    at: datetime,
    dedupe_key: str,
) -> Made:
    """Give the article in this contact: by a link and, where `to` is a mail address, by a mail that holds its words and pictures too.

    Raises `NotFound`, `NotForCustomer`, and what writing a mail raises.
    """
    ensure_may(by, GIVE, contact)
    article = find_article(by, number)
    _ensure_for(article, contact, at)
    said = said_in(article).get(language)
    if said is None:
        raise Invalid(field="language", reason=_("The article is not there in this language."))
    chosen = variant if variant == "plain" or said.expert else "plain"
    text = article.expert if chosen == "expert" and article.expert else article.plain
    secret = secrets.token_urlsafe(32)
    link = page_url(PAGE, secret)
    html = said.expert if chosen == "expert" else said.plain
    message = (
        send_reply(
            contact, **_letter(said.title, html, article, link, language=language, by=by, at=at), to=to, by=by, at=at, dedupe_key=dedupe_key
        )
        if to
        else None
    )
    handout = Handout.objects.create(
        contact=contact,
        article=article,
        variant=chosen,
        language=language,
        text_version=text.version,
        secret_hash=hash_secret(secret),
        expires_at=at + LINK_WORKS,
        sent_to=message.recipients[0] if message else "",
        message=message,
        at=at,
        by=by,
    )
    record("handouts.given", handout, by=by, at=at, data={"contact": contact.number, "article": article.number, "version": text.version})
    nudge(f"contact:{contact.number}", f"article:{article.number}")
    return Made(handout, link)


@transaction.atomic
def open_handout(secret: str, *, at: datetime) -> Handout:
    """What the link leads to. Raises `NotFound`, and `LinkEnded` for one that is too old or whose article is for nobody outside by now."""
    handout = find_handout(secret)
    if handout is None:
        raise NotFound()
    if not works(expires_at=handout.expires_at, at=at) or why_not(handout.article, handout.contact, today=timezone.localdate(at)):
        raise LinkEnded()
    if handout.opened_at is None:
        Handout.objects.filter(pk=handout.pk, opened_at=None).update(opened_at=at)
        nudge(f"contact:{handout.contact.number}")
    return handout


@transaction.atomic
def answer_handout(secret: str, *, has_helped: bool | None, remark: str, at: datetime) -> Handout:
    """The customer says whether it helped, once. Raises as `open_handout`, `AnsweredBefore`, and `Invalid` without a yes or no."""
    handout = open_handout(secret, at=at)
    if not Handout.objects.filter(pk=handout.pk, answered_at=None).update(answered_at=at):
        raise AnsweredBefore()
    give_feedback(
        handout.article,
        language=handout.language,
        text_version=handout.text_version,
        has_helped=has_helped,
        remark=remark,
        by=None,
        at=at,
    )
    return handout


def words_of(handout: Handout) -> tuple[str, str]:
    """Title and HTML as they were given."""
    then = said_then(handout.article, handout.language, handout.variant, handout.text_version)
    if then is None:
        raise NotFound()
    return then.title, then.body


def _ensure_for(article: Article, contact: Contact, at: datetime) -> None:
    reasons = {
        Obstacle.INTERNAL: _("This article is for colleagues only: tell what the customer may know, but do not send it."),
        Obstacle.NO_CONTRACT: _("This article is for customers with a contract that this customer does not have."),
        Obstacle.HOLDS_NOT: _("This article does not hold today: do not give it to customers."),
    }
    if hindered := why_not(article, contact, today=timezone.localdate(at)):
        raise NotForCustomer(reason=reasons[hindered])


def _letter(title: str, html: str, article: Article, link: str, *, language: str, by: User, at: datetime) -> dict[str, Any]:
    """The mail: the words, their pictures as the writer's own, and the link below."""
    copies = {str(pk): str(_copied(file, by=by, at=at).pk) for pk, file in _pictures(article, html).items()}
    for pk, copy in copies.items():
        html = html.replace(f"cid:{pk}", f"cid:{copy}")
    with translation.override(language):
        last = _("You find this page here until {day}: {link}").format(
            day=date_format(timezone.localdate(at + LINK_WORKS), "DATE_FORMAT"), link=link
        )
    return {"subject": title, "text": f"{plain_of(html)}\n\n{last}", "html": html + lines_as_html(f"\n{last}")}


def _pictures(article: Article, html: str) -> dict[str, File]:
    ids = picture_ids(html)
    found = File.objects.filter(pk__in=ids).filter(pk__in=article.pictures.values("file")) if ids else ()
    return {str(file.pk): file for file in found}


def _copied(file: File, *, by: User, at: datetime) -> File:
    """Stored once: a second row for the same content."""
    return store_file(read_file(file), name=file.name, content_type=file.content_type, by=by, at=at, draft_key="handout")
