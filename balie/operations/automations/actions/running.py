"""A rule is run on a ticket: once for what happened, whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import translation

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import StateReason, Ticket
from balie.casework.tickets.queries.templates import values_for
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.placeholders import fill
from balie.operations.automations import queries, rules
from balie.operations.automations.actions.answering import by_rule
from balie.operations.automations.facts import facts_of, read_world, with_facts
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.rules import Deed, World
from balie.records.taxonomy.models import Category, Purpose, Result

logger = logging.getLogger(__name__)
Outcome = Run.Outcome


@transaction.atomic
def run_rule(rule_id: int, ticket_id: int, *, kind: str, moment: datetime, about: int = 0, depth: int = 0, at: datetime) -> Run | None:
    """Do what the rule says, if it is on and holds for the ticket as it is now; None when not, or when it was done for this before.

    What the ticket refuses is kept with its sentence, and nothing of the rule is done then.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).first()
    rule = Rule.objects.select_related("author").filter(pk=rule_id, is_on=True, when=kind).first()
    if ticket is None or rule is None or (rule.is_timed and queries.moment_of(ticket, kind) != moment):
        return None
    world = read_world()
    if not rules.matches(rule.pure.conditions, facts_of(_whole(ticket_id), world)):
        return None
    run, is_new = Run.objects.get_or_create(
        rule=rule, ticket=ticket, kind=kind, moment=moment, about=about, defaults={"at": at, "depth": depth, "outcome": Outcome.NOTHING}
    )
    if not is_new:
        return None
    if depth > rules.MOST_DEPTH:
        logger.warning("rule %s on ticket %s: stopped, rules start each other", rule.pk, ticket.number)
        return _ended(run, Outcome.STOPPED)
    language = rule.author.language if rule.author else LANGUAGES[0]
    with translation.override(language), by_rule(depth):
        return _tried(run, rule, world, at=at)


def _tried(run: Run, rule: Rule, world: World, *, at: datetime) -> Run:
    try:
        with transaction.atomic():
            run.changed = _carry_out(rule, run, world, at=at)
    except Refusal as refusal:
        return _failed(run, rule, str(refusal), at=at)
    except OperationalError:  # the job is tried again
        raise
    except Exception:  # the outer loop of a rule: one ticket that fails holds up none behind it
        logger.exception("rule %s could not be carried out on ticket %s", rule.pk, run.ticket_id)
        return _failed(run, rule, translation.gettext("An unexpected fault: it is in the log of the worker."), at=at)
    if rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)
    return _ended(run, Outcome.DONE if run.changed else Outcome.NOTHING)


def _failed(run: Run, rule: Rule, why: str, *, at: datetime) -> Run:
    """One ticket that a rule trips over holds up neither the rules after it nor the tickets behind."""
    run.said = why[:300]
    _ended(run, Outcome.FAILED)
    _count_failure(rule, run, at=at)
    return run


def _carry_out(rule: Rule, run: Run, world: World, *, at: datetime) -> list[dict[str, Any]]:
    """Each deed that changes something, by the ticket's own verbs; what that was."""
    done: list[dict[str, Any]] = []
    for deed in rule.pure.deeds:
        ticket = _whole(run.ticket_id)
        facts = facts_of(ticket, world)
        effect = rules.effect_of(deed, facts, world)
        if effect is not None:
            said = _DO[deed.do](ticket, deed, rule, at)
            done += rules.written(effect, facts, said)
    if done:
        _sign(rule, run, done, at=at)
    return done


def _sign(rule: Rule, run: Run, done: list[dict[str, Any]], *, at: datetime) -> None:
    ticket = Ticket.objects.select_related("team", "owner").get(pk=run.ticket_id)
    tickets.sign_by_rule(ticket, run.ticket, str(rule.pk), rule.name, at=at)
    fields = sorted({str(each["field"]) for each in done})
    record("automations.acted", ticket, by=None, at=at, data={"rule": rule.pk, "run": run.pk, "fields": [*fields]})
    if run.kind == rules.UNCHANGED and ticket.unchanged_since != run.moment:
        _pass_over(run, ticket, at=at)


def _pass_over(run: Run, ticket: Ticket, *, at: datetime) -> None:
    """Another status by a rule that waited for the ticket to stay unchanged starts the waiting anew of no rule that ran for the same wait."""
    waited = Run.objects.filter(ticket=ticket, kind=rules.UNCHANGED, moment=run.moment).values_list("rule_id", flat=True)
    renewed = {"kind": rules.UNCHANGED, "moment": ticket.unchanged_since, "at": at, "outcome": Outcome.RENEWED}
    Run.objects.bulk_create([Run(rule_id=rule_id, ticket=ticket, **renewed) for rule_id in waited], ignore_conflicts=True)


def _ended(run: Run, outcome: Run.Outcome) -> Run:
    run.outcome = outcome
    run.save(update_fields=["outcome", "changed", "said"])
    return run


def _count_failure(rule: Rule, run: Run, *, at: datetime) -> None:
    """After so many in a row the rule is switched off and who made it is told."""
    Rule.objects.filter(pk=rule.pk).update(failures=F("failures") + 1)
    rule = Rule.objects.select_for_update(of=("self",)).select_related("author").get(pk=rule.pk)
    if rule.failures < rules.FAILURES_IN_A_ROW or not rule.is_on:
        return
    rule.is_on, rule.stopped_at = False, at
    rule.save(update_fields=["is_on", "stopped_at"])
    queries.forget_rules()
    transaction.on_commit(queries.forget_rules)
    record("automations.stopped", rule, by=None, at=at, data={"failures": rule.failures})
    if rule.author is not None:
        tickets.tell_of_rule_off(Ticket.objects.get(pk=run.ticket_id), rule.author, at=at)


def _whole(ticket_id: int) -> Ticket:
    return with_facts(Ticket.objects.filter(pk=ticket_id)).get()


def _set(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    value = deed.get("value")
    fields: Mapping[str, Callable[[], dict[str, Any]]] = {
        "set_urgency": lambda: {"urgency": int(value)},
        "set_impact": lambda: {"impact": int(value)},
        "set_category": lambda: {"category": _term(Category, value)},
        "set_purpose": lambda: {"purpose": _term(Purpose, value)},
        "add_tag": lambda: {"tags": [*ticket.tags, value]},
        "remove_tag": lambda: {"tags": [tag for tag in ticket.tags if tag != value]},
    }
    tickets.set_fields(ticket.number, by=None, at=at, **fields[deed.do]())
    return ""


def _transfer(ticket: Ticket, deed: Deed, rule: Rule, at: datetime) -> str:
    team: Team = _term(Team, deed.get("team"))
    if not team.is_active:
        raise Invalid(field="team", reason=translation.gettext("There is no “{key}” any more.").format(key=team.key))
    tickets.transfer(ticket.number, team=team, reason=_reason(rule), by=None, at=at)
    return ""


def _give(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    tickets.assign(ticket.number, User.objects.get(pk=int(deed.get("person"))), by=None, at=at)
    return ""


def _set_state(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    days = int(deed.get("days") or 0)
    reason = StateReason.objects.filter(key=deed.get("reason")).first() if deed.get("reason") else None
    wake_at = at + timedelta(days=days) if days else None
    tickets.set_state(ticket.number, deed.get("state"), reason=reason, wake_at=wake_at, by=None, at=at)
    return ""


def _note(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    language = translation.get_language() or LANGUAGES[0]
    text = fill(deed.get("text"), values_for(ticket, by=ticket.owner, language=language))
    tickets.add_note(ticket.number, text=text, by=None, at=at)
    return text[:300]


def _notify(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    tickets.tell_by_rule(ticket, deed.get("whom"), at=at)
    return ""


def _close(ticket: Ticket, deed: Deed, _rule: Rule, at: datetime) -> str:
    """With the result it was solved with, unless the rule says one."""
    result = _term(Result, deed.get("result")) if deed.get("result") else ticket.result
    sentence = deed.get("sentence") or ticket.result_sentence
    is_final = bool(deed.get("final"))
    tickets.close_ticket(ticket.number, result=result, sentence=sentence, cause=ticket.cause, is_final=is_final, by=None, at=at)
    return ""


def _term(model: type[Any], key: str) -> Any:
    found = model.objects.filter(key=key).first()
    if found is None:
        raise Invalid(field="rule", reason=translation.gettext("There is no “{key}” any more.").format(key=key))
    return found


def _reason(rule: Rule) -> str:
    return translation.gettext("Rule “{name}”").format(name=rule.name)


_DO: Mapping[str, Callable[[Ticket, Deed, Rule, datetime], str]] = {
    **dict.fromkeys((*rules.SETS, "add_tag", "remove_tag"), _set),
    "transfer": _transfer,
    "give": _give,
    "set_state": _set_state,
    "note": _note,
    "notify": _notify,
    "close": _close,
}
