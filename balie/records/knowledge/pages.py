"""Where articles and bulletins stand on screen, and what the search finds of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.suggestions.extensions import Situation, SuggestionKind
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.numbers import whole
from balie.foundation.text.rich import plain_of
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, WaitingGroup, WaitingRow
from balie.records.knowledge.actions import KIND
from balie.records.knowledge.models import Article, Picture
from balie.records.knowledge.policies import READ_BULLETINS, VIEW
from balie.records.knowledge.queries.articles import lines_of_editions, said_to_customers
from balie.records.knowledge.queries.waiting import BULLETIN, waiting_for
from balie.records.knowledge.rules import Standing
from balie.records.knowledge.words import STANDINGS

READ_FIRST = 6


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


def suggested_for(viewer: User, _situation: Situation, ids: Sequence[int]) -> list[Result]:
    """What holds now: no draft, nothing past."""
    language = (get_language() or LANGUAGES[0])[:2]
    found = lines_of_editions(viewer, ids, language=language, today=timezone.localdate())
    return [
        Result(pk, line.title, f"{url('knowledge:article', line.number)}?language={line.language}", line.number)
        for pk, line in found.items()
        if line.standing == Standing.HOLDS
    ]


def words_for_customer(viewer: User, situation: Situation, edition_id: int) -> str:
    """What is put into a text for the customer: the plain variant in their language; nothing of what is for colleagues only."""
    said = said_to_customers(viewer, edition_id, language=situation.language, today=timezone.localdate())
    return plain_of(said.plain).strip() if said else ""


def to_read(viewer: User, _at: datetime) -> WaitingGroup:
    """The bulletins the viewer has not read yet, and one's own articles whose day of review has come."""
    rows = [_to_read(*each) for each in waiting_for(viewer, today=timezone.localdate())]
    return WaitingGroup(_("To read"), rows, READ_FIRST, len(rows))


def _to_read(what: str, key: int, name: Mapping[str, str], since: datetime) -> WaitingRow:
    if what == BULLETIN:
        return WaitingRow(str(Label(name)), "", f"{url('knowledge:bulletins')}#bulletin-{key}", since=since, icon="flag")
    return WaitingRow(str(Label(name)), gettext("look at it again"), url("knowledge:article", key), icon="book")


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
SEARCHABLE = [SearchKind(KIND, _("Articles"), "book", load_results, learns=True)]
SUGGESTED = [SuggestionKind("article", KIND, _("article"), "book", suggested_for, words=words_for_customer, learns=True)]
TOPICS = [
    TopicKind("knowledge", may_follow_articles),
    TopicKind("article", may_follow_article),
    TopicKind("bulletins", may_follow_bulletins),
]
