"""Builders of articles and bulletins for tests."""

from __future__ import annotations

from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.records.knowledge import actions
from balie.records.knowledge.actions import About, Words
from balie.records.knowledge.models import Article, Bulletin


def an_editor() -> User:
    """Who writes articles."""
    return a_user("knowledge", language="en")


def an_article(
    title: str = "How do I read my meter?",
    body: str = "<p>Press the button twice.</p>",
    *,
    expert: str = "",
    language: str = "en",
    is_published: bool = True,
    by: User | None = None,
    **about: Any,
) -> Article:
    """An article in one language, published unless told otherwise."""
    editor = about.pop("owner", None) or by or an_editor()
    words = Words(title, body, expert)
    article = actions.create_article(language, words, about=About(owner=editor, **about), by=by or editor, at=MONDAY_9AM)
    return actions.publish_article(article.number, by=None, at=MONDAY_9AM) if is_published else article


def a_bulletin(title: str = "The line to the grid is down", **fields: Any) -> Bulletin:
    words = {"nl": (title, "Zeg het aan wie belt."), "en": (title, "Tell it to who calls.")}
    return actions.publish_bulletin(words, **{"by": None, "at": MONDAY_9AM} | fields)
