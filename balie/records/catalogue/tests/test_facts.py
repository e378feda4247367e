from __future__ import annotations

import pytest

from balie.records.catalogue.facts import KEEPER as CONTRACTS
from balie.records.catalogue.testing import a_contract
from balie.records.customers.extensions import FactKeeper
from balie.records.customers.facts import KEEPER as FILES
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


def test_what_the_file_and_its_contracts_hold_may_be_asked() -> None:
    place = {"street": "Kerkstraat", "house_number": "12", "postcode": "9000", "city": "Gent"}
    customer = a_customer(addresses=[place], iban="BE68539007547034", phones=["0470000001"])
    contract = a_contract(customer)

    known = FILES.known(customer.pk) | CONTRACTS.known(customer.pk)

    assert {key: values for key, values in known.items() if values} == {
        "customer_number": [str(customer.number)],
        "postcode": ["9000"],
        "street": ["Kerkstraat 12"],
        "phone": ["+32470000001"],
        "iban": ["BE68539007547034"],
        "iban_end": ["7034"],
        "contract_number": [str(contract.number)],
    }


@pytest.mark.parametrize("keeper", [FILES, CONTRACTS], ids=["files", "contracts"])
def test_every_fact_has_its_values_and_reads_its_own(keeper: FactKeeper) -> None:
    customer = a_customer(iban="BE68539007547034", phones=["0470000001"])
    a_contract(customer)

    known = keeper.known(customer.pk)

    assert set(known) == {fact.key for fact in keeper.facts}
    assert all(fact.read(value) for fact in keeper.facts for value in known[fact.key])
