import pytest
from django.db import connection
from django.utils import timezone

from balie.foundation.search.actions import Entry, forget, index, index_many
from balie.foundation.search.queries import candidates

NOW = timezone.now()


def found(typed, **options):
    return [object_id for (_kind, object_id), _rank in sorted(candidates(typed, **options).items(), key=lambda pair: -pair[1])]


@pytest.mark.django_db
def test_a_thing_is_found_as_it_is_now_and_forgotten_when_it_goes():
    index(Entry("ticket", 1, "Geen stroom", NOW))
    index(Entry("ticket", 1, "Verhuis", NOW))
    assert (found("stroom"), found("verhuis")) == ([], [1])

    forget("ticket", 1)

    assert found("verhuis") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("nl", "De meters werken niet", "meter"),
        ("fr", "Les factures impayées", "facture"),
        ("de", "Die Rechnungen", "rechnung"),
        ("en", "Meters failing", "meter fail"),
    ],
)
def test_words_are_found_by_their_stem_in_their_language(language, text, typed):
    index(Entry("ticket", 1, "x", NOW, body=text, language=language))

    assert found(typed) == [1]


@pytest.mark.django_db
def test_the_title_weighs_more_than_the_body():
    index_many([Entry("ticket", 1, "iets", NOW, body="een laadpaal"), Entry("ticket", 2, "laadpaal", NOW)])

    assert found("laadpaal") == [2, 1]


@pytest.mark.django_db
def test_one_kind_can_be_asked_alone():
    index_many([Entry("ticket", 1, "laadpaal", NOW), Entry("customer", 2, "laadpaal", NOW)])

    assert found("laadpaal", kinds=["customer"]) == [2]


@pytest.mark.django_db
def test_a_line_with_a_number_in_it_is_found_as_it_was_written():
    index(Entry("ticket", 1, "Afspraak meterwissel, ref 39328", NOW))

    assert found("Afspraak meterwissel, ref 39328") == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["100%", "_____", "a\\b@c", "'; DROP", "((", "a & | b", "\x00x"])
def test_signs_that_mean_something_to_the_database_are_harmless(typed):
    index(Entry("ticket", 1, "iets", NOW, keys="abc"))

    assert found(typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("test", ["vector @@ to_tsquery('balie_simple', 'laad:*')", "'peters' <% keys", "keys LIKE '%47000%'"])
def test_each_way_of_searching_has_its_index(test):
    index_many(Entry("ticket", at, f"naam{at}", NOW, keys=f"naam{at} {at:09}") for at in range(300))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT id FROM search_document WHERE {test}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Bitmap Index Scan on document_" in plan
