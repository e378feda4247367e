"""Keep and remove shorthand; the only writer of its table."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.records.shorthand.models import Shorthand
from balie.records.shorthand.policies import SHARE
from balie.records.shorthand.rules import LONGEST_WORDS, is_key


@transaction.atomic
def save_shorthand(key: str, words: str, *, team: Team | None = None, by: User, at: datetime) -> Shorthand:
    """Let the key stand for these words, for `by` alone or for one of their teams. Raises `Invalid`, `NotAllowed` and `NotFound`."""
    if team is not None:
        ensure_may(by, SHARE)
        if team.pk not in by.team_ids:
            raise NotFound()
    key, words = key.strip().removeprefix(";").casefold(), words.strip().replace("\r\n", "\n")
    if not is_key(key):
        raise Invalid(field="key", reason=_("Letters and digits without accents, at most 20, such as “mvg”."))
    if not 0 < len(words) <= LONGEST_WORDS:
        raise Invalid(field="words", reason=_("Write the words it stands for, at most 2,000 characters."))
    owner = None if team else by
    saved, _new = Shorthand.objects.update_or_create(key=key, owner=owner, team=team, defaults={"words": words})
    record("shorthand.saved", saved, by=by, at=at, data={"key": key, "team": team.key if team else ""})
    return saved


@transaction.atomic
def remove_shorthand(pk: int, *, by: User, at: datetime) -> None:
    """One's own, or one of one's team for who gives them. Raises `NotFound` and `NotAllowed`."""
    found = Shorthand.objects.select_for_update().filter(pk=pk).first()
    if found is None or (found.owner_id not in {None, by.pk}) or (found.team_id is not None and found.team_id not in by.team_ids):
        raise NotFound()
    if found.team_id is not None:
        ensure_may(by, SHARE)
    record("shorthand.removed", found, by=by, at=at, data={"key": found.key})
    found.delete()
