"""The verbs of access itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import Assurance, FieldClass, Verb

VERBS = [
    Verb("permissions.all_teams", _("See team records of every team"), ("supervisor",)),
    Verb("permissions.read_personal", _("Read personal data"), (*DESK, "privacy", "service")),
    Verb("permissions.reveal_secret", _("Reveal secret fields, with a reason"), (*DESK, "privacy"), tier=Assurance.STRONG),
    Verb("permissions.set_level", _("Change how closed a record is"), ("lead", "supervisor", "privacy")),
    Verb("accounts.manage", _("Manage people, teams and roles"), ("administrator",)),
    Verb("accounts.own_tokens", _("Make API tokens for oneself"), (*DESK, "administrator", "service")),
    Verb("audit.view", _("Read the audit log"), ("auditor", "privacy")),
    Verb("settings.manage", _("Change what the organisation decides"), ("administrator",)),
]

_I, _P, _S = FieldClass.INTERNAL, FieldClass.PERSONAL, FieldClass.SECRET
FIELD_CLASSES = {
    "accounts.apitoken": {"name": _I, "prefix": _I, "secret_hash": _S},
    "accounts.singleuselink": {"secret_hash": _S},
    "accounts.user": {"email": _I, "password": _S, "preferences": _I, "last_login": _I},
    "audit.auditline": {"data": _I},
}
