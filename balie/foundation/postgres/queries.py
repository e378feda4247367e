"""What other apps ask about this database."""

from __future__ import annotations

from balie.foundation.postgres.models import Instance


def this_instance() -> Instance:
    """The one row, made by the first migration."""
    return Instance.objects.get(pk=1)


def sending_is_held() -> bool:
    """Whether nothing may leave this machine: true in a restored copy until `balie release`."""
    return Instance.objects.filter(pk=1, sending_held=True).exists()
