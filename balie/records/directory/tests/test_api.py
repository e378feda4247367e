"""The directory as programs use it."""

from __future__ import annotations

import pytest

from balie.access.accounts.testing import a_user
from balie.conversation.contacts.testing import a_contact
from balie.records.customers.testing import a_customer
from balie.records.directory.models import Entry
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term
from balie.surfaces.api.tests.test_api import Caller

pytestmark = pytest.mark.django_db
GIVEN = {"name": {"en": "Energy house"}, "takes": {"en": "Loans"}, "languages": ["nl"], "phone": "0470 00 90 22"}


def test_a_program_keeps_the_directory_and_finds_in_it() -> None:
    call = Caller(a_user("knowledge", language="en"))
    a_term(Category, "contract")

    status, made = call("POST", "/directory", GIVEN | {"categories": ["contract"], "week": {"mon": [["09:00", "12:00"]]}})
    pk = made["id"]
    _status, changed = call("PATCH", f"/directory/{pk}", {"version": 1, "takes": {"en": "Loans and scans"}})

    assert status == 201
    assert (changed["takes"], changed["phone"], changed["version"]) == ("Loans and scans", "+32470009022", 2)
    assert Entry.objects.get().week["mon"] == [["09:00", "12:00"]]
    assert [each["id"] for each in call("GET", "/directory?q=scans")[1]["items"]] == [pk]
    assert [each["id"] for each in call("GET", "/directory?category=contract")[1]["items"]] == [pk]


def test_what_is_not_in_a_list_is_named_by_its_field() -> None:
    call = Caller(a_user("knowledge", language="en"))

    for wrong, field in (({"categories": ["none"]}, "categories"), ({"calendar": "none"}, "calendar"), ({"instead": 9}, "instead")):
        status, told = call("POST", "/directory", GIVEN | wrong)
        assert (status, told["field"]) == (422, field)


def test_a_program_refers_the_customer_of_a_contact() -> None:
    operator = a_user("operator", language="en")
    contact = a_contact(operator=operator, customer=a_customer())
    _status, entry = Caller(a_user("knowledge"))("POST", "/directory", GIVEN)
    call = Caller(operator)

    status, made = call(
        "POST", f"/contacts/{contact.number}/referrals", {"entry": entry["id"], "remark": "Ask for Mieke", "follow_up_on": "2099-01-02"}
    )

    assert (status, made["remark"]) == (201, "Ask for Mieke")
    assert [each["name"] for each in call("GET", f"/contacts/{contact.number}/referrals")[1]] == ["Energy house"]
