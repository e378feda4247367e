"""Keep and drop what is being typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from balie.foundation.drafts.models import Draft
from balie.foundation.errors import Invalid
from balie.foundation.statements.cursors import planned_cursor

LARGEST = 500_000


def save_draft(key: str, fields: Mapping[str, object], *, by: AbstractBaseUser, at: datetime) -> Draft:
    """Keep `fields` as the newest of this form; a field's value is a text, or several. Raises `Invalid`."""
    if not key or len(key) > 100 or not all(_is_typed(value) for value in fields.values()):
        raise Invalid(field="fields", reason=_("A draft is a form's fields with their texts."))
    if len(json.dumps(dict(fields))) > LARGEST:
        raise Invalid(field="fields", reason=_("This draft is too long to keep: shorten it or send it."))
    draft, _new = Draft.objects.update_or_create(owner_id=by.pk, key=key, defaults={"fields": dict(fields), "saved_at": at})
    return draft


def share_drafts(prefix: str, *, of: AbstractBaseUser, to: AbstractBaseUser, at: datetime) -> int:
    """Give somebody what another is typing in the forms of this beginning; what they type there themselves stays. How many were given."""
    theirs = Draft.objects.filter(owner_id=of.pk, key__startswith=prefix)
    fresh = [Draft(owner_id=to.pk, key=each.key, fields=each.fields, saved_at=at) for each in theirs]
    return len(Draft.objects.bulk_create(fresh, ignore_conflicts=True))


def _is_typed(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(each, str) for each in texts)


def drop_draft(*keys: str, by: AbstractBaseUser) -> None:
    """The form was sent: its drafts have done their work. One statement, however many."""
    with planned_cursor() as cursor:
        cursor.execute("DELETE FROM drafts_draft WHERE owner_id = %s AND key = ANY (%s)", [by.pk, list(keys)])
