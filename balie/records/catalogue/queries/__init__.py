"""Reads of contracts, each for a viewer and masked."""

from __future__ import annotations

from balie.records.catalogue.queries.choices import Choices, choices
from balie.records.catalogue.queries.contracts import (
    ContractLine,
    ContractSheet,
    EntitledLine,
    contract_for,
    contract_with_parts,
    contracts_of,
    contracts_page,
    find_contract,
    parts_of,
    sheet_for,
)
from balie.records.catalogue.queries.entitled import EntitledTo, entitled_for

__all__ = [
    "Choices",
    "ContractLine",
    "ContractSheet",
    "EntitledLine",
    "EntitledTo",
    "choices",
    "contract_for",
    "contract_with_parts",
    "contracts_of",
    "contracts_page",
    "entitled_for",
    "find_contract",
    "parts_of",
    "sheet_for",
]
