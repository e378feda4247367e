from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.errors import Invalid
from balie.records.customers import values


@pytest.mark.parametrize("typed", ["0470 00 00 01", "+32 470 00 00 01", "0032470000001", "+32 (0)470/00.00.01", "0470-000-001"])
def test_a_phone_number_as_people_type_it_is_kept_internationally(typed):
    assert values.read_phone(typed, region="BE") == "+32470000001"


def test_a_number_of_another_country_keeps_its_country():
    assert values.read_phone("+33 1 99 00 12 34", region="BE") == "+33199001234"


@pytest.mark.parametrize("typed", ["0470", "04700000010000000", "bel mij", "+999 12 34 56", ""])
def test_an_impossible_number_is_refused_with_field_and_example(typed):
    with pytest.raises(Invalid) as caught:
        values.read_phone(typed, region="BE", field="phone")

    assert caught.value.field_name == "phone"
    assert "04" in str(caught.value)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_a_refusal(typed):
    for read in (
        lambda: values.read_phone(typed, region="BE"),
        lambda: values.read_iban(typed),
        lambda: values.read_national_number(typed),
        lambda: values.read_vat_number(typed, country="BE"),
        lambda: values.read_mail_address(typed),
    ):
        with suppress(Invalid):
            assert read()


def test_a_mail_address_is_lower_case():
    assert values.read_mail_address(" <Jan.Peeters@Example.BE> ") == "jan.peeters@example.be"


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (values.read_iban, "BE68 5390 0754 7035"),
        (values.read_national_number, "85.07.30-033.29"),
        (lambda typed: values.read_vat_number(typed, country="BE"), "BE 0403.170.702"),
    ],
)
def test_wrong_check_digits_are_said_to_be_wrong_check_digits(read, wrong):
    with pytest.raises(Invalid, match="check digits"):
        read(wrong)


def test_codes_are_kept_compact():
    assert values.read_iban("BE68 5390 0754 7034") == "BE68539007547034"
    assert values.read_national_number("85.07.30-033.28") == "85073003328"
    assert values.read_vat_number("0403.170.701", country="BE") == "BE0403170701"
    assert values.read_vat_number("BE 0403.170.701", country="FR") == "BE0403170701"
