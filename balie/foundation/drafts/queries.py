"""Reads of drafts: each only by its owner."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from balie.foundation.drafts.models import Draft


def find_draft(key: str, *, owner: AbstractBaseUser) -> Draft | None:
    return Draft.objects.filter(owner_id=owner.pk, key=key).first()
