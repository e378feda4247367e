"""Where articles and bulletins stand on screen, and what the search finds of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, WaitingGroup, WaitingRow
from balie.records.knowledge.actions import KIND
from balie.records.knowledge.models import Article, Picture
from balie.records.knowledge.policies import READ_BULLETINS, VIEW, WRITE
from balie.records.knowledge.queries.articles import lines_of_editions, to_review
from balie.records.knowledge.queries.bulletins import unread_for
from balie.records.knowledge.words import STANDINGS

READ_FIRST, REVIEWED_LAST = 5, 90


def load_results(viewer: User, ids: Sequence[int]) -> list[Result]:
    """Search hits among these editions: an article once, in the reader's language where it was found in that too."""
    language = (get_language() or LANGUAGES[0])[:2]
    found = lines_of_editions(viewer, ids, language=language, today=timezone.localdate())
    return [
        Result(
            object_id=pk,
            title=line.title,
            url=f"{url('knowledge:article', line.number)}?language={line.language}",
            number=line.number,
            detail=" · ".join([*([str(STANDINGS[line.standing])] if line.standing in STANDINGS else []), *line.categories]),
            at=line.changed_at,
        )
        for pk, line in found.items()
    ]


def must_read(viewer: User, _at: datetime) -> WaitingGroup:
    """The bulletins the viewer has not read yet."""
    unread = unread_for(viewer, language=viewer.language, today=timezone.localdate())
    rows = [
        WaitingRow(line.title, "", f"{url('knowledge:bulletins')}#bulletin-{line.id}", since=line.published_at, icon="flag")
        for line in unread
    ]
    return WaitingGroup(_("To read"), rows, READ_FIRST, len(rows))


def to_look_at(viewer: User, _at: datetime) -> WaitingGroup:
    """The owner's articles whose day of review has come."""
    lines = to_review(viewer, today=timezone.localdate()) if viewer.has(WRITE) else []
    rows = [WaitingRow(line.title, gettext("look at it again"), url("knowledge:article", line.number), icon="book") for line in lines]
    return WaitingGroup(_("Articles to look at"), rows, REVIEWED_LAST, len(rows))


def may_open_file(viewer: Any, file: File) -> bool:
    """Who may read the article may see its pictures."""
    return Picture.objects.filter(file=file, article__in=Article.objects.visible_to(viewer)).exists()


def may_follow_articles(viewer: User | Any, key: str) -> bool:
    """`knowledge`: that some article changed."""
    return not key and bool(viewer.has(VIEW))


def may_follow_article(viewer: User | Any, key: str) -> bool:
    """`article:<number>`: who may read that one."""
    return Article.objects.visible_to(viewer).filter(number=whole(key)).exists()


def may_follow_bulletins(viewer: User | Any, key: str) -> bool:
    """`bulletins`: that there is another, or somebody read one."""
    return not key and bool(viewer.has(READ_BULLETINS))


COMMANDS = [
    Command(_("Knowledge"), "knowledge:index", "book", key="k", verb=VIEW, in_rail=True),
    Command(_("Bulletins"), "knowledge:bulletins", "flag", verb=READ_BULLETINS),
]
SEARCHABLE = [SearchKind(KIND, _("Articles"), "book", load_results)]
TOPICS = [
    TopicKind("knowledge", may_follow_articles),
    TopicKind("article", may_follow_article),
    TopicKind("bulletins", may_follow_bulletins),
]
