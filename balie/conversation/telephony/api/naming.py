"""What programs name by its key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balie.foundation.errors import Invalid


def named(kind: Any, field: str, **key: object) -> Any:
    """The row of this key. Raises `Invalid` of `field`."""
    found = kind.objects.filter(**key).first()
    if found is None:
        raise Invalid(field=field, reason=_("There is none of this key."))
    return found
