"""Builders of handouts for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.contacts.models import Contact
from balie.conversation.handouts.actions import Made, give_article
from balie.records.knowledge.models import Article

_serial = count(1)


def a_handout(contact: Contact, article: Article, by: User, **fields: Any) -> Made:
    """The article in English by a link, unless told otherwise."""
    given: dict[str, Any] = {"language": "en", "at": MONDAY_9AM, "dedupe_key": f"handout{next(_serial)}"} | fields
    return give_article(contact, article.number, by=by, **given)
