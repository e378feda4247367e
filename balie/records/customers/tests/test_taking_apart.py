"""A merged file taken apart is as it was, with all that went along."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import NotAllowed
from balie.foundation.search.queries import find
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
NO_SHRINKING = [Phase.reuse, Phase.generate]  # each try is many merges: shrinking would take minutes
TAKEN = ("language", "given_name", "vat_number", "iban")


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
    kept, merged = a_customer(family_name="Peeters"), a_customer(family_name="Janssens", mail_addresses=["janssens@example.be"])
    merge(kept, merged, supervisor)
    assert queries.find_by_mail("janssens@example.be") == kept

    alone = apart(kept, merged, supervisor)

    assert queries.load(supervisor, merged.number) == alone == merged
    assert queries.find_by_mail("janssens@example.be") == merged
    assert [hits.results[0].number for hits in find(supervisor, "janssens", kinds=["customer"])] == [merged.number]


def test_what_two_merged_files_share_stays_while_one_of_them_does(supervisor: User) -> None:
    kept, garage = a_customer(), an_organisation_customer()
    first, second = (a_customer(phones=["0470000001"], level=Level.TEAM, team=a_team("winkel")) for _which in range(2))
    for each in (first, second):
        actions.save_relation(each, other=garage, role="contact", by=None, **NOW)
        merge(kept, each, supervisor)

    apart(kept, first, supervisor)

    kept.refresh_from_db()
    assert kept.level == Level.TEAM
    assert list(kept.phones.values_list("number", "is_primary")) == [("+32470000001", True)]
    assert kept.roles.filter(organisation=garage).exists()


def test_what_was_taken_away_from_the_kept_file_does_not_come_back_with_another_taken_apart(supervisor: User) -> None:
    kept, garage = a_customer(), an_organisation_customer()
    first, second = a_customer(phones=["0470000001"]), a_customer(phones=["0470000001", "0470000002"])
    actions.save_relation(second, other=garage, role="contact", by=None, **NOW)
    for each in (first, second):
        merge(kept, each, supervisor)
    for part in (kept.phones.get(number="+32470000002"), kept.roles.get()):
        actions.remove_part(kept, type(part), part.pk, by=supervisor, **NOW)

    apart(kept, first, supervisor)

    assert list(kept.phones.values_list("number", flat=True)) == ["+32470000001"]
    assert not kept.roles.exists()


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


def test_a_number_of_any_length_was_merged_into_nothing(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)

    answer = client.post(f"/customers/{a_customer().number}/apart/", {"other": "9" * 5000})

    assert answer.status_code < 500
    assert not CustomerMerge.objects.exists()


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
    take = data.draw(st.lists(st.sampled_from(TAKEN), unique=True))

    merge(pair[0], pair[1], by, take=take)
    apart(pair[0], pair[1], by)

    assert [stand(each) for each in pair] == before


@settings(max_examples=10, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_of_several_merges_those_that_stand_are_all_that_shows(db: None, data: st.DataObject) -> None:
    by, garage = a_user("supervisor"), an_organisation_customer()
    files = [_any_customer(data, garage) for _which in range(data.draw(st.integers(3, 4)))]
    related = (
        [(0, 1), (1, 2), (0, 2)] if len(files) == 3 else []
    )  # with a fourth, one could go up in another file than who it is related to
    for person, organisation in data.draw(st.lists(st.sampled_from(related), unique=True) if related else st.just([])):
        actions.save_relation(files[person], other=files[organisation], role="family", by=None, **NOW)
    merges = _any_merges(data, len(files))
    order = _any_order(data, merges)
    before = [stand(each) for each in files]
    standing = [[each for each in merges if each not in order[: place + 1]] for place in range(len(order))]
    wanted = [_had_only(files, each, by) for each in standing]

    for step in merges:
        _do(files, step, by)
    found = []
    for kept, merged, _take in order:
        apart(files[kept], files[merged], by)
        found.append([stand(each) for each in files])

    assert found == wanted
    assert found[-1] == before


type Step = tuple[int, int, tuple[str, ...]]


def _any_merges(data: st.DataObject, count: int) -> list[Step]:
    """Which file keeps which other, and which fields are taken, until one stands alone."""
    alone, steps = list(range(count)), []
    for _which in range(count - 1):
        kept, merged = data.draw(st.lists(st.sampled_from(alone), min_size=2, max_size=2, unique=True))
        steps.append((kept, merged, tuple(data.draw(st.lists(st.sampled_from(TAKEN), unique=True)))))
        alone.remove(merged)
    return steps


def _any_order(data: st.DataObject, merges: list[Step]) -> list[Step]:
    """An order to take them apart in: first those of files that stand alone."""
    standing, order = list(merges), []
    while standing:
        closed = {merged for _kept, merged, _take in standing}
        order.append(data.draw(st.sampled_from([each for each in standing if each[0] not in closed])))
        standing.remove(order[-1])
    return order


def _do(files: list[Customer], step: Step, by: User) -> None:
    kept, merged, take = step
    merge(files[kept], files[merged], by, take=take)


def _had_only(files: list[Customer], merges: list[Step], by: User) -> list[dict[str, Any]]:
    """How the files would stand, had only these merges been."""
    with transaction.atomic():
        for step in merges:
            _do(files, step, by)
        found = [stand(each) for each in files]
        transaction.set_rollback(True)
    return found


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
