"""Who may know of problems, keep them, and note what was tried."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

VIEW, WRITE, TRY = "problems.view", "problems.write", "problems.try"
VERBS = [
    Verb(VIEW, _("See known problems and their solutions"), (*DESK, "knowledge", "service")),
    Verb(WRITE, _("Keep problems and their solutions"), ("knowledge", *LEADS, "service")),
    Verb(TRY, _("Link tickets to problems, and note which solution was tried"), (*DESK, "service")),
]

_I = FieldClass.INTERNAL
FIELD_CLASSES: dict[str, dict[str, FieldClass]] = {"problems.problem": {"name": _I, "workaround": _I}, "problems.solution": {"name": _I}}
