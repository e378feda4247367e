"""Live topics: one file, and the list."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.foundation.live.extensions import TopicKind
from balie.foundation.text.numbers import whole
from balie.records.customers.models import Customer


def may_follow(user: User, key: str) -> bool:
    """Who may see the file may follow it by its number."""
    return Customer.objects.visible_to(user).filter(number=whole(key)).exists()


def may_follow_list(user: User, key: str) -> bool:
    return not key and user.has("customers.view")


TOPICS = [TopicKind("customer", may_follow), TopicKind("customers", may_follow_list)]
