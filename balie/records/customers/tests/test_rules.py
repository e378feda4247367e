from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.text.normalise import digits, plain
from balie.records.customers.rules import address_pieces, differing, merged_values, search_keys, sort_key

names = st.text(max_size=120)
values = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["", "x", "y", None, 1]), min_size=4)


@given(names, names)
def test_a_sort_key_is_plain_and_fits_its_column(given_name, family_name):
    key = sort_key(kind="person", given_name=given_name, family_name=family_name)

    assert key == plain(key)
    assert len(key) <= 200


def test_names_sort_by_family_name_without_accents():
    assert sort_key(kind="person", given_name="Éloïse", family_name="Ómez") == "omez eloise"


def test_organisations_sort_by_their_name():
    assert sort_key(kind="organisation", organisation_name="Garage «De Smet» bv") == "garage de smet bv"


@given(st.lists(st.text("0123456789", min_size=9, max_size=12), max_size=3), st.text("0123456789", min_size=4, max_size=4))
def test_every_piece_of_a_phone_number_stands_in_the_keys(numbers, postcode):
    keys = search_keys(
        names=["x"], number=10100011, phones=[f"+{number}" for number in numbers], addresses=[(postcode, "12", "Markt", "Gent")]
    )

    assert all(digits(number)[3:9] in keys for number in numbers)
    assert f"{postcode}12" in keys


def test_no_piece_spans_two_lines_of_the_keys():
    keys = search_keys(names=["Jan Peeters"], number=10100011, phones=["+32470000001", "+32470000002"])

    assert "0132470" not in keys


def test_an_address_is_found_by_postcode_and_house_number_either_way_round():
    assert address_pieces("9000", "12 A", "Kerkstraat", "Gent")[:2] == ["900012a", "12a9000"]


@given(values, values)
def test_a_merge_never_empties_a_field_nor_changes_one_nobody_chose(kept, merged):
    kept, merged = {**dict.fromkeys("abcd", ""), **kept}, {**dict.fromkeys("abcd", ""), **merged}

    changes = merged_values(kept, merged, ["a"])

    assert all(changes.values())
    assert all(field == "a" or not kept[field] for field in changes)


@given(values, values)
def test_only_fields_both_fill_differ(kept, merged):
    assert all(kept[field] and merged.get(field) and kept[field] != merged[field] for field in differing(kept, merged))
