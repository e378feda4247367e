"""`balie release`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from balie.foundation.postgres.actions import release_sending


class Command(BaseCommand):
    """A door: the work is `release_sending`."""

    help = "Let a restored copy send mail again."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("Mail leaves again.") if release_sending() else _("Sending was not held."))
