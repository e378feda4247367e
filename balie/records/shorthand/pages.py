"""Where shorthand stands on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import Command

COMMANDS = [Command(_("My shorthand"), "shorthand:index", "note")]
