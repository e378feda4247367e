"""Why this operator, and why still waiting: what was decided, in words somebody reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.access.accounts.models import Skill, User
from balie.conversation.routing import rules
from balie.conversation.routing.board.facts import Demand, ms
from balie.conversation.routing.board.scores import Misfit, ladder, misfit, stage
from balie.conversation.routing.models import Decision, Offer, OperatorState, Waiting
from balie.conversation.routing.queries.operators import all_operators
from balie.conversation.routing.queries.queues import has_room, profile_of, queue_spec
from balie.conversation.routing.queries.watching import MOST_ORDERED, in_turn
from balie.foundation.ui.filters import language_name

MOST_OPERATORS = 300


def why_chosen(decision: Decision) -> list[str]:
    """Why this operator got what waited, and why nothing that came before it."""
    facts = decision.facts
    people = dict(User.objects.filter(pk__in=[each[0] for each in facts["candidates"]]).values_list("pk", "name"))
    waited = round(facts["waited_ms"] / 1000)
    said = [ngettext("It had waited %(count)s second.", "It had waited %(count)s seconds.", waited) % {"count": waited}]
    if facts["stage"]:
        said.append(_("By then less was asked: step %(step)s of the queue.") % {"step": facts["stage"]})
    said += _said_of_choice(facts, people)
    said += _said_of_passed(facts["passed"])
    return said


def why_waiting(row: Waiting, *, at: datetime) -> list[str]:
    """Why what waits rings at nobody: its turn, what it asks, and for each operator of the team what stands in the way, counted."""
    if row.ended_at is not None:
        return [_("It waits no longer: {end}.").format(end=row.get_end_display())]
    ringing = Offer.objects.select_related("operator").filter(waiting=row, state=Offer.State.OFFERED).first()
    if ringing is not None:
        return [_("It rings at {name}.").format(name=ringing.operator.name)]
    demand = _demand_of(row, at=at)
    return [_said_of_turn(row, at=at), *_said_of_demand(demand), *_said_of_team(row, demand, at=at)]


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


def _demand_of(row: Waiting, *, at: datetime) -> Demand:
    spec = queue_spec(row.queue)
    skills = {int(skill): least for skill, least in row.skills.items()}
    steps = ladder(spec, language=row.language, may_drop_language=row.may_drop_language, skills=skills)
    return steps[stage(spec, ms(at) - ms(row.since))]


def _said_of_turn(row: Waiting, *, at: datetime) -> str:
    rows = in_turn(row.queue, Waiting.objects.filter(queue=row.queue, ended_at=None).order_by("since", "pk")[:MOST_ORDERED], at=at)
    before = next((place for place, each in enumerate(rows) if each.pk == row.pk), len(rows))
    if not before:
        return _("It is the first in its queue.")
    return ngettext("%(count)s goes before it in its queue.", "%(count)s go before it in its queue.", before) % {"count": before}


def _said_of_demand(demand: Demand) -> list[str]:
    names = {
        pk: str(name) for pk, name in Skill.objects.filter(pk__in=[skill for skill, _least in demand.skills]).values_list("pk", "name")
    }
    asked = [language_name(demand.language)] if demand.language else []
    asked += [_("{skill} from level {level}").format(skill=names.get(skill, ""), level=least) for skill, least in demand.skills]
    return [_("It asks: {what}.").format(what=", ".join(asked))] if asked else []


def _said_of_team(row: Waiting, demand: Demand, *, at: datetime) -> list[str]:
    """Each operator of the team, counted once, under the first thing in the way."""
    team = list(all_operators().filter(team_ids__contains=[row.queue.team_id]).order_by("pk")[:MOST_OPERATORS])
    if not team:
        return [_("Nobody is in its team.")]
    states = {each.user_id: each for each in OperatorState.objects.filter(user__in=team, until=None)}
    counts = Counter(_in_the_way(user, states.get(user.pk), row, demand) for user in team)
    words = _words()
    return [words[why].format(count=count) for why, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _in_the_way(user: User, state: OperatorState | None, row: Waiting, demand: Demand) -> str:
    if (lacks := misfit(demand, profile_of(user))) is not None:
        return lacks.value
    if state is None:
        return "away"
    if state.state in {rules.State.AVAILABLE, rules.State.TALKING} and has_room(user, state, row.channel):
        return "free"
    return str(state.state) if state.state != rules.State.AVAILABLE else "full"


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
