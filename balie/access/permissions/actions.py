"""May one? The one question every verb asks."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.actions import refresh_grants
from balie.access.accounts.models import Role, User
from balie.access.permissions.defaults import ROLES
from balie.access.permissions.extensions import STANDINGS, VERBS, Assurance, Standing, Verb
from balie.access.permissions.models import KnownVerb
from balie.foundation.errors import NotAllowed, Refusal, Way


class AssuranceTooLow(Refusal):
    """The verb needs a surer identity of the other party than was reached."""

    code = "assurance_too_low"
    status = 403
    sentence = _("Check first who you are speaking with: {missing}")

    def __init__(self, standing: Standing | None = None) -> None:
        super().__init__(missing=standing.missing if standing else _("this needs a stronger identity check."))
        if standing:
            self.more = {"needed": int(standing.needed), "reached": int(standing.reached)}
            self.way = Way(_("Go and check"), standing.check_url, key="v")


def may(by: User | None, verb: str, subject: Any = None, *, assurance: Assurance = Assurance.STRONG) -> bool:
    """Whether `by` may; None is Balie itself (intake, jobs), which may everything."""
    if by is None:
        return True
    declared = _verbs()[verb]
    allowed = declared.may is None or subject is None or declared.may(by, subject)
    return by.has(verb) and allowed and assurance >= declared.tier


def ensure_may(by: User | None, verb: str, subject: Any = None, *, assurance: Assurance | None = None) -> None:
    """Raise `NotAllowed` or `AssuranceTooLow` unless `by` may do `verb` to `subject`.

    `assurance` is what the identity check reached. Where a door does not say, who fills `STANDINGS` is asked; with
    nobody on the line it is the operator's own doing.
    """
    if not may(by, verb, subject):
        raise NotAllowed()
    if by is None or not _verbs()[verb].tier:
        return
    if assurance is None:
        _ensure_checked(by, _verbs()[verb], subject)
    elif assurance < _verbs()[verb].tier:
        raise AssuranceTooLow()


def _ensure_checked(by: User, verb: Verb, subject: Any) -> None:
    for fill in STANDINGS.fillings():
        standing = fill(by, verb, subject)
        if standing and standing.reached < standing.needed:
            raise AssuranceTooLow(standing)


def all_verbs() -> dict[str, Verb]:
    """Every declared verb by name, in ring order."""
    return dict(_verbs())


def default_verbs(role: str) -> list[str]:
    """The verbs a role holds when the organisation starts."""
    return sorted(verb.name for verb in _verbs().values() if role in verb.roles)


@transaction.atomic
def install_roles(at: datetime) -> None:
    """Make the roles that are missing; a role that exists keeps what the organisation chose.

    Verbs new since the role was made are added to the roles they are declared for.
    """
    for key, name in ROLES.items():
        role, _made = Role.objects.get_or_create(key=key, defaults={"name": name})
        fresh = set(default_verbs(key)) - _known_verbs()
        if fresh - set(role.verbs):
            role.verbs = sorted({*role.verbs, *fresh})
            role.save(update_fields=["verbs"])
            for user in role.users.all():
                refresh_grants(user)
    _remember_verbs()


@cache
def _verbs() -> dict[str, Verb]:
    return {verb.name: verb for declared in VERBS.fillings() for verb in declared}


def _known_verbs() -> set[str]:
    return set(KnownVerb.objects.values_list("name", flat=True))


def _remember_verbs() -> None:
    KnownVerb.objects.bulk_create((KnownVerb(name=name) for name in _verbs()), ignore_conflicts=True)
