"""Lines, telephones, numbers and what may be called: set up by who manages the settings."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import rules
from balie.conversation.telephony.models import Number, Outgoing, Phone, Trunk
from balie.conversation.telephony.policies import CALL, SETTINGS
from balie.conversation.telephony.waking import SET_UP, wake_engine
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import Label
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Brand

SECRET_BYTES = 16  # 128 bits


@transaction.atomic
def add_phone(key: str, *, user: User | None, by: User | None, at: datetime) -> Phone:
    """A telephone that may sign in, with a secret of ours. Raises `Invalid` for a person who may not call."""
    ensure_may(by, SETTINGS)
    if user is not None and not user.has(CALL):
        raise Invalid(field="user", reason=_("{name} does not call anybody.").format(name=user.name))
    if Phone.objects.filter(key=key).exists():
        raise Invalid(field="key", reason=_("There is a telephone of this name already."))
    phone = Phone.objects.create(key=key, user=user, secret=secrets.token_hex(SECRET_BYTES))
    record("telephony.phone_added", phone, by=by, at=at, data={"user": user.pk if user else None})
    wake_engine(SET_UP)
    return phone


@transaction.atomic
def renew_secret(phone: Phone, *, by: User | None, at: datetime) -> Phone:
    """Another secret: whoever signed in with the old one is signed off at once."""
    ensure_may(by, SETTINGS)
    phone.secret = secrets.token_hex(SECRET_BYTES)
    phone.save(update_fields=["secret"])
    record("telephony.secret_renewed", phone, by=by, at=at)
    wake_engine(SET_UP)
    return phone


@transaction.atomic
def set_phone_active(phone: Phone, *, is_active: bool, by: User | None, at: datetime) -> Phone:
    """Take a telephone out of use, or into it again."""
    ensure_may(by, SETTINGS)
    phone.is_active = is_active
    phone.save(update_fields=["is_active"])
    record("telephony.phone_changed", phone, by=by, at=at, data={"is_active": is_active})
    wake_engine(SET_UP)
    return phone


@transaction.atomic
def save_trunk(key: str, *, by: User | None, at: datetime, **fields: object) -> Trunk:
    """A line, made or changed; `fields` are those of `Trunk`. Raises `Invalid` when it should sign in and has no name or secret for it."""
    ensure_may(by, SETTINGS)
    trunk = Trunk.objects.filter(key=key).first() or Trunk(key=key)
    for name, value in fields.items():
        setattr(trunk, name, value)
    if trunk.registers and not (trunk.user and trunk.secret):
        raise Invalid(field="user", reason=_("To sign in at the provider, fill in the name and the secret it gave you."))
    trunk.save()
    record("telephony.trunk_saved", trunk, by=by, at=at, data={"fields": [*sorted(fields)]})
    wake_engine(SET_UP)
    return trunk


@transaction.atomic
def save_number(
    digits: str,
    *,
    name: Label,
    team: Team,
    call_back_owner: User,
    by: User | None,
    at: datetime,
    queue: Queue | None = None,
    language: str = "nl",
    calendar: Calendar | None = None,
    brand: Brand | None = None,
    shown: str = "",
) -> Number:
    """What becomes of calls to these digits, made or changed. Raises `Invalid` for an owner who may not call back, and a number that is none."""
    ensure_may(by, SETTINGS)
    if not call_back_owner.has(CALL):
        raise Invalid(field="call_back_owner", reason=_("{name} does not call anybody.").format(name=call_back_owner.name))
    fields = {
        "name": name,
        "team": team,
        "call_back_owner": call_back_owner,
        "queue": queue,
        "language": language,
        "calendar": calendar,
        "brand": brand,
        "shown": shown_number_of(shown),
    }
    number, _made = Number.objects.update_or_create(digits=digits, defaults=fields)
    record("telephony.number_saved", number, by=by, at=at, data={"team": team.pk, "call_back_owner": call_back_owner.pk})
    return number


def shown_number_of(typed: str) -> str:
    """The number as it is shown to whom we call, "" for none. Raises `Invalid`."""
    number = rules.number_of(typed) if typed else ""
    if typed and not number.startswith("+"):
        raise Invalid(field="shown", reason=_("This is no telephone number."))
    return number


@transaction.atomic
def allow_calls(
    *,
    is_on: bool,
    by: User | None,
    at: datetime,
    regions: Iterable[str] = (),
    prefixes: Iterable[str] = (),
    trunk: Trunk | None = None,
    shown_number: str = "",
    **limits: object,
) -> Outgoing:
    """Whom may be called, through which line, shown as which number; `limits` are those of `Outgoing`."""
    ensure_may(by, SETTINGS)
    fields = {
        "is_on": is_on,
        "regions": sorted(regions),
        "prefixes": sorted(prefixes),
        "trunk": trunk,
        "shown_number": shown_number,
        **limits,
    }
    outgoing, _made = Outgoing.objects.update_or_create(id=1, defaults=fields)
    record(
        "telephony.outgoing_set",
        outgoing,
        by=by,
        at=at,
        data={"is_on": is_on, "regions": [*sorted(regions)], "prefixes": [*sorted(prefixes)]},
    )
    return outgoing
