"""Two agreements, somebody with a contract, and the time the database says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from balie.access.accounts.testing import MONDAY_9AM
from balie.foundation.statements import together as asking
from balie.records.catalogue.models import ContractType
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.records.sla import actions as sla
from balie.records.sla.testing import an_agreement
from balie.records.taxonomy.testing import a_term

NOW = {"by": None, "at": MONDAY_9AM}


@pytest.fixture(autouse=True)
def agreements() -> None:
    """By default a solution in eight hours, by a gold contract in four."""
    sla.make_default(an_agreement("standard", hours=8), **NOW)
    sla.hold_by_contract(an_agreement("gold", hours=4), contract_type=a_term(ContractType, "gold"), **NOW)


@pytest.fixture
def jan() -> Customer:
    return a_customer(mail_addresses=["jan@klant.example"])


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is sent to the database at once, each time."""
    sent: list[list[str]] = []
    read = asking._read

    def counted(asked: list[Any]) -> Any:
        sent.append([each.sql for each in asked])
        return read(asked)

    monkeypatch.setattr(asking, "_read", counted)
    return sent


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets what the database says the time is."""

    def move(moment: Any) -> None:
        for place in ("transaction_now", "contracts.transaction_now"):
            monkeypatch.setattr(f"balie.records.sla.actions.{place}", lambda: moment)

    return move
