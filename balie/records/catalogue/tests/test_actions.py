from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import may_open
from balie.foundation.search.queries import find
from balie.foundation.text.numbers import is_number
from balie.records.catalogue import actions, queries
from balie.records.catalogue.models import Contract, Entitlement, Service, Use
from balie.records.catalogue.testing import FIRST, a_contract, entitled
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.queries import merge_preview
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
NOW = {"by": None, "at": MONDAY_9AM}


def saved(contract: Contract, **changed: object) -> Contract:
    """The contract saved again, with some of it changed."""
    rights = [actions.Entitled(each.kind, each.quantity, each.period) for each in contract.entitlements.select_related("kind")]
    standing = {field: getattr(contract, field) for field in ("type", "calendar", "covers", "first_on", "last_on", "note")}
    return actions.save_contract(contract, **{**standing, "entitlements": rights, "services": [], **NOW, **changed})


def right_of(contract: Contract) -> int:
    return contract.entitlements.get().pk


def used(contract: Contract, **fields: object) -> Use:
    return actions.use_entitlement(contract, right_of(contract), **{"used_on": TODAY, **NOW, **fields})


def test_a_contract_has_a_number_people_read_aloud_and_is_found_by_it(operator):
    contract = a_contract()

    assert is_number(contract.number, 6)
    [hits] = find(operator, str(contract.number))
    assert [result.number for result in hits.results] == [contract.number]
    assert AuditLine.objects.filter(verb="catalogue.contract_created", subject_id=str(contract.pk)).count() == 1


def test_who_may_not_see_the_holder_neither_finds_nor_sees_the_contract(operator):
    holder = a_customer()
    contract = a_contract(holder)
    Customer.objects.filter(pk=holder.pk).update(level=3)

    assert find(operator, str(contract.number)) == []
    with pytest.raises(NotFound):
        queries.find_contract(operator, contract.number)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last_on": date(2025, 12, 31)}, "last_on"),
        ({"first_on": date(26, 1, 1)}, "first_on"),
        ({"covers": "everybody"}, "covers"),
        ({"entitlements": [entitled]}, "entitlements"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(fields, field):
    if fields.get("entitlements"):
        fields = {"entitlements": [entitled(), entitled()]}

    with pytest.raises(Invalid) as refused:
        a_contract(**fields)

    assert refused.value.field_name == field


def test_only_an_organisation_has_people_to_cover():
    with pytest.raises(Invalid) as refused:
        a_contract(a_customer(), covers="people")

    assert refused.value.field_name == "covers"
    assert a_contract(a_customer()).covers == Contract.Covers.HOLDER
    assert a_contract().covers == Contract.Covers.PEOPLE


def test_the_database_refuses_an_end_before_the_start():
    contract = a_contract()

    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(last_on=FIRST - timedelta(days=1))


def test_an_operator_sees_contracts_and_notes_uses_but_makes_none(operator):
    contract = a_contract(entitlements=[entitled()])

    assert used(contract, by=operator).by == operator
    with pytest.raises(NotAllowed):
        a_contract(by=operator)
    with pytest.raises(NotAllowed):
        actions.end_contract(contract, last_on=TODAY, by=operator, at=MONDAY_9AM)


def test_of_two_who_change_a_contract_the_later_is_told(lead):
    contract = a_contract()
    saved(contract, note="first", version=1)

    with pytest.raises(Outdated):
        saved(contract, note="second", version=1)

    assert Contract.objects.get().note == "first"


def test_saving_what_stands_there_writes_no_history():
    contract = a_contract(entitlements=[entitled()])

    saved(contract)

    assert AuditLine.objects.filter(subject_kind="catalogue.contract").count() == 1


def test_a_change_is_told_by_field(lead):
    contract = a_contract(entitlements=[entitled()])

    saved(contract, services=[a_term(Service, "meter")], entitlements=[entitled(quantity=5)])

    line = AuditLine.objects.get(verb="catalogue.contract_changed")
    assert line.data == {"fields": ["entitlements", "services"]}


def test_a_contract_ends_once(lead):
    contract = a_contract()

    ended = actions.end_contract(contract, last_on=TODAY, by=lead, at=MONDAY_9AM, version=1)

    assert ended.last_on == TODAY
    with pytest.raises(actions.AlreadyOver):
        actions.end_contract(contract, last_on=TODAY, by=lead, at=MONDAY_9AM)
    with pytest.raises(Invalid):
        actions.end_contract(contract, last_on=FIRST - timedelta(days=1), by=lead, at=MONDAY_9AM)


@pytest.mark.decree("S5.1")
def test_what_is_used_is_no_longer_left_until_it_is_taken_back(operator):
    contract = a_contract(entitlements=[entitled(quantity=2)])
    first = used(contract, by=operator)
    used(contract)

    with pytest.raises(actions.NothingLeft) as refused:
        used(contract)

    assert "interventions" in str(refused.value)
    actions.undo_use(contract, first.pk, by=operator, at=MONDAY_9AM)
    used(contract)
    with pytest.raises(actions.AlreadyUndone):
        actions.undo_use(contract, first.pk, by=operator, at=MONDAY_9AM)
    first.refresh_from_db()
    assert (first.undone_by, first.undone_at) == (operator, MONDAY_9AM)


def test_a_new_period_begins_with_all_of_it():
    contract = a_contract(entitlements=[entitled(quantity=1, period=Entitlement.Period.MONTH)])
    used(contract, used_on=date(2026, 10, 31))

    assert used(contract, used_on=date(2026, 11, 1)).pk


def test_what_has_no_limit_is_counted_and_never_refused(operator):
    contract = a_contract(entitlements=[entitled(quantity=None)])
    for _ in range(3):
        used(contract, quantity=50)

    [right] = queries.contract_for(operator, contract.number, on=TODAY).entitlements

    assert (right.used, right.left) == (150, None)


@pytest.mark.parametrize("quantity", [0, 100_001, 2**40])
def test_as_many_as_nobody_uses_are_refused(quantity):
    contract = a_contract(entitlements=[entitled(quantity=None)])

    with pytest.raises(Invalid) as refused:
        used(contract, quantity=quantity)

    assert refused.value.field_name == "quantity"


@pytest.mark.parametrize("days", [{"last_on": date(2026, 11, 22)}, {"first_on": date(2026, 11, 24)}])
def test_nothing_is_used_of_a_contract_that_ended_yesterday_or_starts_tomorrow(days):
    contract = a_contract(entitlements=[entitled()], **days)

    with pytest.raises(actions.NotInForce):
        used(contract)


def test_nothing_is_used_on_a_day_to_come():
    contract = a_contract(entitlements=[entitled()])

    with pytest.raises(Invalid) as refused:
        used(contract, used_on=TODAY + timedelta(days=1))

    assert refused.value.field_name == "used_on"


def test_an_organisations_contract_is_used_by_its_people_and_nobody_else():
    garage, jan, an = an_organisation_customer(), a_customer(), a_customer(given_name="An")
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    contract = a_contract(garage, entitlements=[entitled()])

    assert used(contract, customer=jan).customer == jan
    with pytest.raises(Invalid) as refused:
        used(contract, customer=an)

    assert refused.value.field_name == "customer"


def test_what_was_used_stays_in_the_contract():
    contract = a_contract(entitlements=[entitled()])
    used(contract)

    with pytest.raises(Invalid) as refused:
        saved(contract, entitlements=[])

    assert "interventions" in str(refused.value)
    assert contract.entitlements.count() == 1


def test_a_document_is_opened_by_who_sees_the_contract(operator, lead):
    holder = a_customer()
    contract = a_contract(holder)
    file = store_file(b"%PDF-1.7", name="contract.pdf", by=lead, at=MONDAY_9AM)
    actions.attach_documents(contract, [file], by=lead, at=MONDAY_9AM)

    assert may_open(operator, file)
    Customer.objects.filter(pk=holder.pk).update(level=3)
    assert not may_open(operator, file)
    actions.remove_document(contract, file.pk, by=None, at=MONDAY_9AM)
    assert not contract.documents.exists()


def test_a_merge_takes_the_contracts_and_what_was_used_along():
    kept, merged = a_customer(), a_customer(given_name="Johan")
    contract = a_contract(merged, entitlements=[entitled()])
    use = used(contract)
    supervisor = a_user("supervisor")

    moves = dict(merge_preview(supervisor, kept, merged, customers.MERGED_FIELDS).moves)
    customers.merge_customers(kept, merged, by=supervisor, at=MONDAY_9AM, version=kept.version)

    contract.refresh_from_db()
    use.refresh_from_db()
    assert (contract.holder, use.customer) == (kept, kept)
    assert 1 in moves.values()


def test_two_contracts_of_one_type_may_overlap_and_say_so(operator):
    first = a_contract()
    second = a_contract(first.holder)
    later = a_contract(first.holder, type="silver")

    def same(contract: Contract) -> list[int]:
        return list(queries.contract_for(operator, contract.number, on=TODAY).same)

    assert (same(first), same(second), same(later)) == ([second.number], [first.number], [])
    actions.end_contract(first, last_on=FIRST, **NOW)
    saved(second, first_on=FIRST + timedelta(days=1))
    assert same(first) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_the_last_one_at_the_same_moment_one_gets_it():
    contract = a_contract(entitlements=[entitled(quantity=1)])
    barrier, outcomes = Barrier(2), []

    def use() -> None:
        barrier.wait()
        try:
            used(contract)
            outcomes.append("used")
        except actions.NothingLeft:
            outcomes.append("nothing left")
        finally:
            connection.close()

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["nothing left", "used"]
    assert Use.objects.count() == 1
