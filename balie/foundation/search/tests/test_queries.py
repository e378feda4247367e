import pytest
from django.db import connection
from django.utils import timezone

from balie.foundation.search.actions import Entry, forget, index, index_many, learn_words, teach, words_to_teach
from balie.foundation.search.models import Lesson, Word
from balie.foundation.search.queries import candidates
from balie.foundation.search.rules.lessons import MOST_TIMES, Deed

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


def learned(*entries):
    index_many(entries)
    while learn_words():
        pass


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("nl", "De medewerker van de helpdesk", "helpdeskmedewerker"),
        ("nl", "Een helpdeskmedewerker belt", "medewerker helpdesk"),
        ("nl", "Het rekeningnummer wijzigen", "nummer van de rekening"),
        ("de", "Die Nummer der Rechnung", "Rechnungsnummer"),
        ("de", "Der Kundendienst", "Dienst Kunden"),
    ],
)
def test_a_compound_is_found_by_its_parts_and_the_parts_by_the_compound(language, text, typed):
    learned(
        Entry("article", 1, "x", NOW, body=text, language=language), Entry("article", 2, "y", NOW, body="iets anders", language=language)
    )

    assert found(typed)[:1] == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["faktuur", "fctuur betalen", "fatcuur", "betaaltermijnn"])
def test_a_word_typed_with_a_slip_is_found(typed):
    learned(
        Entry("article", 1, "Uw factuur", NOW, body="De betaaltermijn van de factuur"),
        Entry("article", 2, "Verhuizen", NOW, body="De meter"),
    )

    assert found(typed) == [1]


@pytest.mark.django_db
def test_what_has_only_some_of_the_words_is_found_and_rare_words_count_most():
    learned(
        *(Entry("article", at, "Vraag", NOW, body="over de meter") for at in range(1, 6)),
        Entry("article", 9, "Vraag", NOW, body="laadpaal"),
    )

    assert found("hoe sluit ik een laadpaal op de meter aan")[0] == 9


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["0470123456", "0470 12 34 56", "470/12.34.56", "+32 470 12 34 56"])
def test_a_number_within_a_text_is_found_with_or_without_spaces(typed):
    index_many([Entry("article", 1, "Bel terug", NOW, body="op 0470/12.34.56 of +32 470 12 34 56")])

    assert found(typed) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["wie is het", "le la les", "x" * 10_000, "lorem ipsum " * 1000, "שלום עולם", "مرحبا", "(.*)+[^a]{3}?$|\\d", "½ ² ٣"]
)
def test_whatever_is_typed_gets_an_answer(typed):
    learned(Entry("article", 1, "Een laadpaal", NOW, body="met een kabel"))

    assert found(typed) == []


@pytest.mark.django_db
def test_what_was_taken_for_words_comes_first_for_them_and_what_was_put_away_last():
    learned(*(Entry("article", at, "Factuur", NOW, body="betalen") for at in (1, 2, 3)))

    teach(words_to_teach("facturen"), "article", 1, Deed.SOLVED)
    teach(words_to_teach("factuur"), "article", 3, Deed.DISMISSED)

    assert found("factuur") == [1, 2, 3]


@pytest.mark.django_db
def test_what_was_taken_for_words_it_does_not_have_is_found_by_them():
    learned(Entry("article", 1, "Afbetalingsplan", NOW), Entry("article", 2, "Iets anders", NOW))

    teach(words_to_teach("spreiden"), "article", 1, Deed.OPENED)

    assert found("spreiden") == [1]


@pytest.mark.django_db
def test_one_who_opens_the_same_all_day_does_not_decide_for_everybody():
    learned(Entry("article", 1, "Afbetalingsplan", NOW))

    for _time in range(MOST_TIMES + 5):
        teach(["spreiden"], "article", 1, Deed.OPENED)

    assert Lesson.objects.get().times == MOST_TIMES


@pytest.mark.django_db
def test_nothing_is_learned_of_a_number():
    learned(Entry("article", 1, "Afbetalingsplan", NOW))

    assert words_to_teach("0470 12 34 56") == []
    assert words_to_teach("jan@klant.example") == []


@pytest.mark.django_db
def test_a_thing_that_is_gone_is_no_longer_learned_of():
    learned(Entry("article", 1, "Afbetalingsplan", NOW))
    teach(words_to_teach("spreiden"), "article", 1, Deed.OPENED)

    forget("article", 1)

    assert not Lesson.objects.exists()


@pytest.mark.django_db
def test_the_words_of_a_changed_thing_are_learned_and_it_is_counted_once():
    learned(Entry("article", 1, "Laadpaal", NOW))
    learned(Entry("article", 1, "Laadpaal thuis", NOW))

    assert dict(Word.objects.filter(word__in=["", "laadpaal", "thuis"]).values_list("word", "documents")) == {
        "": 1,
        "laadpaal": 1,
        "thuis": 1,
    }
