"""Whom a ticket may be passed to: at most five, each with its reasons in words. A bounded number of bounded queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.access.accounts.models import Team, User, UserSkill
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.models import Ticket, Turn
from balie.casework.tickets.suggesting import AWAY, HERE, MOST, READY, Advice, Candidate, Reason, advise
from balie.conversation.routing.queries import Needs, Standing, languages_of, standings
from balie.foundation.errors import NotFound
from balie.foundation.text.labels import Label
from balie.foundation.ui.filters import language_name
from balie.records.taxonomy.models import Category

MOST_PEOPLE = 200
MOST_HISTORY = 50


@dataclass(frozen=True)
class Suggestion:
    """`to` as the form sends it: `team:<id>` or `user:<id>`."""

    to: str
    name: str
    reasons: list[str]
    tone: str = ""


@dataclass(frozen=True)
class _Person:
    user: User
    skills: Mapping[int, int]
    skill_names: Mapping[int, str]


def suggestions_for(viewer: User, number: int) -> list[Suggestion]:
    """The team that handles what it is about, when it is elsewhere, then people: six queries. Raises `NotFound` and `NotAllowed`."""
    ticket = Ticket.objects.visible_to(viewer).select_related("category__team").filter(number=number).first()
    if ticket is None:
        raise NotFound()
    ensure_may(viewer, "tickets.transfer", ticket)
    category = ticket.category
    team = category.team if category and category.team_id != ticket.team_id else None
    places = {pk for pk in (ticket.team_id, category.team_id if category else None) if pk}
    people = _people(ticket, places, viewer)
    needs = Needs().of(ticket.category_id, team.pk if team else ticket.team_id)
    now = standings(people)
    advice = _advised(ticket, people, places, needs, now, _history(ticket, viewer))
    teams = [_of_team(team, category)] if team is not None and category is not None else []
    named = [_of_person(people[each.id], each, ticket, now) for each in advice]
    return [*teams, *named][:MOST]


def _people(ticket: Ticket, places: set[int], viewer: User) -> dict[int, _Person]:
    """Who works on tickets in the team it is of, or that handles what it is about; in all teams when it is of none. With their skills."""
    rows = User.objects.filter(is_active=True, is_service=False, granted__contains=["tickets.take"]).exclude(
        pk__in={viewer.pk, ticket.owner_id or 0}
    )
    if places:
        rows = rows.filter(Q(team_ids__overlap=sorted(places)) | Q(lead_team_ids__overlap=sorted(places)))
    skills = UserSkill.objects.filter(user=OuterRef("pk")).values(found=JSONObject(id="skill_id", level="level", name="skill__name"))
    found = {}
    for user in rows.annotate(abilities=ArraySubquery(skills)).order_by("pk")[:MOST_PEOPLE]:
        levels = {each["id"]: each["level"] for each in user.abilities}
        found[user.pk] = _Person(user, levels, {each["id"]: str(Label(each["name"])) for each in user.abilities})
    return found


def _history(ticket: Ticket, viewer: User) -> Counter[int]:
    """Who had how many of the customer's last fifty tickets that the viewer may know of."""
    if ticket.customer_id is None:
        return Counter()
    rows = Ticket.objects.visible_to(viewer).filter(customer=ticket.customer_id).exclude(pk=ticket.pk).order_by("-changed_at", "-id")
    return Counter(owner for owner in rows.values_list("owner_id", flat=True)[:MOST_HISTORY] if owner)


def _advised(
    ticket: Ticket,
    people: Mapping[int, _Person],
    places: set[int],
    needs: tuple[tuple[int, int], ...],
    now: Mapping[int, Standing],
    known: Counter[int],
) -> list[Advice]:
    loads = _loads(people)
    candidates = [
        Candidate(
            id=pk,
            languages=languages_of(each.user),
            skills=each.skills,
            presence=_presence(now.get(pk)),
            open_count=loads.get(pk, 0),
            history=known[pk],
            in_place=bool(places & set(each.user.team_ids)),
        )
        for pk, each in people.items()
    ]
    return advise(candidates, language=ticket.language, needs=needs)


def _loads(people: Iterable[int]) -> dict[int, int]:
    """Tickets of theirs that ask for work now."""
    rows = Turn.objects.filter(owner_id__in=list(people)).values("owner_id").annotate(count=Count("pk"))
    return {row["owner_id"]: row["count"] for row in rows if row["owner_id"]}


def _presence(standing: Standing | None) -> int:
    if standing is None or not standing.state:
        return AWAY
    return READY if standing.state == "available" else HERE


def _of_team(team: Team, category: Category) -> Suggestion:
    return Suggestion(f"team:{team.pk}", str(team.name), [_("handles %(category)s") % {"category": category.name}])


def _of_person(person: _Person, advice: Advice, ticket: Ticket, now: Mapping[int, Standing]) -> Suggestion:
    user = person.user
    words = [_in_words(each, ticket, person.skill_names, now.get(user.pk)) for each in advice.reasons]
    return Suggestion(f"user:{user.pk}", user.name, words, "ok" if any(each.kind == "ready" for each in advice.reasons) else "")


def _in_words(reason: Reason, ticket: Ticket, skills: Mapping[int, str], standing: Standing | None) -> str:
    match reason.kind:
        case "skill":
            return _("%(skill)s at level %(level)s") % {"skill": skills.get(reason.value, ""), "level": reason.level}
        case "language":
            return _("speaks %(language)s") % {"language": language_name(ticket.language)}
        case "history":
            said = ngettext("helped this customer before", "helped this customer %(count)s times before", reason.value)
            return said % {"count": reason.value}
        case "ready" | "here":
            return standing.label if standing else ""
    return ngettext("%(count)s ticket to do", "%(count)s tickets to do", reason.value) % {"count": reason.value}
