"""Who is ready for what, and who holds what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from balie.access.accounts.models import User, UserSkill
from balie.access.permissions.actions import may
from balie.access.permissions.levels import ALL_TEAMS
from balie.conversation.routing import rules
from balie.conversation.routing.extensions import TALKS, Talk
from balie.conversation.routing.models import Channel, ChannelLimit, Lease, NotReadyReason, OperatorState, Requirement
from balie.conversation.routing.policies import BE_READY, MANAGE
from balie.foundation.statements.prepared import Given, Prepared

MOST_LISTED = 500


def is_live() -> Q:
    """The leases that hold now, by the database's time."""
    return Q(ended_at=None, expires_at__gt=Now())


def may_manage(by: User, user: User) -> bool:
    """Whether `by` leads somebody of the teams `user` works in, or all of them."""
    return may(by, MANAGE) and (by.has(ALL_TEAMS) or bool(set(by.lead_team_ids) & set(user.team_ids)))


def most_of(channel: str) -> int:
    """How many of a channel an operator holds at once."""
    known = ChannelLimit.objects.filter(channel=channel).values_list("most", flat=True).first()
    return known or ChannelLimit.USUAL[channel]


def limits() -> list[tuple[str, str, int, list[str]]]:
    """(channel, its name, how many at once, beside which others)."""
    known = {each.channel: each for each in ChannelLimit.objects.all()}
    usual = {value: ChannelLimit(channel=value, most=most, beside=ChannelLimit.BESIDE[value]) for value, most in ChannelLimit.USUAL.items()}
    rows = [known.get(value, usual[value]) for value in Channel.values]
    return [(row.channel, str(row.get_channel_display()), row.most, row.beside) for row in rows]


def operator_of(user: User, channel: Channel, *, since: datetime | None = None) -> rules.Operator:
    """A colleague as the rules see them. Who named no languages speaks the one of their screens."""
    held = Lease.objects.filter(is_live(), holder=user, channel=channel).count()
    return rules.Operator(
        id=user.pk,
        languages=languages_of(user),
        skills=dict(user.skills.values_list("skill_id", "level")),
        held=held,
        most=most_of(channel),
        since=since,
    )


def languages_of(user: User) -> frozenset[str]:
    return frozenset(user.spoken_languages or [user.language])


class Needs:
    """What work asks of who does it, by its category and its team: one query."""

    def __init__(self) -> None:
        self._by_category: dict[int, list[tuple[int, int]]] = {}
        self._by_team: dict[int, list[tuple[int, int]]] = {}
        for category, team, skill, least in Requirement.objects.values_list("category_id", "team_id", "skill_id", "least"):
            (self._by_category if category else self._by_team).setdefault(category or team or 0, []).append((skill, least))

    def of(self, category_id: int | None, team_id: int | None) -> tuple[tuple[int, int], ...]:
        """Skills with their least level; where both ask the same skill, the higher."""
        most: dict[int, int] = {}
        for skill, least in [*self._by_category.get(category_id or 0, ()), *self._by_team.get(team_id or 0, ())]:
            most[skill] = max(most.get(skill, 0), least)
        return tuple(sorted(most.items()))

    def beyond(self, operator: rules.Operator) -> tuple[list[int], list[int]]:
        """The categories and the teams whose work asks more than the operator can."""

        def closed(asked: dict[int, list[tuple[int, int]]]) -> list[int]:
            return [pk for pk, wanted in asked.items() if any(operator.skills.get(skill, 0) < least for skill, least in wanted)]

        return closed(self._by_category), closed(self._by_team)


def cooling_until(holder: User, kind: str, ids: Iterable[int] | None = None) -> dict[int, datetime]:
    """What the holder gave back lately, or of it those among `ids`: id → until when it stays away."""
    rows = Lease.objects.filter(holder=holder, subject_kind=kind, again_at__gt=Now())
    rows = rows if ids is None else rows.filter(subject_id__in=list(ids))
    return {pk: until for pk, until in rows.order_by("again_at").values_list("subject_id", "again_at") if until}


def held_ids(holder: User, kind: str) -> set[int]:
    """What the holder holds now."""
    return set(Lease.objects.filter(is_live(), holder=holder, subject_kind=kind).values_list("subject_id", flat=True))


def live_lease(kind: str, subject_id: int, *, holder: User) -> Lease | None:
    """The holder's lease on it, with why it was given."""
    rows = Lease.objects.filter(is_live(), subject_kind=kind, subject_id=subject_id, holder=holder)
    return rows.select_related("decision").first()


@dataclass(frozen=True)
class Standing:
    """An operator's state now: `state` "" is not at the desk."""

    state: str = ""
    reason_key: str = ""
    label: str = ""
    since: datetime | None = None


def standing_of(user: User) -> Standing:
    rows = _OPEN.records(user=user.pk)
    return _standing(rows[0]) if rows else Standing()


def standing_in(record: Sequence[OperatorState]) -> Standing:
    """How somebody stands now, in a record with the newest first."""
    return _standing(record[0]) if record and record[0].until is None else Standing()


def reasons() -> list[NotReadyReason]:
    """The reasons offered, in their order."""
    return list(NotReadyReason.objects.filter(is_retired=False).order_by("position", "pk"))


def all_reasons() -> list[NotReadyReason]:
    return list(NotReadyReason.objects.order_by("is_retired", "position", "pk"))


def requirements() -> list[Requirement]:
    return list(Requirement.objects.select_related("category", "team", "skill").order_by("pk"))


@dataclass(frozen=True)
class OperatorLine:
    """An operator as a lead sees them: `held` is what was handed out and not begun."""

    user: User
    standing: Standing
    skills: list[tuple[str, int]]
    languages: list[str]
    held: int
    talk: Talk | None = None


def operators_for(viewer: User) -> list[OperatorLine]:
    """Who may be given work in the teams the viewer leads (in all of them for who sees all teams), by name: one query, and one for what they are in."""
    led = _led(viewer)
    states = Prefetch("states", OperatorState.objects.filter(until=None).select_related("reason"), to_attr="now")
    skills = Prefetch("skills", UserSkill.objects.select_related("skill").order_by("skill__key"), to_attr="abilities")
    held = Count("leases", filter=Q(leases__ended_at=None, leases__expires_at__gt=Now()), distinct=True)
    rows: Any = led.annotate(held=held).prefetch_related(states, skills).order_by("name", "pk")[:MOST_LISTED]
    people = list(rows)
    talks = {pk: talk for fill in TALKS.fillings() for pk, talk in fill(viewer, [each.pk for each in people]).items()}
    return [
        OperatorLine(
            talk=talks.get(each.pk),
            user=each,
            standing=_standing(each.now[0]) if each.now else Standing(),
            skills=[(str(has.skill.name), has.level) for has in each.abilities],
            languages=sorted(languages_of(each)),
            held=each.held,
        )
        for each in people
    ]


def operator_named(viewer: User, user_id: int) -> User | None:
    """The operator, when the viewer leads them."""
    return _led(viewer).filter(pk=user_id).first()


def record_of(user: User, *, most: int = 30) -> Sequence[OperatorState]:
    """The operator's states, the newest first."""
    rows = OperatorState.objects.filter(user=user).select_related("reason", "by")
    return list(rows.order_by("-since", "-pk")[:most])


def standings(user_ids: Iterable[int]) -> dict[int, Standing]:
    """How several colleagues stand now: one query."""
    rows = OperatorState.objects.filter(user_id__in=list(user_ids), until=None).select_related("reason")
    return {each.user_id: _standing(each) for each in rows}


def all_operators() -> QuerySet[User]:
    """Whoever may be given work."""
    return User.objects.filter(is_active=True, is_service=False, granted__contains=[BE_READY])


def _led(viewer: User) -> QuerySet[User]:
    return all_operators() if viewer.has(ALL_TEAMS) else all_operators().filter(team_ids__overlap=viewer.lead_team_ids)


def _standing(row: OperatorState) -> Standing:
    reason = row.reason
    return Standing(row.state, reason.key if reason else "", str(reason.name) if reason else str(row.get_state_display()), row.since)


_OPEN = Prepared(lambda: OperatorState.objects.select_related("reason").filter(user=Given("user", BigIntegerField()), until=None))
