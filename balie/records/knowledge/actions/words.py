"""The words of an article: its texts with their versions, its pictures, and what the search knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.foundation.errors import Invalid
from balie.foundation.files.actions import keep_drafts
from balie.foundation.search.actions import Entry, index_many
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import Label
from balie.foundation.text.models import Text, Translation
from balie.foundation.text.normalise import one_line
from balie.foundation.text.rich import MOST_LETTERS, clean_written, is_costly, lines_as_html, picture_ids, plain_of
from balie.records.knowledge.models import Article, Edition, Picture
from balie.records.knowledge.queries.words import Said, said_in

PLAIN, EXPERT = "article", "article-expert"
KIND = "article"
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Words:
    """An article in one language: HTML as the editor makes it, or lines of text. Without `expert` there is one variant."""

    title: str
    body: str
    expert: str = ""


@dataclass(frozen=True)
class _Writing:
    """One change under way; `outdates`: the other languages say something else from now on."""

    language: str
    title: str
    outdates: bool
    by: User | None
    at: datetime


def put_words(article: Article, language: str, words: Words, *, outdates: bool, by: User | None, at: datetime) -> bool:
    """Write the next version of what changed, and say whether anything did; the article is not saved. Raises `Invalid`."""
    title = one_line(words.title)[:LONGEST_TITLE]
    if not title:
        raise Invalid(field="title", reason=_("Give the article a title: the question it answers, in the customer’s words."))
    body, expert = cleaned(words.body, field="body"), cleaned(words.expert, field="expert")
    if not body:
        raise Invalid(field="body", reason=_("Write the answer."))
    key, was = str(article.number), article.expert
    now = _Writing(language, title, outdates, by, at)
    article.plain, is_new = _written(PLAIN, key, article.plain if article.plain_id else None, body, now)
    if not expert and was is None:
        return is_new
    article.expert, is_new_too = _written(EXPERT, key, was, expert, now)
    return is_new or is_new_too


def settle_words(article: Article, *, by: User | None) -> None:
    """Keep the pictures that `by` put in, and make each language findable as it is now."""
    editions = said_in(article)
    _keep_pictures(article, (html for said in editions.values() for html in (said.plain, said.expert)), by=by)
    about = [str(name) for each in (*article.categories.all(), *article.services.all()) for name in each.name.values()]
    index_many([_entry(article, said, about) for said in editions.values()])


def cleaned(typed: str, *, field: str) -> str:
    """What was typed, as the editor's HTML; empty for no words and no picture. Raises `Invalid` for more than an article holds."""
    if len(typed) > MOST_LETTERS or is_costly(typed):
        reason = _("This is more than one article holds: {count} characters with its formatting, of at most {most}. Make several of it.")
        raise Invalid(field=field, reason=reason.format(count=len(typed), most=MOST_LETTERS))
    html = clean_written(typed) if "<" in typed else lines_as_html(typed.strip("\n"))
    return html if plain_of(html).strip() or picture_ids(html) else ""


def _written(kind: str, key: str, text: Text | None, body: str, now: _Writing) -> tuple[Text, bool]:
    """The text of one variant, and whether it has a new version: words that stayed make none."""
    before = {row.language: row for row in text.translations.filter(version=text.version)} if text else {}
    was = before.pop(now.language, None)
    if text is not None and was is not None and (was.title, was.body, was.state) == (now.title, body, Translation.State.READY):
        return text, False
    words = {code: (row.title, row.body) for code, row in before.items()} | {now.language: (now.title, body)}
    outdated = [code for code, row in before.items() if now.outdates or row.state == Translation.State.OUTDATED]
    name = Label({code: said for code, (said, _body) in words.items()})
    return write_text(kind=kind, key=key, name=name, words=words, outdated=outdated, by=now.by, at=now.at), True


def _keep_pictures(article: Article, bodies: Iterable[str], *, by: User | None) -> None:
    """Of the pictures in the words those of the writer's own draft become the article's; others are not shown."""
    known = {str(pk) for pk in article.pictures.values_list("file_id", flat=True)}
    new = {pk for body in bodies for pk in picture_ids(body)} - known
    Picture.objects.bulk_create(Picture(article=article, file=file) for file in keep_drafts(sorted(new), by=by))


def _entry(article: Article, said: Said, about: list[str]) -> Entry:
    edition, _made = Edition.objects.update_or_create(article=article, language=said.language, defaults={"title": said.title})
    body = "\n".join([plain_of(said.plain), plain_of(said.expert), *about])
    return Entry(
        kind=KIND,
        object_id=edition.pk,
        title=said.title,
        body=body,
        keys=str(article.number),
        language=said.language,
        at=article.changed_at,
    )
