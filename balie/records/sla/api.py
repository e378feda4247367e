"""The door programs use: agreements with their targets, and due times of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input
from balie.records.catalogue.models import ContractType
from balie.records.catalogue.queries import find_contract
from balie.records.sla import actions, queries
from balie.records.sla.models import Agreement, ContractAgreement, Target
from balie.records.sla.policies import MANAGE, VIEW
from balie.records.sla.spec import BadSpec, answers
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


class AgreementOut(AgreementLine):
    targets: list[TargetOut]
    contracts: list[ByContractOut]


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


@router.post("/agreements/{key}/contracts", response={201: AgreementOut}, summary="Let an agreement hold by a contract or a type")
def hold_by_contract(request: HttpRequest, key: str, payload: ByContractIn) -> tuple[int, dict[str, object]]:
    by = user_of(request)
    ensure_may(by, MANAGE)
    found = get_object_or_404(Agreement, key=key)
    given: dict[str, Any] = payload.dict()
    given["contract"] = find_contract(by, given["contract"]) if given["contract"] else None
    given["contract_type"] = find_term(ContractType, given["contract_type"], "contract_type")
    actions.hold_by_contract(found, **given, by=by, at=timezone.now())
    return 201, _whole(found, by)


@router.delete("/agreements/{key}/contracts/{pk}", response=AgreementOut, summary="Let it hold by that contract or type no more")
def release_contract(request: HttpRequest, key: str, pk: int) -> dict[str, object]:
    ensure_may(user_of(request), MANAGE)
    found = get_object_or_404(Agreement, key=key)
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


def _whole(found: Agreement, viewer: User) -> dict[str, object]:
    line = {field: getattr(found, field) for field in AgreementLine.model_fields}
    contracts = [_by_contract(each) for each in queries.by_contract(found, viewer=viewer)]
    return line | {"targets": [_target(each) for each in queries.targets_of(found)], "contracts": contracts}


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
