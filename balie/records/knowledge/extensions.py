"""What articles ask of the apps above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class UsedBy:
    """A place that refers to an article: a contact it was given in, a ticket, a problem, a script."""

    icon: str
    title: str
    url: str
    number: int | None = None


# `uses(viewer, article_id, most)`: the newest places that refer to the article and that the viewer may see.
USES: ExtensionPoint[Callable[[User, int, int], Sequence[UsedBy]]] = ExtensionPoint("knowledge.uses")
