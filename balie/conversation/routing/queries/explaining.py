"""Why this operator, and why still waiting: what was decided, in words somebody reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.access.accounts.models import Skill, User, UserSkill
from balie.conversation.routing import rules
from balie.conversation.routing.board.facts import Demand, Profile, Queue, Step, ms
from balie.conversation.routing.board.scores import Misfit, ladder, misfit, stage
from balie.conversation.routing.models import ChannelLimit, Decision, Offer, OperatorState, Waiting
from balie.conversation.routing.queries.operators import all_operators, languages_of
from balie.conversation.routing.queries.watching import MOST_ORDERED, in_turn
from balie.foundation.text.labels import Label
from balie.foundation.ui.filters import language_name

MOST_OPERATORS = 300


def why_chosen(decisions: Iterable[Decision]) -> dict[int, list[str]]:
    """For each decision: why this operator got what waited, and why nothing that came before it. One query."""
    told = list(decisions)
    ids = {each[0] for decision in told for each in decision.facts["candidates"]}
    people = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {decision.pk: _said_of(decision.facts, people) for decision in told}


def why_waiting(row: Any, *, at: datetime) -> list[str]:
    """Why what waits rings at nobody: its turn, what it asks, and for each operator of the team what stands in the way, counted.

    `row` as `waiting_named` gives it. Two queries.
    """
    if row.ended_at is not None:
        return [_("It waits no longer: {end}.").format(end=row.get_end_display())]
    if row.rings_at:
        return [_("It rings at {name}.").format(name=row.rings_at)]
    demand = _demand_of(row, at=at)
    return [_said_of_turn(row, at=at), *_said_of_demand(demand, _skill_names(row)), *_said_of_team(row, demand)]


def _said_of(facts: Mapping[str, Any], people: Mapping[int, str]) -> list[str]:
    waited = round(facts["waited_ms"] / 1000)
    said = [ngettext("It had waited %(count)s second.", "It had waited %(count)s seconds.", waited) % {"count": waited}]
    if facts["stage"]:
        said.append(_("By then less was asked: step %(step)s of the queue.") % {"step": facts["stage"]})
    return [*said, *_said_of_choice(facts, people), *_said_of_passed(facts["passed"])]


def _said_of_choice(facts: Mapping[str, list[list[int]]], people: Mapping[int, str]) -> list[str]:
    first, *others = facts["candidates"]
    name = people.get(first[0], "")
    if not others:
        return [_("{name} was the only one free who fits.").format(name=name)]
    second = others[0]
    why = next((place for place in range(1, 6) if first[place] != second[place]), 6)
    reasons = {
        1: _("{name} came first: {other} had just let it ring."),
        2: _("{name} came first: {other} fits only since less is asked."),
        3: _("{name} came first: better at what it asks than {other}."),
        4: _("{name} came first: available longer than {other}."),
        5: _("{name} came first: had fewer offers than {other}."),
        6: _("{name} came first: all else equal, who is longest with us before {other}."),
    }
    return [reasons[why].format(name=name, other=people.get(second[0], ""))]


def _said_of_passed(passed: list[tuple[int, str]]) -> list[str]:
    said = {
        Misfit.TEAM: _("What came before it is for another team."),
        Misfit.LANGUAGE: _("What came before it is in a language the operator does not speak."),
        Misfit.SKILL: _("What came before it asks a skill the operator lacks."),
    }
    return list(dict.fromkeys(said[Misfit(why)] for _waiting, why in passed))


def _demand_of(row: Any, *, at: datetime) -> Demand:
    queue = row.queue
    spec = Queue(
        id=queue.pk,
        team=queue.team_id,
        asked=tuple((each["skill"], each["least"]) for each in row.asked),
        steps=tuple(Step(each["after"] * 1000, each["less"], each["drops"]) for each in row.steps),
    )
    skills = {int(skill): least for skill, least in row.skills.items()}
    reached = stage(spec, ms(at) - ms(row.since))
    return ladder(spec, language=row.language, may_drop_language=row.may_drop_language, skills=skills)[reached]


def _said_of_turn(row: Any, *, at: datetime) -> str:
    rows = in_turn(row.queue, Waiting.objects.filter(queue=row.queue, ended_at=None).order_by("since", "pk")[:MOST_ORDERED], at=at)
    before = next((place for place, each in enumerate(rows) if each.pk == row.pk), len(rows))
    if not before:
        return _("It is the first in its queue.")
    return ngettext("%(count)s goes before it in its queue.", "%(count)s go before it in its queue.", before) % {"count": before}


def _said_of_demand(demand: Demand, names: Mapping[int, str]) -> list[str]:
    asked = [language_name(demand.language)] if demand.language else []
    asked += [_("{skill} from level {level}").format(skill=names[skill], level=least) for skill, least in demand.skills]
    return [_("It asks: {what}.").format(what=", ".join(asked))] if asked else []


def _skill_names(row: Any) -> dict[int, str]:
    """Those of the queue came with it; those of what waits alone are asked for, where it has any."""
    own = [int(skill) for skill in row.skills]
    found = dict(Skill.objects.filter(pk__in=own).values_list("pk", "name")) if own else {}
    return {skill: str(name) for skill, name in found.items()} | {each["skill"]: str(Label(each["name"])) for each in row.asked}


def _said_of_team(row: Any, demand: Demand) -> list[str]:
    """Each operator of the team, counted once, under the first thing in the way."""
    team = _team_of(row.queue.team_id)
    if not team:
        return [_("Nobody is in its team.")]
    limit = row.limit or {"most": ChannelLimit.USUAL[row.channel], "beside": ChannelLimit.BESIDE[row.channel]}
    room = (limit["most"], {row.channel, *limit["beside"]})
    counts = Counter(_in_the_way(each, row.channel, demand, room) for each in team)
    words = _words()
    return [words[why].format(count=count) for why, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _team_of(team_id: int) -> list[Any]:
    """The operators of a team with what they can, their state (None: not at the desk) and the channels they talk on: one query."""
    skills = UserSkill.objects.filter(user=OuterRef("pk")).values(each=JSONObject(skill="skill_id", level="level"))
    state = OperatorState.objects.filter(user=OuterRef("pk"), until=None).values("state")[:1]
    talks = Offer.objects.filter(operator=OuterRef("pk"), state=Offer.State.ACCEPTED, ended_at=None).values("waiting__channel")
    rows = all_operators().filter(team_ids__contains=[team_id]).order_by("pk")
    return list(rows.annotate(can=ArraySubquery(skills), now=Subquery(state), talks=ArraySubquery(talks))[:MOST_OPERATORS])


def _in_the_way(user: Any, channel: str, demand: Demand, room: tuple[int, set[str]]) -> str:
    skills = tuple(sorted((each["skill"], each["level"]) for each in user.can))
    if (lacks := misfit(demand, Profile(languages_of(user), skills, frozenset(user.team_ids)))) is not None:
        return lacks.value
    most, beside = room
    has_room = user.talks.count(channel) < most and set(user.talks) <= beside
    match user.now:
        case None:
            return "away"
        case rules.State.AVAILABLE:
            return "free" if has_room else "full"
        case rules.State.TALKING:
            return "free" if user.talks and has_room else "talking"
        case state:
            return str(state)


def _words() -> dict[str, str]:
    return {
        "team": _("{count} in no team of this queue"),
        "language": _("Do not speak the language: {count}"),
        "skill": _("Lack a skill it asks: {count}"),
        "away": _("Not at the desk: {count}"),
        "free": _("Free, and will be offered it: {count}"),
        "full": _("Have their hands full: {count}"),
        "offered": _("Being rung for another: {count}"),
        "talking": _("In conversation: {count}"),
        "wrap_up": _("Wrapping up: {count}"),
        "not_ready": _("Not ready: {count}"),
        "missed": _("Missed an offer just now: {count}"),
    }
