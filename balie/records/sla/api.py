"""The door programs use: agreements with their targets, and due times of cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from balie.access.accounts.doors import team_named, user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input, LabelIn
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import calendars
from balie.records.catalogue.models import ContractType
from balie.records.catalogue.queries import find_contract
from balie.records.sla import actions, queries
from balie.records.sla.models import Agreement, ContractAgreement, Escalation, Target
from balie.records.sla.policies import MANAGE, VIEW
from balie.records.sla.spec import MOST_SECONDS, BadSpec, answers
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import find_term

router = Router()
MOST_CASES, MOST_ENTRIES = 100, 50_000


class AgreementLine(Schema):
    """`kind`: customer, internal or supplier."""

    key: str
    name: dict[str, str]
    kind: str
    first_on: date | None
    last_on: date | None
    is_default: bool
    warn_percents: list[int]


class TargetOut(Schema):
    """`seconds` of open time by `calendar`; without `purpose` it holds for all that have none of their own."""

    metric: str
    purpose: str
    priority: int
    seconds: int
    calendar: str


class ByContractOut(Schema):
    """The agreement holds by one contract, or by all of a type."""

    id: int
    contract: int | None
    contract_type: str
    first_on: date | None
    last_on: date | None


class StepOut(Schema):
    """At `percent` of the promise `metric`, of each without one, `action` is done: owner, leads, raise, transfer (to `team`) or customer."""

    percent: int
    action: str
    metric: str
    team: str


class AgreementOut(AgreementLine):
    targets: list[TargetOut]
    contracts: list[ByContractOut]
    escalations: list[StepOut]


class AgreementIn(Input):
    """`name` in one language at least; a broken promise is told of whatever `warn_percents` say."""

    name: LabelIn
    kind: Literal["customer", "internal", "supplier"] = "customer"
    first_on: date | None = None
    last_on: date | None = None
    warn_percents: list[int] = [75]


class AgreementChangeIn(Input):
    """What is left out stays."""

    name: LabelIn | None = None
    kind: Literal["customer", "internal", "supplier"] | None = None
    first_on: date | None = None
    last_on: date | None = None
    warn_percents: list[int] | None = None


class TargetIn(Input):
    """`seconds` of open time by `calendar`, one calendar for each priority."""

    metric: str
    priority: int
    seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS)]
    calendar: str


class TargetsIn(Input):
    """All targets of a purpose, or of all purposes without one, in the place of those before."""

    purpose: str = ""
    targets: list[TargetIn]


class StepIn(Input):
    percent: int
    action: str
    metric: str = ""
    team: str = ""


class StepsIn(Input):
    """All steps, in the place of those before."""

    steps: list[StepIn]


class ByContractIn(Input):
    """The number of a contract, or the key of a type."""

    contract: int | None = None
    contract_type: str = ""
    first_on: date | None = None
    last_on: date | None = None


class SpecIn(Input):
    """As `balie sla due` reads it: docs/reference/sla.md."""

    calendar: dict[str, Any] = {}
    cases: list[Any] = []


@router.get("/agreements", response=list[AgreementLine])
def agreements(request: HttpRequest) -> list[Agreement]:
    """All agreements, the default of each kind first."""
    ensure_may(user_of(request), VIEW)
    return queries.agreements()


@router.get("/agreements/{key}", response=AgreementOut)
def agreement(request: HttpRequest, key: str) -> dict[str, object]:
    """One agreement with its targets."""
    ensure_may(user_of(request), VIEW)
    return _whole(get_object_or_404(Agreement, key=key), user_of(request))


@router.post("/agreements", response={201: AgreementOut}, summary="Make an agreement")
def make(request: HttpRequest, payload: AgreementIn) -> tuple[int, dict[str, object]]:
    by = user_of(request)
    found = actions.save_agreement(Agreement(key=queries.free_key()), **payload.dict(), by=by, at=timezone.now())
    return 201, _whole(found, by)


@router.patch("/agreements/{key}", response=AgreementOut, summary="Change an agreement; clocks that run under it follow")
def change(request: HttpRequest, key: str, payload: AgreementChangeIn) -> dict[str, object]:
    found = _held(request, key)
    stands = {field: getattr(found, field) for field in AgreementIn.model_fields}
    actions.save_agreement(found, **stands | payload.dict(exclude_unset=True), by=user_of(request), at=timezone.now())
    return _whole(found, user_of(request))


@router.delete("/agreements/{key}", response={204: None}, summary="Take away an agreement under which nothing was ever promised")
def remove(request: HttpRequest, key: str) -> tuple[int, None]:
    actions.remove_agreement(_held(request, key), by=user_of(request), at=timezone.now())
    return 204, None


@router.put("/agreements/{key}/default", response=AgreementOut, summary="Let it hold where no other of its kind is named")
def make_default(request: HttpRequest, key: str) -> dict[str, object]:
    actions.make_default(_held(request, key), by=user_of(request), at=timezone.now())
    return _whole(Agreement.objects.get(key=key), user_of(request))


@router.put("/agreements/{key}/targets", response=AgreementOut, summary="Say what is promised; clocks that run follow")
def save_targets(request: HttpRequest, key: str, payload: TargetsIn) -> dict[str, object]:
    found = _held(request, key)
    cells = {(each.priority, each.metric): timedelta(seconds=each.seconds) for each in payload.targets}
    purpose = find_term(Purpose, payload.purpose, "purpose")
    actions.save_targets(found, purpose=purpose, cells=cells, calendars=_hours(payload.targets), by=user_of(request), at=timezone.now())
    return _whole(found, user_of(request))


@router.put("/agreements/{key}/escalations", response=AgreementOut, summary="Say what is done when a promise runs out")
def save_escalations(request: HttpRequest, key: str, payload: StepsIn) -> dict[str, object]:
    found = _held(request, key)
    steps = [actions.Step(each.percent, each.action, each.metric, team_named(each.team, field="team")) for each in payload.steps]
    actions.save_escalations(found, steps, by=user_of(request), at=timezone.now())
    return _whole(found, user_of(request))


@router.post("/agreements/{key}/contracts", response={201: AgreementOut}, summary="Let an agreement hold by a contract or a type")
def hold_by_contract(request: HttpRequest, key: str, payload: ByContractIn) -> tuple[int, dict[str, object]]:
    by, found = user_of(request), _held(request, key)
    given: dict[str, Any] = payload.dict()
    given["contract"] = find_contract(by, given["contract"]) if given["contract"] else None
    given["contract_type"] = find_term(ContractType, given["contract_type"], "contract_type")
    actions.hold_by_contract(found, **given, by=by, at=timezone.now())
    return 201, _whole(found, by)


@router.delete("/agreements/{key}/contracts/{pk}", response=AgreementOut, summary="Let it hold by that contract or type no more")
def release_contract(request: HttpRequest, key: str, pk: int) -> dict[str, object]:
    found = _held(request, key)
    actions.release_contract(found, pk, by=user_of(request), at=timezone.now())
    return _whole(found, user_of(request))


@router.post("/due", response=list[dict[str, Any]])
def due(request: HttpRequest, spec: SpecIn) -> list[dict[str, Any]]:
    """Due time and ledger of each case, at most 100, with 50,000 entries together; nothing is kept."""
    ensure_may(user_of(request), VIEW)
    if len(spec.cases) > MOST_CASES:
        raise Invalid(field="cases", reason=_("At most 100 cases at once."))
    found, entries = [], 0
    try:
        for answer in answers(spec.dict()):
            found.append(answer)
            entries += len(answer.get("ledger", ()))
            if entries > MOST_ENTRIES:
                raise Invalid(field="cases", reason=_("The ledgers are too long together: ask for fewer cases, or for a shorter time."))
    except BadSpec as bad:
        raise Invalid(field="cases", reason=str(bad))
    return found


def _held(request: HttpRequest, key: str) -> Agreement:
    """The agreement, for who may change it."""
    ensure_may(user_of(request), MANAGE)
    return get_object_or_404(Agreement, key=key)


def _hours(targets: list[TargetIn]) -> dict[int, Calendar]:
    """Priority → its calendar. Raises `Invalid` for one there is not, and for two of one priority."""
    known = {each.key: each for each in calendars()}
    found: dict[int, Calendar] = {}
    for each in targets:
        if each.calendar not in known:
            raise Invalid(field="calendar", reason=_("There is no calendar “{key}”.").format(key=each.calendar))
        if found.setdefault(each.priority, known[each.calendar]) != known[each.calendar]:
            raise Invalid(field="calendar", reason=_("All promises of a priority count by one calendar."))
    return found


def _whole(found: Agreement, viewer: User) -> dict[str, object]:
    line = {field: getattr(found, field) for field in AgreementLine.model_fields}
    contracts = [_by_contract(each) for each in queries.by_contract(found, viewer=viewer)]
    steps = [_step(each) for each in queries.escalations_of(found)]
    return line | {"targets": [_target(each) for each in queries.targets_of(found)], "contracts": contracts, "escalations": steps}


def _by_contract(row: ContractAgreement) -> dict[str, object]:
    return {
        "id": row.pk,
        "contract": row.contract.number if row.contract else None,
        "contract_type": row.contract_type.key if row.contract_type else "",
        "first_on": row.first_on,
        "last_on": row.last_on,
    }


def _target(row: Target) -> dict[str, object]:
    return {
        "metric": row.metric,
        "purpose": row.purpose.key if row.purpose else "",
        "priority": row.priority,
        "seconds": row.seconds,
        "calendar": row.calendar.key,
    }


def _step(row: Escalation) -> dict[str, object]:
    return {"percent": row.percent, "action": row.action, "metric": row.metric, "team": row.team.key if row.team else ""}
