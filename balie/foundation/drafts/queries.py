"""Reads of drafts: each only by its owner."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from balie.foundation.drafts.models import Draft


def find_draft(key: str, *, owner: AbstractBaseUser) -> Draft | None:
    return Draft.objects.filter(owner_id=owner.pk, key=key).first()


def drafts_for(owner: AbstractBaseUser, *, prefix: str = "") -> list[Draft]:
    """The newest drafts of the owner, at most fifty."""
    return list(Draft.objects.filter(owner_id=owner.pk, key__startswith=prefix).order_by("-saved_at")[:50])
