"""Which words are looked at, what may have been meant, and how easily a text reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.spelling.rules import LANGUAGES, LEAST_EASE, MOST_WORDS, Typed, best_language, nearest, reading_ease, words_in

PLAIN = {
    "nl": "Kijk op de meter. Druk op de knop. Wacht tot het licht brandt. Lees dan de stand en schrijf die op. Bel ons als het niet lukt.",
    "en": "Look at the meter. Press the button. Wait until the light is on. Then read the number and note it. Call us if it does not work.",
    "fr": "Va voir le compteur. Tape sur la touche. Attends que la lampe soit verte. Lis le chiffre et note le. Parle nous si tu ne vois rien.",
    "de": "Geh zum Gerät. Drück auf den Knopf. Wart, bis das Licht an ist. Lies die Zahl und schreib sie auf. Ruf uns an, wenn es nicht geht.",
}
HARD = {
    "nl": "Overeenkomstig de contractuele bepalingen betreffende de energieleveringsovereenkomst zal de distributienetbeheerder "
    "onverminderd de verschuldigdheid van administratiekosten de buitendienststelling van de elektriciteitsaansluiting bewerkstelligen.",
    "en": "Notwithstanding contractual stipulations concerning electricity distribution responsibilities, the organisation administering "
    "metering installations endeavours to communicate comprehensive information regarding anticipated interruptions immediately.",
    "fr": "Conformément aux dispositions contractuelles relatives à l’approvisionnement énergétique, le gestionnaire du réseau de distribution "
    "procédera immédiatement à l’interruption de l’alimentation sans préjudice de l’exigibilité des indemnités administratives complémentaires.",
    "de": "Entsprechend den vertraglichen Bestimmungen über die Energielieferungsvereinbarung veranlasst der Verteilernetzbetreiber unbeschadet "
    "der Zahlungsverpflichtungen hinsichtlich der Verwaltungsgebühren die Außerbetriebnahme der Elektrizitätsanschlüsse unverzüglich und vollständig.",
}


@given(st.text(max_size=600))
def test_what_is_looked_at_are_words_each_once_and_not_too_many(text: str) -> None:
    words = words_in(text)

    assert len(words) == len(set(words)) <= MOST_WORDS
    assert all(1 < len(word) <= 40 and not any(letter.isdigit() for letter in word) for word in words)


def test_addresses_numbers_keys_and_capitals_are_no_words() -> None:
    text = "Mail an@klant.example of zie https://balie.example/pad. EAN 5414 ZENNE; {{customer.name}} @nele ;rec, l’énergie aujourd'hui"

    assert words_in(text) == ["Mail", "of", "zie", "l'énergie", "aujourd'hui"]


@pytest.mark.parametrize(
    ("word", "meant", "language"),
    [
        ("teh", "the", "en"),
        ("onmidelijk", "onmiddellijk", "nl"),
        ("recu", "reçu", "fr"),
        ("Zahler", "Zähler", "de"),
        ("factuurr", "factuur", "nl"),
        ("meterr", "meter", "nl"),
        ("compteru", "compteur", "fr"),
    ],
)
def test_a_slip_leads_to_what_was_meant(word: str, meant: str, language: str) -> None:
    assert meant in list(nearest(word, language))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzé", min_size=2, max_size=12), st.sampled_from(LANGUAGES))
def test_what_may_have_been_meant_is_never_the_word_itself_and_never_twice(word: str, language: str) -> None:
    found = list(nearest(word, language))

    assert word not in found
    assert len(found) == len(set(found))


def test_the_preferred_language_stays_unless_another_has_clearly_more() -> None:
    assert best_language({"nl": 10, "fr": 11, "en": 1, "de": 0}, "nl") == "nl"
    assert best_language({"nl": 4, "fr": 11, "en": 1, "de": 0}, "nl") == "fr"
    assert best_language({"nl": 0, "fr": 0, "en": 0, "de": 0}, "de") == "de"


@pytest.mark.decree("S3.7")
@pytest.mark.parametrize("language", LANGUAGES)
def test_short_words_in_short_sentences_read_easily_and_long_ones_hard(language: str) -> None:
    plain, hard = reading_ease(PLAIN[language], language), reading_ease(HARD[language], language)

    assert plain is not None
    assert hard is not None
    assert hard < LEAST_EASE["expert"] < LEAST_EASE["plain"] < plain


def test_of_a_few_words_nothing_is_said() -> None:
    assert reading_ease("Dank u voor uw bericht.", "nl") is None


@given(st.text(max_size=2000), st.sampled_from(LANGUAGES))
def test_every_text_has_an_ease_or_too_few_words(text: str, language: str) -> None:
    ease = reading_ease(text, language)

    assert ease is None or ease < 210


@pytest.mark.decree("A7.4")
@pytest.mark.parametrize(("words", "wrong", "is_within"), [(100, 3, True), (100, 4, False), (0, 0, True)])
def test_the_margin_is_three_in_a_hundred(words: int, wrong: int, is_within: bool) -> None:
    assert Typed(keys=600, corrected=12, words=words, wrong=wrong).is_within_margin is is_within


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_more_is_taken_back_than_everything(keys: int, corrected: int) -> None:
    share = Typed(keys, corrected, 0, 0).share_corrected

    assert share is None if keys == 0 else share is not None and 0 <= share <= 1
