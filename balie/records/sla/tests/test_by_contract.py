from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.foundation.statements.together import asked_together
from balie.records.catalogue.actions import end_contract
from balie.records.catalogue.models import ContractType
from balie.records.catalogue.testing import a_contract
from balie.records.customers import actions as customers
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.sla import actions
from balie.records.sla.contracted import contracted_asked
from balie.records.sla.models import Agreement, ContractAgreement, DayTurned
from balie.records.sla.queries import agreements_for, by_contract, forget_promised
from balie.records.sla.rules import chosen_by_contract
from balie.records.sla.testing import an_agreement
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MONDAY_9AM}
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
KINDS = ["customer", "internal", "supplier"]


@pytest.fixture
def default() -> Agreement:
    agreement = an_agreement("standard")
    actions.make_default(agreement, **NOW)
    return agreement


def keys(customer: object, on: date = TODAY) -> list[str]:
    """The agreements that hold for the customer, by key."""
    return [each.key for each in agreements_for(customer_id=getattr(customer, "pk", None), on=on)]


def gold(key: str = "gold", **fields: object) -> Agreement:
    """An agreement that holds by the type “gold”, unless `fields` say otherwise."""
    agreement = an_agreement(key)
    about = {} if "contract" in fields else {"contract_type": a_term(ContractType, "gold")}
    actions.hold_by_contract(agreement, **about, **fields, **NOW)
    return agreement


def test_without_a_contract_the_default_holds(default):
    gold()

    assert keys(a_customer()) == ["standard"]
    assert keys(None) == ["standard"]


def test_a_contract_in_force_goes_before_the_default_of_its_kind(default):
    gold()
    internal = an_agreement("internal", kind="internal")
    Agreement.objects.filter(pk=internal.pk).update(is_default=True)
    jan = a_customer()
    a_contract(jan)

    assert keys(jan) == ["gold", "internal"]


@pytest.mark.parametrize("days", [{"last_on": TODAY - DAY}, {"first_on": TODAY + DAY}])
def test_a_contract_that_ended_yesterday_or_starts_tomorrow_names_nothing(default, days):
    gold()
    jan = a_customer()
    a_contract(jan, **days)

    assert keys(jan) == ["standard"]


def test_an_organisations_contract_holds_for_its_people_while_they_are_there(default):
    gold()
    garage, jan = an_organisation_customer(), a_customer()
    relation = customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage)

    assert keys(jan) == ["gold"]
    customers.remove_part(jan, type(relation), relation.pk, **NOW)
    assert keys(jan) == ["standard"]


def test_a_contract_only_for_its_holder_holds_for_nobody_else(default):
    gold()
    garage, jan = an_organisation_customer(), a_customer()
    customers.save_relation(jan, other=garage, role="employee", **NOW)
    a_contract(garage, covers="holder")

    assert (keys(garage), keys(jan)) == (["gold"], ["standard"])


def test_what_one_contract_names_goes_before_what_its_type_does(default):
    gold()
    jan, an = a_customer(), a_customer(given_name="An")
    a_contract(jan)
    gold("platinum", contract=a_contract(an))

    assert (keys(jan), keys(an)) == (["gold"], ["platinum"])


@pytest.mark.parametrize("days", [{"last_on": TODAY - DAY}, {"first_on": TODAY + DAY}])
def test_an_agreement_that_ended_or_is_to_begin_hides_none_of_the_types(default, days):
    gold()
    jan = a_customer()
    gold("platinum", contract=a_contract(jan))
    Agreement.objects.filter(key="platinum").update(**days)
    forget_promised()

    assert keys(jan) == ["gold"]


def test_on_other_days_of_an_agreement_what_runs_by_its_contracts_follows(default):
    agreement = gold()
    ProcrastinateJob.objects.all().delete()

    saved = {"name": agreement.name, "kind": agreement.kind, **NOW}
    actions.save_agreement(agreement, last_on=TODAY, **saved)
    followed = scopes()
    actions.save_agreement(agreement, last_on=TODAY, **saved)

    assert followed == scopes() == {a_term(ContractType, "gold").pk}


def scopes() -> set[int]:
    """The types of contract whose clocks a job will bring in line."""
    jobs = ProcrastinateJob.objects.filter(task_name="sla.rebase_clocks")
    return {job.args["contract_type_id"] for job in jobs if "contract_type_id" in job.args}


def test_whose_contract_one_may_not_see_one_neither_lists_nor_releases(default):
    agreement = an_agreement("gold")
    manager, closed = a_user("supervisor"), an_organisation_customer(level=3)
    row = actions.hold_by_contract(agreement, contract=a_contract(closed), **NOW)
    assert manager.has("customers.view")

    assert by_contract(agreement, viewer=manager) == []
    with pytest.raises(NotFound):
        actions.release_contract(agreement, row.pk, by=manager, at=MONDAY_9AM)


def test_several_contracts_hold_at_once(default):
    gold()
    actions.hold_by_contract(an_agreement("silver"), contract_type=a_term(ContractType, "silver"), **NOW)
    jan = a_customer()
    a_contract(jan)
    a_contract(jan, type="silver")

    assert keys(jan) == ["gold", "silver"]


def test_an_agreement_holds_by_a_type_on_its_days_only(default):
    gold(first_on=TODAY, last_on=TODAY)
    jan = a_customer()
    a_contract(jan)

    assert [keys(jan, TODAY + DAY * step) for step in (-1, 0, 1)] == [["standard"], ["gold"], ["standard"]]


def test_two_agreements_of_a_kind_never_hold_by_one_type_at_once():
    gold(last_on=TODAY)

    with pytest.raises(Invalid) as refused:
        gold("platinum", first_on=TODAY)

    assert refused.value.field_name == "first_on"
    gold("later", first_on=TODAY + DAY)
    internal = an_agreement("internal", kind="internal")
    actions.hold_by_contract(internal, contract_type=a_term(ContractType, "gold"), **NOW)


def test_the_database_refuses_two_of_a_kind_at_once():
    row = ContractAgreement.objects.get(agreement=gold())

    for of in ({"contract_type": row.contract_type}, {"contract": a_contract()}):
        rows = [ContractAgreement(agreement=an_agreement(key), kind="customer", **of) for key in ("one", "two")]
        with pytest.raises(IntegrityError), transaction.atomic():
            ContractAgreement.objects.bulk_create(rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractAgreement.objects.create(agreement=row.agreement, kind="customer")


def test_another_kind_for_an_agreement_is_refused_where_a_contract_has_one_already():
    agreement = gold()
    actions.hold_by_contract(an_agreement("internal", kind="internal"), contract_type=a_term(ContractType, "gold"), **NOW)

    with pytest.raises(Invalid) as refused:
        actions.save_agreement(agreement, name={"nl": "goud"}, kind="internal", **NOW)

    assert refused.value.field_name == "kind"


def test_a_contract_or_a_type_but_not_both_nor_neither():
    for about in ({}, {"contract": a_contract(), "contract_type": a_term(ContractType, "gold")}):
        with pytest.raises(Invalid):
            actions.hold_by_contract(an_agreement(), **about, **NOW)
    with pytest.raises(Invalid) as refused:
        gold(first_on=TODAY, last_on=TODAY - DAY)
    assert refused.value.field_name == "last_on"


def test_only_who_manages_service_levels_names_contracts():
    with pytest.raises(NotAllowed):
        actions.hold_by_contract(an_agreement(), contract=a_contract(), by=a_user("lead"), at=MONDAY_9AM)


def test_what_is_released_holds_no_more_and_is_written_down(default):
    agreement = gold()
    jan = a_customer()
    a_contract(jan)
    row = ContractAgreement.objects.get()

    actions.release_contract(agreement, row.pk, by=a_user("supervisor"), at=MONDAY_9AM)

    assert keys(jan) == ["standard"]
    assert AuditLine.objects.filter(verb__in=["sla.contract_named", "sla.contract_released"]).count() == 2
    with pytest.raises(NotFound):
        actions.release_contract(agreement, row.pk, **NOW)


def test_what_contracts_name_is_asked_together_with_other_reads():
    gold()
    jan = a_customer()
    a_contract(jan)
    agreements_for(customer_id=None, on=TODAY)

    with asked_together(contracted_asked(jan.pk, TODAY)), CaptureQueriesContext(connection) as asked:
        assert [each.key for each in agreements_for(customer_id=jan.pk, on=TODAY)] == ["gold"]

    assert not asked.captured_queries


@pytest.fixture(autouse=True)
def no_jobs(db):
    """Those of tests that committed stay in their table, which Django does not empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs() -> list[dict[str, object]]:
    """What the re-basing jobs are about."""
    found = ProcrastinateJob.objects.filter(task_name="sla.rebase_clocks").order_by("id")
    about = [{name: value for name, value in job.args.items() if value and name not in {"settles", "after"}} for job in found]
    return [each for each in about if not each.keys() & {"agreement_id", "calendar_id"}]


def test_a_contract_that_is_made_ended_or_named_has_clocks_follow():
    jan = a_customer()
    contract = a_contract(jan)
    end_contract(contract, last_on=TODAY, **NOW)
    gold(contract=contract)

    assert jobs() == [{"customer_id": jan.pk}] * 4 + [{"contract_id": contract.pk}] * 2


def test_a_day_that_turns_is_followed_once_by_the_databases_time():
    actions.turn_day()
    assert jobs() == []
    DayTurned.objects.update(day=date(2026, 1, 1))

    actions.turn_day()
    actions.turn_day()

    [first, _settling] = jobs()
    assert first["since"] == "2026-01-01"
    assert first["until"] == DayTurned.objects.get().day.isoformat()


def test_a_database_clock_set_back_turns_nothing():
    DayTurned.objects.create(day=date(2200, 1, 1))

    actions.turn_day()

    assert jobs() == []
    assert DayTurned.objects.get().day == date(2200, 1, 1)


rows = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(KINDS), st.integers(1, 5), st.booleans()), max_size=12)


@given(rows)
def test_of_a_kind_a_contracts_own_go_before_its_types_and_each_holds_once(rows):
    held = chosen_by_contract(rows)

    assert len(held) == len(set(held))
    for contract, kind, agreement, is_own in rows:
        has_own = any(own and (c, k) == (contract, kind) for c, k, _a, own in rows)
        assert agreement in held or (has_own and not is_own)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(a_user("supervisor"))
    return client


def test_the_settings_page_names_a_type_and_a_contract_and_takes_them_out(client):
    agreement, contract = an_agreement(), a_contract()
    address = reverse("sla:contracts", args=[agreement.key])
    kind = a_term(ContractType, "gold")

    client.post(address, {"contract_type": kind.pk, "first_on": "2026-01-01"})
    client.post(address, {"contract": str(contract.number)})

    page = client.get(address).content.decode()
    assert ContractAgreement.objects.count() == 2
    assert "gold" in page
    for row in ContractAgreement.objects.all():
        client.post(reverse("sla:release", args=[agreement.key, row.pk]))
    assert not ContractAgreement.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "contract"),
        ({"contract": "6010 0012"}, "contract"),
        ({"contract_type": "999999"}, "contract_type"),
        ({"contract_type": "gold", "first_on": "2026-02-01", "last_on": "2026-01-01"}, "last_on"),
    ],
)
def test_what_cannot_be_named_is_told_at_its_field(client, typed, field):
    if typed.get("contract_type") == "gold":
        typed = typed | {"contract_type": a_term(ContractType, "gold").pk}

    answer = client.post(reverse("sla:contracts", args=[an_agreement().key]), typed)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
