import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from balie.access.accounts.testing import a_user
from balie.records.customers.testing import a_customer


def answered(*words, **options):
    out = StringIO()
    call_command("search", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_finds_by_the_eyes_of_who_sees_all_teams():
    a_user("supervisor")
    customer = a_customer(given_name="An", family_name="Vandersmissen")

    found = [json.loads(line) for line in answered("vandersmisen", json=True).splitlines()]

    assert [(each["kind"], each["number"]) for each in found] == [("customer", customer.number)]


@pytest.mark.django_db
def test_the_command_finds_nothing_its_viewer_may_not_see():
    auditor = a_user("auditor")
    a_customer(given_name="An", family_name="Vandersmissen")

    assert answered("vandersmissen", viewer=auditor.username) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "options", "reason"),
    [
        (["x"], {"kind": ["nonsense"]}, "nonsense"),
        (["x"], {"viewer": "nobody"}, "nobody"),
        (["x"], {}, "--as"),
        (["evaluate", "/no/such/file"], {}, "/no/such/file"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(words, options, reason):
    with pytest.raises(CommandError, match=reason):
        answered(*words, **options)
