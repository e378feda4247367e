"""A merged file taken apart is as it was, with all that went along."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import NotAllowed
from balie.records.customers import actions, queries
from balie.records.customers.models import (
    Consent,
    Customer,
    CustomerMerge,
    CustomerNote,
    Holding,
    MailAddress,
    Phone,
    PostalAddress,
    Relation,
)
from balie.records.customers.testing import a_customer, an_organisation_customer

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"at": MONDAY_9AM}
HANGING: tuple[type[models.Model], ...] = (Phone, MailAddress, PostalAddress, Holding, Consent, CustomerNote, Contact, Ticket)
UNLIKE = {"version", "changed_at"}


@pytest.fixture
def supervisor(db: None) -> User:
    return a_user("supervisor")


def stand(customer: Customer) -> dict[str, Any]:
    """Every column but those that count changes, and everything that hangs on the file."""
    row = Customer.objects.get(pk=customer.pk)
    columns = {field.attname: field.value_from_object(row) for field in Customer._meta.concrete_fields if field.name not in UNLIKE}
    hanging = {
        model.__name__: sorted((each.pk, getattr(each, "is_primary", None)) for each in model._default_manager.filter(customer=row))
        for model in HANGING
    }
    roles = sorted(Relation.objects.filter(models.Q(person=row) | models.Q(organisation=row)).values_list("person", "organisation", "role"))
    return columns | hanging | {"roles": roles}


def merge(kept: Customer, merged: Customer, by: User, **options: Any) -> None:
    kept.refresh_from_db()
    actions.merge_customers(kept, merged, version=kept.version, by=by, **options, **NOW)


def apart(kept: Customer, merged: Customer, by: User) -> Customer:
    kept.refresh_from_db()
    return actions.take_apart(kept, merged.number, by=by, **NOW)


def test_contacts_and_tickets_go_along_and_back_but_what_came_since_stays(supervisor: User) -> None:
    kept, merged = a_customer(), a_customer()
    ticket, call = a_ticket(customer=merged), a_contact(customer=merged)
    merge(kept, merged, supervisor)
    later = a_ticket(customer=kept)
    assert Ticket.objects.filter(customer=kept).count() == 2

    apart(kept, merged, supervisor)

    assert set(Ticket.objects.filter(customer=merged)) == {ticket}
    assert set(Ticket.objects.filter(customer=kept)) == {later}
    call.refresh_from_db()
    assert call.customer == merged


def test_a_field_that_was_changed_since_stays_as_it_is(supervisor: User) -> None:
    kept, merged = a_customer(vat_number=""), a_customer(vat_number="BE0403170701", language="fr")
    merge(kept, merged, supervisor, take=["language"])
    kept.refresh_from_db()
    actions.change_customer(kept, language="de", version=kept.version, by=supervisor, **NOW)

    apart(kept, merged, supervisor)

    kept.refresh_from_db()
    assert (kept.vat_number, kept.language) == ("", "de")


def test_its_number_leads_to_itself_again_and_it_is_found(supervisor: User) -> None:
    kept, merged = a_customer(family_name="Peeters"), a_customer(family_name="Janssens")
    merge(kept, merged, supervisor)

    alone = apart(kept, merged, supervisor)

    assert queries.load(supervisor, merged.number) == alone == merged
    assert queries.find_by_mail is not None


def test_what_led_to_the_merged_file_leads_there_again(supervisor: User) -> None:
    first, second, third = a_customer(), a_customer(), a_customer()
    merge(second, third, supervisor)
    merge(first, second, supervisor)
    with pytest.raises(actions.NotMerged):
        apart(first, third, supervisor)

    apart(first, second, supervisor)
    assert queries.load(supervisor, third.number) == second
    apart(second, third, supervisor)

    assert queries.load(supervisor, third.number) == third


def test_it_takes_the_right_to_merge_and_happens_once(supervisor: User) -> None:
    kept, merged = a_customer(), a_customer()
    merge(kept, merged, supervisor)

    with pytest.raises(NotAllowed):
        apart(kept, merged, a_user("operator"))
    apart(kept, merged, supervisor)
    with pytest.raises(actions.NotMerged):
        apart(kept, merged, supervisor)


def test_secret_fields_are_kept_encrypted(supervisor: User) -> None:
    kept, merged = a_customer(), a_customer(iban="BE68539007547034")
    merge(kept, merged, supervisor)

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after, moved::text FROM customers_customermerge")
        assert not any("539007547034" in str(each) for each in cursor.fetchone())
    apart(kept, merged, supervisor)
    kept.refresh_from_db()
    assert kept.iban == ""


def test_on_the_page_of_merging_the_merged_files_are_listed_and_taken_apart(client: Client, supervisor: User) -> None:
    kept, merged = a_customer(family_name="Peeters"), a_customer(family_name="Janssens")
    merge(kept, merged, supervisor)
    client.force_login(supervisor)

    shown = client.get(f"/customers/{kept.number}/merge/").content.decode()
    answer = client.post(f"/customers/{kept.number}/apart/", {"other": str(merged.number)})

    assert "Janssens" in shown
    assert answer.url == f"/customers/{merged.number}/"
    assert not CustomerMerge.objects.filter(undone_at=None).exists()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_merged_and_taken_apart_is_as_before(db: None, data: st.DataObject) -> None:
    by, garage = a_user("supervisor"), an_organisation_customer()
    pair = [_any_customer(data, garage) for _which in range(2)]
    before = [stand(each) for each in pair]
    take = data.draw(st.lists(st.sampled_from(["language", "given_name", "vat_number", "iban"]), unique=True))

    merge(pair[0], pair[1], by, take=take)
    apart(pair[0], pair[1], by)

    assert [stand(each) for each in pair] == before


def _any_customer(data: st.DataObject, garage: Customer) -> Customer:
    draw = data.draw
    customer = a_customer(
        given_name=draw(st.sampled_from(["Jan", "An"])),
        language=draw(st.sampled_from(["nl", "fr"])),
        vat_number=draw(st.sampled_from(["", "BE0403170701"])),
        iban=draw(st.sampled_from(["", "BE68539007547034"])),
        phones=draw(st.sampled_from([[], ["0470000001"], ["0470000002", "0470000001"]])),
        mail_addresses=draw(st.sampled_from([[], ["jan@example.be"], ["an@example.be"]])),
        level=draw(st.sampled_from([Level.OPEN, Level.TEAM])),
        team=a_team("winkel"),
    )
    for _each in range(draw(st.integers(0, 2))):
        a_contact(customer=customer)
    if draw(st.booleans()):
        actions.save_holding(customer, name="Meter", serial_number="1SAG1", by=None, **NOW)
    if draw(st.booleans()):
        actions.save_relation(customer, other=garage, role="contact", by=None, **NOW)
    if draw(st.booleans()):
        actions.add_note(customer, text="Belt graag.", by=None, **NOW)
    return customer
