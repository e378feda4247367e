from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets.testing import a_ticket
from balie.foundation.files.actions import store_file
from balie.records.calendars.actions import save_calendar
from balie.records.calendars.models import Calendar
from balie.records.catalogue.models import Contract, ContractType, EntitlementKind, Service, Use
from balie.records.catalogue.testing import a_contract, entitled, support_hours
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
BUNDLE = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def always() -> Calendar:
    return save_calendar(
        Calendar(key="always"), name={"nl": "altijd"}, zone="Europe/Brussels", week={}, always=True, by=None, at=MONDAY_9AM
    )


def filled(**changed: object) -> dict[str, object]:
    """The form as it is sent."""
    kind = a_term(EntitlementKind, "interventions")
    known = {
        "type": a_term(ContractType, "gold").pk,
        "calendar": support_hours().pk,
        "covers": "people",
        "first_on": "2026-01-01",
        "services": [a_term(Service, "meter").pk],
        f"quantity_{kind.pk}": 10,
        f"per_{kind.pk}": "year",
    }
    return {name: value for name, value in (known | changed).items() if value != ""}


def shown(client: Client, name: str, *args: object, **options: Any) -> str:
    return client.get(reverse(name, args=args), **options).content.decode()


def test_a_contract_is_made_from_the_file_and_stands_in_its_list(desk: Client) -> None:
    garage = an_organisation_customer()

    answer = desk.post(reverse("catalogue:create", args=[garage.number]), filled(last_on="2027-12-31"))

    contract = Contract.objects.get()
    assert answer.url == reverse("catalogue:contract", args=[contract.number])
    assert (contract.entitlements.get().quantity, contract.services.get().key) == (10, "meter")
    page = shown(desk, "catalogue:contracts", garage.number)
    assert reverse("catalogue:contract", args=[contract.number]) in page
    assert "in force" in page or "van kracht" in page


def test_a_person_has_nobody_else_to_cover(desk: Client) -> None:
    jan = a_customer()

    page = shown(desk, "catalogue:create", jan.number)
    desk.post(reverse("catalogue:create", args=[jan.number]), filled(covers=""))

    assert 'name="covers"' not in page
    assert Contract.objects.get().covers == Contract.Covers.HOLDER
    assert "gold" in shown(desk, "catalogue:edit", Contract.objects.get().number)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_on": "2025-01-01"}, "last_on"),
        ({"calendar": 999_999}, "calendar"),
        ({"type": 999_999}, "type"),
        ({"first_on": ""}, "first_on"),
        ({"first_on": "straks"}, "first_on"),
        ({"services": [999_999]}, "services"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_what_was_typed_is_kept(desk: Client, changed: dict[str, object], field: str) -> None:
    garage = an_organisation_customer()

    answer = desk.post(reverse("catalogue:create", args=[garage.number]), filled(note="kept", **changed))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert 'value="kept"' in page
    assert not Contract.objects.exists()


def test_a_number_without_a_period_and_a_period_without_a_number_are_refused(desk: Client) -> None:
    garage, kind = an_organisation_customer(), a_term(EntitlementKind, "interventions")
    address = reverse("catalogue:create", args=[garage.number])

    no_period = desk.post(address, filled(**{f"per_{kind.pk}": ""})).content.decode()
    no_number = desk.post(address, filled(**{f"quantity_{kind.pk}": ""})).content.decode()

    assert f'id="id_per_{kind.pk}_error"' in no_period
    assert f'id="id_quantity_{kind.pk}_error"' in no_number


def test_what_a_colleague_saved_meanwhile_is_shown_beside_what_was_typed(desk: Client) -> None:
    contract = a_contract(entitlements=[entitled()], services=[a_term(Service, "meter")])
    address = reverse("catalogue:edit", args=[contract.number])
    desk.post(address, filled(note="of a colleague", version=1))

    answer = desk.post(address, filled(note="of mine", version=1))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "of a colleague" in page
    assert 'value="of mine"' in page
    assert 'name="version" value="2"' in page
    assert Contract.objects.get().note == "of a colleague"


def test_the_contract_ends_on_the_day_typed_and_a_day_before_it_is_refused(desk: Client) -> None:
    contract = a_contract()
    address = reverse("catalogue:end", args=[contract.number])

    refused = desk.post(address, {"last_on": "2020-01-01", "version": 1})
    ended = desk.post(address, {"last_on": "2026-06-30", "version": 1})

    assert (refused.status_code, ended.status_code) == (422, 303)
    assert 'id="id_last_on_error"' in refused.content.decode()
    assert str(Contract.objects.get().last_on) == "2026-06-30"


def test_a_use_is_noted_and_taken_back_on_the_page(desk: Client, lead: User) -> None:
    contract = a_contract(entitlements=[entitled(quantity=1)])
    address = reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk])
    today = str(timezone.localdate())

    desk.post(address, {"quantity": 1, "used_on": today, "note": "meter replaced"})
    refused = desk.post(address, {"quantity": 1, "used_on": today})

    use = Use.objects.get()
    assert (use.by, use.note) == (lead, "meter replaced")
    assert refused.status_code == 422
    desk.post(reverse("catalogue:undo", args=[contract.number, use.pk]))
    use.refresh_from_db()
    assert use.undone_by == lead
    assert "meter replaced" in shown(desk, "catalogue:contract", contract.number)


def test_whoever_one_may_not_see_is_not_named_for_what_was_used(desk: Client, lead: User) -> None:
    garage, jan = an_organisation_customer(), a_customer(family_name="Verborgen")
    customers.save_relation(jan, other=garage, role="employee", by=None, at=MONDAY_9AM)
    contract = a_contract(garage, entitlements=[entitled()])
    desk.post(
        reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk]),
        {"of": str(jan.number)},
    )
    assert "Verborgen" in shown(desk, "catalogue:contract", contract.number)
    jan.level = 3
    jan.save(update_fields=["level"])

    page = shown(desk, "catalogue:contract", contract.number)
    [use] = desk.get(f"/api/v1/contracts/{contract.number}").json()["uses"]

    assert "Verborgen" not in page
    assert f"/customers/{jan.number}/" not in page
    assert use["customer"] is None


def test_a_use_is_noted_for_one_of_the_organisations_people(desk: Client) -> None:
    garage, jan = an_organisation_customer(), a_customer()
    customers.save_relation(jan, other=garage, role="employee", by=None, at=MONDAY_9AM)
    contract = a_contract(garage, entitlements=[entitled()])
    address = reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk])

    wrong = desk.post(address, {"of": "1010 0012"})
    desk.post(address, {"of": str(jan.number)})

    assert wrong.status_code == 422
    assert "1010 0012" in wrong.content.decode()
    assert Use.objects.get().customer == jan


def test_documents_are_laid_in_and_taken_out(desk: Client, lead: User) -> None:
    contract = a_contract()
    file = store_file(b"%PDF-1.7", name="signed.pdf", by=lead, at=MONDAY_9AM, draft_key="upload")

    none = desk.post(reverse("catalogue:documents", args=[contract.number]), {})
    desk.post(reverse("catalogue:documents", args=[contract.number]), {"files": [str(file.pk)]})

    assert none.status_code == 422
    assert "signed.pdf" in shown(desk, "catalogue:contract", contract.number)
    desk.post(reverse("catalogue:remove_document", args=[contract.number, file.pk]))
    assert not contract.documents.exists()


@pytest.mark.decree("S5.1")
def test_one_glance_tells_type_end_support_services_and_what_is_left(desk: Client, always: Calendar) -> None:
    garage, jan = an_organisation_customer(), a_customer()
    customers.save_relation(jan, other=garage, role="employee", by=None, at=MONDAY_9AM)
    today = timezone.localdate()
    contract = a_contract(
        garage,
        calendar=always,
        services=[a_term(Service, "charging-point")],
        entitlements=[entitled(quantity=10)],
        first_on=today,
        last_on=today + timedelta(days=9),
    )
    use = {"quantity": "3", "of": str(jan.number)}
    desk.post(reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk]), use, headers=BUNDLE)

    part = shown(desk, "catalogue:entitled", jan.number, headers={"Accept-Language": "en"})

    assert all(word in part for word in ("gold", "charging-point", "interventions", "Garage De Smet bv", str(contract.number)))
    assert "7" in part
    assert Use.objects.get().customer == jan


@pytest.mark.decree("S5.1")
@pytest.mark.parametrize(("first", "last"), [(-30, -1), (1, 30)])
def test_what_ended_yesterday_or_starts_tomorrow_entitles_to_nothing_and_is_said(desk: Client, first: int, last: int) -> None:
    jan, today = a_customer(), timezone.localdate()
    contract = a_contract(jan, entitlements=[entitled()], first_on=today + timedelta(days=first), last_on=today + timedelta(days=last))

    part = shown(desk, "catalogue:entitled", jan.number)

    assert f"/contracts/{contract.number}/" in part
    assert "interventions" not in part
    assert reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk]) not in part


def test_a_refused_use_is_told_in_the_column_beside_its_field(desk: Client) -> None:
    jan = a_customer()
    contract = a_contract(jan, entitlements=[entitled(quantity=1)])
    address = reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk])

    answer = desk.post(address, {"quantity": "2", "of": str(jan.number)}, headers=BUNDLE)

    assert answer.status_code == 422
    assert 'id="entitled"' in answer.content.decode()
    assert "interventions" in answer.content.decode()
    assert not Use.objects.exists()


def test_the_ticket_and_the_file_fetch_the_glance_after_the_page(desk: Client) -> None:
    jan = a_customer()
    ticket = a_ticket(customer=jan)
    address = reverse("catalogue:entitled", args=[jan.number])

    assert f'hx-get="{address}"' in shown(desk, "customers:customer", jan.number)
    assert f'hx-get="{address}"' in shown(desk, "customers:column", jan.number)
    assert reverse("customers:column", args=[jan.number]) in shown(desk, "tickets:ticket", ticket.number)


def test_the_glance_costs_the_same_for_one_contract_and_for_twenty(desk: Client, django_assert_max_num_queries: Any) -> None:
    jan = a_customer()
    for number in range(20):
        calendar = save_calendar(
            Calendar(key=f"c{number}"), name={"nl": "c"}, zone="Europe/Brussels", week={"mon": [["09:00", "12:00"]]}, by=None, at=MONDAY_9AM
        )
        a_contract(jan, type=f"type{number}", calendar=calendar, entitlements=[entitled()])

    shown(desk, "catalogue:entitled", jan.number)
    with django_assert_max_num_queries(8):
        shown(desk, "catalogue:entitled", jan.number)


def test_who_may_not_see_an_organisation_is_told_nothing_of_its_contract(desk: Client) -> None:
    garage, jan = an_organisation_customer(), a_customer()
    customers.save_relation(jan, other=garage, role="employee", by=None, at=MONDAY_9AM)
    contract = a_contract(garage)
    Customer.objects.filter(pk=garage.pk).update(level=3)

    assert str(contract.number) not in shown(desk, "catalogue:entitled", jan.number)


def test_the_whole_timeline_tells_of_contracts_and_uses(desk: Client) -> None:
    jan = a_customer()
    contract = a_contract(jan, entitlements=[entitled()])
    desk.post(
        reverse("catalogue:use", args=[contract.number, contract.entitlements.get().pk]),
        {"quantity": 2, "used_on": str(timezone.localdate()), "note": "two visits"},
    )

    page = shown(desk, "customers:timeline", jan.number)

    assert "two visits" in page
    assert reverse("catalogue:contract", args=[contract.number]) in page


def test_types_services_and_entitlements_are_lists_among_the_settings() -> None:
    client = Client()
    client.force_login(a_user("administrator"))

    made = client.post(reverse("taxonomy:add", args=["services"]), {"name_nl": "Laadpaal", "name_fr": "Borne"})

    assert made.status_code == 303
    assert Service.objects.get().name["fr"] == "Borne"
    assert "Laadpaal" in shown(client, "taxonomy:terms", "services")
    assert all(shown(client, "taxonomy:terms", slug) for slug in ("contract-types", "entitlements"))


def test_somebody_without_the_right_sees_no_tab_and_no_glance() -> None:
    jan, client = a_customer(), Client()
    client.force_login(a_user(verbs=["customers.view"]))

    page = shown(client, "customers:customer", jan.number)

    assert reverse("catalogue:contracts", args=[jan.number]) not in page
    assert reverse("catalogue:entitled", args=[jan.number]) not in page
