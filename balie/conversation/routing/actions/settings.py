"""What the organisation decides: reasons of not being ready, how much at once, what work asks; and what a colleague can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.actions import set_abilities
from balie.access.accounts.models import Skill, Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.actions.log import note_limits
from balie.conversation.routing.models import ChannelLimit, NotReadyReason, Requirement
from balie.conversation.routing.policies import MANAGE, SETTINGS
from balie.conversation.routing.queries import may_manage
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.text.labels import Label
from balie.records.taxonomy.models import Category


@transaction.atomic
def save_reason(key: str, *, name: Label, by: User | None, at: datetime) -> NotReadyReason:
    """Make the reason of this key, or rename it; a new one comes last."""
    ensure_may(by, SETTINGS)
    position = NotReadyReason.objects.count()
    row, _new = NotReadyReason.objects.update_or_create(
        key=key, defaults={"name": name}, create_defaults={"name": name, "position": position}
    )
    record("routing.reason_saved", row, by=by, at=at, data={"key": key})
    return row


@transaction.atomic
def set_reason_retired(reason: NotReadyReason, *, is_retired: bool, by: User | None, at: datetime) -> None:
    """Offer the reason no more, or again; who is in it stays."""
    ensure_may(by, SETTINGS)
    reason.is_retired = is_retired
    reason.save(update_fields=["is_retired"])
    record("routing.reason_retired" if is_retired else "routing.reason_restored", reason, by=by, at=at)


@transaction.atomic
def save_limits(limits: Mapping[str, int], *, beside: Mapping[str, Iterable[str]] | None = None, by: User | None, at: datetime) -> None:
    """How many of each channel one operator is handed at once, 1 to 20; `beside` which others it may be handed (kept where not given)."""
    ensure_may(by, SETTINGS)
    for channel, most in limits.items():
        if not 1 <= most <= 20:
            raise Invalid(field=f"most_{channel}", reason=_("From 1 to 20."))
        fields: dict[str, object] = {"most": most}
        if beside is not None:
            fields["beside"] = sorted(set(beside.get(channel, ())) - {channel})
        created = {"beside": ChannelLimit.BESIDE[channel]} | fields
        row, _new = ChannelLimit.objects.update_or_create(channel=channel, defaults=fields, create_defaults=created)
        record("routing.limit_set", row, by=by, at=at, data={"channel": channel, "most": most, "beside": list(row.beside)})
    note_limits(at=at)


@transaction.atomic
def require(
    skill: Skill, least: int, *, category: Category | None = None, team: Team | None = None, by: User | None, at: datetime
) -> Requirement:
    """Work of this category, or of this team, goes only to who has the skill to at least this level."""
    ensure_may(by, SETTINGS)
    if (category is None) == (team is None):
        raise Invalid(field="category", reason=_("Choose a category or a team."))
    row, _new = Requirement.objects.update_or_create(category=category, team=team, skill=skill, defaults={"least": least})
    record("routing.required", row, by=by, at=at, data={"skill": skill.key, "least": least})
    return row


@transaction.atomic
def drop_requirement(row: Requirement, *, by: User | None, at: datetime) -> None:
    ensure_may(by, SETTINGS)
    record("routing.requirement_dropped", row, by=by, at=at, data={"skill": row.skill_id, "least": row.least})
    row.delete()


@transaction.atomic
def change_abilities(user: User, *, skills: Mapping[str, int], languages: Iterable[str], by: User, at: datetime) -> None:
    """What a colleague can: level (1 to 5) by skill, and the languages they speak with customers. Raises `NotFound` for one who is not led."""
    ensure_may(by, MANAGE)
    if not may_manage(by, user):
        raise NotFound()
    set_abilities(user, skills=skills, languages=languages, by=by, at=at)
