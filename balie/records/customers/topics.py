"""Live topics: one file, and the list."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.foundation.live.extensions import TopicKind
from balie.records.customers.models import Customer


def may_follow(user: User, key: str) -> bool:
    """Who may see the file may follow it by its number."""
    return key.isascii() and key.isdigit() and len(key) < 19 and Customer.objects.visible_to(user).filter(number=int(key)).exists()


def may_follow_list(user: User, key: str) -> bool:
    return not key and user.has("customers.view")


TOPICS = [TopicKind("customer", may_follow), TopicKind("customers", may_follow_list)]
