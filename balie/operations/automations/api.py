"""The door programs use: the rules, switching them, trying them, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input
from balie.operations.automations import actions, queries, words
from balie.operations.automations.forms import Draft, RuleForm, draft_of
from balie.operations.automations.models import Rule
from balie.operations.automations.policies import MANAGE, VIEW
from balie.records.calendars.models import Calendar

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


class ConditionIn(Input):
    """`op`: is, is_not or one_of; of tags has or has_not; of the subject contains or contains_not. `values` are codes, one but for one_of."""

    field: str
    op: str
    values: list[str]


class RuleIn(Input):
    """`hours` and `calendar` (its key, empty for the wall clock) are of a timed rule alone. A deed is its `do` with what that is given."""

    name: str
    when: str
    hours: int | None = None
    calendar: str = ""
    conditions: list[ConditionIn] = []
    deeds: list[dict[str, str]]


class RuleChangeIn(Input):
    """What is left out stays as it is. With `version`, only when that is still the newest."""

    name: str | None = None
    when: str | None = None
    hours: int | None = None
    calendar: str | None = None
    conditions: list[ConditionIn] | None = None
    deeds: list[dict[str, str]] | None = None
    version: int | None = None


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


@router.post("/rules", response={201: RuleOut}, summary="Make a rule, which is off and last")
def create(request: HttpRequest, payload: RuleIn) -> tuple[int, dict[str, Any]]:
    return 201, _saved(request, Rule(position=0), Draft(), payload.dict())


@router.get("/rules/{pk}", response=RuleOut, summary="One rule")
def rule(request: HttpRequest, pk: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    with translation.override(user_of(request).language):
        return _told(queries.find_rule(pk), queries.read_vocabulary())


@router.patch("/rules/{pk}", response=RuleOut, summary="Change what a rule says, as its next version")
def change(request: HttpRequest, pk: int, payload: RuleChangeIn) -> dict[str, Any]:
    ensure_may(user_of(request), MANAGE)
    found = queries.find_rule(pk)
    return _saved(request, found, draft_of(found), payload.dict(exclude_unset=True), version=payload.version)


@router.delete("/rules/{pk}", response={204: None}, summary="Throw away a rule that is off and never did anything")
def remove(request: HttpRequest, pk: int) -> tuple[int, None]:
    ensure_may(user_of(request), MANAGE)
    actions.remove_rule(queries.find_rule(pk), by=user_of(request), at=timezone.now())
    return 204, None


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


def _saved(request: HttpRequest, found: Rule, draft: Draft, given: dict[str, Any], version: int | None = None) -> dict[str, Any]:
    """The rule as its page would save it: what that refuses beside a field is refused here by the field's name."""
    by = user_of(request)
    ensure_may(by, MANAGE)
    with translation.override(by.language):
        vocabulary = queries.read_vocabulary()
        form = RuleForm(_filled(draft, given), vocabulary, is_checked=True)
        _ensure_whole(form)
        saved = actions.save_rule(found, form.content, by=by, at=timezone.now(), version=version)
        return _told(saved, vocabulary)


def _filled(draft: Draft, given: dict[str, Any]) -> Draft:
    conditions, deeds = given.get("conditions"), given.get("deeds")
    actions.ensure_few(conditions or [], deeds or [])
    for number, row in enumerate(conditions or []):
        if not row["values"] or (len(row["values"]) > 1 and row["op"] != "one_of"):
            raise Invalid(field=f"condition_{number}_value", reason=_("Give one value, or several with “one_of”."))
    for name in ("name", "when"):
        if given.get(name) is not None:
            setattr(draft, name, given[name])
    if "hours" in given:
        draft.hours = str(given["hours"] or "")
    if given.get("calendar") is not None:
        draft.calendar = _calendar(given["calendar"])
    draft.conditions = draft.conditions if conditions is None else conditions
    draft.deeds = draft.deeds if deeds is None else [{"do": "", **row} for row in deeds]
    return draft


def _calendar(key: str) -> str:
    """As a form names it. Raises `Invalid`."""
    if not key:
        return ""
    found = Calendar.objects.filter(key=key).first()
    if found is None:
        raise Invalid(field="calendar", reason=_("There is no “{key}” any more.").format(key=key))
    return str(found.pk)


def _ensure_whole(form: RuleForm) -> None:
    """Raises `Invalid` for what the form refuses, and for what a deed is given that it does not take."""
    for field, errors in form.errors.items():
        raise Invalid(field=field, reason=" ".join(str(error) for error in errors))
    for number, row in enumerate(form.draft.deeds):
        for name in row:
            if f"deed_{number}_{name}" not in form.fields:
                raise Invalid(field=f"deed_{number}_{name}", reason=_("This step does not take “{name}”.").format(name=name))


def _told(rule: Rule, vocabulary: queries.Vocabulary) -> dict[str, Any]:
    plain = ("name", "position", "is_on", "when", "hours", "conditions", "deeds", "version", "failures", "stopped_at")
    told = {name: getattr(rule, name) for name in plain}
    calendar = rule.calendar.key if rule.calendar else ""
    return told | {"id": rule.pk, "calendar": calendar, "sentence": words.sentence(rule, vocabulary)}
