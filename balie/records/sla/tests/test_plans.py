"""Whose contracts name what is read by index: as fast with 10,000 contracts as with three."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.foundation.statements.cursors import numbered_cursor
from balie.foundation.statements.together import Asked
from balie.records.catalogue.queries import contracts as catalogue
from balie.records.catalogue.testing import a_contract
from balie.records.customers.models import Customer
from balie.records.sla.actions import hold_by_contract
from balie.records.sla.contracted import contracted_asked
from balie.records.sla.testing import an_agreement

pytestmark = pytest.mark.django_db
MANY, FEW = 10_000, 200
TODAY = date(2026, 11, 23)
_FILL = """
WITH files AS (
    INSERT INTO customers_customer (number, kind, given_name, family_name, organisation_name, sort_key, language, salutation, form_of_address,
        style, preferred_channel, special_needs, vat_number, national_number, iban, is_prospect, level, participant_ids, created_at, changed_at, version)
    SELECT 19000000000 + i, CASE WHEN i %% 2 = 0 THEN 'organisation' ELSE 'person' END, '', CASE WHEN i %% 2 = 0 THEN '' ELSE 'Peeters' END,
        CASE WHEN i %% 2 = 0 THEN 'Garage' ELSE '' END, 'x' || i, 'nl', 'neutral', 'formal', 'plain', '', '', '', '', '', false, 0,
        ARRAY[]::bigint[], %(at)s, %(at)s, 1
    FROM generate_series(1, %(many)s) AS i
    RETURNING id, kind, number
), made AS (
    INSERT INTO catalogue_contract (number, holder_id, type_id, calendar_id, covers, first_on, note, created_at, changed_at, version)
    SELECT 69000000000 + number %% 1000000, id, %(type)s, %(calendar)s, CASE kind WHEN 'organisation' THEN 'people' ELSE 'holder' END,
        '2026-01-01', '', %(at)s, %(at)s, 1 FROM files
)
INSERT INTO customers_relation (person_id, organisation_id, role)
SELECT person.id, organisation.id, 'employee' FROM files person JOIN files organisation ON organisation.number = person.number + 1
WHERE person.kind = 'person'
"""


@pytest.fixture(scope="module")
def viewer(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Somebody at a desk with ten thousand files, each with a contract."""
    with django_db_blocker.unblock(), transaction.atomic():
        known = a_contract()
        hold_by_contract(an_agreement(), contract_type=known.type, by=None, at=MONDAY_9AM)
        hold_by_contract(an_agreement("silver"), contract=known, by=None, at=MONDAY_9AM)
        with connection.cursor() as cursor:
            cursor.execute(_FILL, {"many": MANY, "type": known.type_id, "calendar": known.calendar_id, "at": MONDAY_9AM})
            cursor.execute("ANALYZE catalogue_contract, customers_relation, customers_customer, sla_contractagreement")
        yield a_user("operator")
        transaction.set_rollback(True)


@pytest.fixture
def person(viewer: User) -> Customer:
    return Customer.objects.filter(kind="person").latest("pk")


def test_what_contracts_name_is_read_by_index(person: Customer) -> None:
    assert _read(contracted_asked(person.pk, TODAY)) < FEW


def test_the_contracts_of_a_customer_are_read_by_index(viewer: User, person: Customer) -> None:
    assert len(catalogue.contracts_of(viewer, person, on=TODAY)) == 2
    assert _read(catalogue._COVERING.asked(viewer, customer=person.pk)) < FEW


def _read(asked: Asked) -> int:
    """The most rows that one step of the plan touches."""
    with numbered_cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.sql}", asked.values)
        [[[told]]] = cursor.fetchall()
    return max(_touched(node) for node in _nodes(told["Plan"]))


def _touched(node: dict[str, Any]) -> int:
    return int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)
