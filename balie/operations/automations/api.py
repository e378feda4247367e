"""The door programs use: the rules, switching them, trying them, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.web.schemas import Input
from balie.operations.automations import actions, queries, words
from balie.operations.automations.models import Rule
from balie.operations.automations.policies import MANAGE, VIEW

router = Router()


class RuleOut(Schema):
    """`sentence` in the language of the caller; `failures` in a row; `stopped_at` when it was switched off by itself."""

    id: int
    name: str
    position: int
    is_on: bool
    when: str
    hours: int | None
    calendar: str
    conditions: list[dict[str, Any]]
    deeds: list[dict[str, str]]
    sentence: str
    version: int
    failures: int
    stopped_at: datetime | None


class SwitchIn(Input):
    is_on: bool


class ChangedOut(Schema):
    """`old` and `new` in codes."""

    field: str
    old: list[str]
    new: list[str]


class DryLineOut(Schema):
    """`is_refused`: the ticket would not have taken it."""

    ticket: int
    subject: str
    at: datetime
    changed: list[ChangedOut]
    is_refused: bool


class DryRunOut(Schema):
    """`looked` tickets were looked at, at most a thousand; `touched` would have been changed; `lines` are the newest hundred."""

    days: int
    looked: int
    touched: int
    lines: list[DryLineOut]


class LogLineOut(Schema):
    """`outcome`: done, nothing, failed or stopped; `said` why it failed."""

    id: int
    rule_id: int
    rule: str
    ticket: int
    kind: str
    at: datetime
    depth: int
    outcome: str
    changed: list[ChangedOut]
    said: str


class LogOut(Schema):
    """`next` is the `before` of the next older page, 0 at the end."""

    items: list[LogLineOut]
    next: int


class LogIn(Input):
    """Of one `rule` by id, of one `ticket` by number, only what `failed`; older than the id `before`."""

    rule: int = 0
    ticket: int = 0
    failed: bool = False
    before: int = 0


class DryRunIn(Input):
    """`days` is 7 or 30."""

    days: int = 7


@router.get("/rules", response=list[RuleOut], summary="List the rules in their order")
def list_rules(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), VIEW)
    with translation.override(user_of(request).language):
        vocabulary = queries.read_vocabulary()
        return [_told(rule, vocabulary) for rule in queries.all_rules()]


@router.post("/rules/{pk}/switch", response=RuleOut, summary="Switch a rule on or off")
def switch(request: HttpRequest, pk: int, payload: SwitchIn) -> dict[str, Any]:
    ensure_may(user_of(request), MANAGE)
    rule = actions.switch(queries.find_rule(pk), is_on=payload.is_on, by=user_of(request), at=timezone.now())
    with translation.override(user_of(request).language):
        return _told(rule, queries.read_vocabulary())


@router.get("/rules/{pk}/dry-run", response=DryRunOut, summary="What a rule would have done to past tickets")
def dry_run(request: HttpRequest, pk: int, asked: Query[DryRunIn]) -> queries.DryRun:
    """Changes nothing."""
    ensure_may(user_of(request), MANAGE)
    days = asked.days if asked.days in queries.SPANS else queries.SPANS[0]
    return queries.dry_run(user_of(request), queries.find_rule(pk), days=days, now=timezone.now())


@router.get("/log", response=LogOut, summary="What the rules did, newest first")
def log(request: HttpRequest, asked: Query[LogIn]) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    page = queries.runs_for(user_of(request), rule_id=asked.rule, ticket=asked.ticket, is_failed=asked.failed, before=asked.before)
    return {"items": page.lines, "next": page.next}


def _told(rule: Rule, vocabulary: queries.Vocabulary) -> dict[str, Any]:
    plain = ("name", "position", "is_on", "when", "hours", "conditions", "deeds", "version", "failures", "stopped_at")
    told = {name: getattr(rule, name) for name in plain}
    calendar = rule.calendar.key if rule.calendar else ""
    return told | {"id": rule.pk, "calendar": calendar, "sentence": words.sentence(rule, vocabulary)}
