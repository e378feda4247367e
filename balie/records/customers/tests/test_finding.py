"""Customers as people look for them."""

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.foundation.search.actions import Entry, index_many
from balie.foundation.search.queries import candidates, find
from balie.foundation.search.ranking import NEWEST
from balie.foundation.text.numbers import group
from balie.records.customers import actions
from balie.records.customers.testing import a_customer, an_organisation_customer

NOW = {"by": None, "at": MONDAY_9AM}


@pytest.fixture
def jan(db):
    customer = a_customer(
        phones=["+32470000001", "+3292000012"],
        mail_addresses=["jan.peeters@example.be"],
        addresses=[{"street": "Kerkstraat", "house_number": "12", "postcode": "9000", "city": "Gent"}],
    )
    actions.save_holding(customer, name="Digitale meter", serial_number="1SAG1100237731", **NOW)
    a_customer(given_name="Sarah", family_name="Vandenbroucke", phones=["0499112233"], mail_addresses=["s.vdb@voorbeeld.be"])
    a_customer(given_name="Eloïse", family_name="Müller", language="fr")
    an_organisation_customer(
        "Bakkerij 't Hoekje bvba", addresses=[{"street": "Markt", "house_number": "5", "postcode": "8000", "city": "Brugge"}]
    )
    return customer


def first(viewer, typed):
    hits = find(viewer, typed, kinds=["customer"])
    return hits[0].results[0].title if hits else None


@pytest.mark.parametrize(
    "typed",
    [
        *("Peeters", "peeters jan", "Jan Peeters", "Peters", "peetrs", "Pieters jan", "eeters"),
        *("0470 00 00", "470000001", "+32 470", "0470/00.00.01", "+32 (0)470 00 00 01", "0032 470 000 001", "09 200 00 12"),
        *("jan.peeters@example.be", "jan.peeters@", "jan.peet", "JAN.PEETERS@EXAMPLE.BE"),
        *("9000 12", "Kerkstraat 12", "kerkstraat 12 9000", "kerkstrat 12"),
        *("1SAG1100237731", "1100237731", "0237731", "1sag 1100"),
        "Peeters 0470",
    ],
)
def test_jan_is_found_first(operator, jan, typed):
    assert first(operator, typed) == "Peeters, Jan"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("vandenbrouke", "Vandenbroucke, Sarah"),
        ("van den broucke", "Vandenbroucke, Sarah"),
        ("broucke", "Vandenbroucke, Sarah"),
        ("0499 11", "Vandenbroucke, Sarah"),
        ("s.vdb", "Vandenbroucke, Sarah"),
        ("muller", "Müller, Eloïse"),
        ("eloise", "Müller, Eloïse"),
        ("bakkerij hoekje", "Bakkerij 't Hoekje bvba"),
        ("hoekje brugge", "Bakkerij 't Hoekje bvba"),
        ("8000 5", "Bakkerij 't Hoekje bvba"),
    ],
)
def test_others_are_found_as_people_type_them(operator, jan, typed, name):
    assert first(operator, typed) == name


def test_a_customer_number_is_found_grouped_or_not(operator, jan):
    assert first(operator, group(jan.number)) == first(operator, str(jan.number)) == "Peeters, Jan"


def test_a_closed_file_is_never_found_by_who_may_not_see_it(operator):
    a_customer(family_name="Geheim", phones=["0470000077"], level=Level.TEAM, team=a_team("winkel"))

    assert find(operator, "Geheim") == find(operator, "0470000077") == []
    assert first(a_user("operator", teams=[a_team("winkel")]), "Geheim") == "Geheim, Jan"


def test_who_reads_no_personal_data_finds_masked(jan):
    hit = find(a_user("knowledge"), "Peeters", kinds=["customer"])[0].results[0]

    assert "Peeters" not in hit.title + hit.detail
    assert "Gent" not in hit.detail


def test_what_changed_is_found_as_it_is_now(operator, jan):
    actions.change_customer(jan, family_name="Goossens", version=jan.version, **NOW)
    actions.save_phone(jan, number="0470000055", **NOW)

    assert first(operator, "Goossens") == first(operator, "0470 00 00 55") == "Goossens, Jan"


def test_a_merged_file_is_found_no_more(operator, jan):
    kept = a_customer(given_name="Johan", family_name="Goossens")

    actions.merge_customers(kept, jan, version=1, **NOW)

    assert [result.number for result in find(operator, "Peeters", kinds=["customer"])[0].results] == [kept.number]  # by its mail address
    assert first(operator, "470000001") == "Goossens, Johan"


def test_secret_fields_are_not_searchable(operator):
    a_customer(iban="BE68539007547034", national_number="85073003328")

    assert find(operator, "539007547034") == find(operator, "85073003328") == []


@pytest.mark.django_db
def test_a_customer_is_found_by_name_however_much_newer_names_the_same():
    customer = a_customer(family_name="Vandersmissen")
    index_many(Entry("contact", at, "Vandersmissen belde", MONDAY_9AM) for at in range(1, 2 * NEWEST))

    assert ("customer", customer.pk) in candidates("vandersmissen")


@pytest.mark.django_db
def test_who_has_every_word_is_meant_and_stands_alone(operator, jan):
    a_customer(family_name="Peeters", given_name="Greet")

    def found(typed):
        return [result.title for result in find(operator, typed, kinds=["customer"])[0].results]

    assert found("peeters jan") == ["Peeters, Jan"]
    assert len(found("peeters janneke")) > 1
