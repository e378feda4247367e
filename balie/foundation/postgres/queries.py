"""What other apps ask about this database."""

from __future__ import annotations

from balie.foundation.postgres.models import Instance


def this_instance() -> Instance:
    """The one row, made by the first migration."""
    return Instance.objects.get(pk=1)


def sending_is_held() -> bool:
    """Whether nothing may leave this machine: true in a restored copy until `balie release`."""
    return Instance.objects.filter(pk=1, sending_held=True).exists()


def began_as_demo() -> bool:
    """Whether the demo organisation was loaded at this database's first start."""
    return Instance.objects.filter(pk=1, began_as=Instance.Beginning.DEMO).exists()
