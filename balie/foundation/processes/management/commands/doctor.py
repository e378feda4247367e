"""`balie doctor`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from balie.foundation.processes.checks import State, findings


class Command(BaseCommand):
    """A door: the apps do the looking."""

    help = "Look at everything Balie needs, and say what to do."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        failures = 0
        for finding in findings():
            failures += finding.state is State.FAILURE
            remedy = f"  → {finding.remedy}" if finding.remedy else ""
            self.stdout.write(f"{finding.state.value:<8} {finding.subject:<16} {finding.seen}{remedy}")
        if failures:
            raise CommandError(_("{count} of the lines above are failures.").format(count=failures))
