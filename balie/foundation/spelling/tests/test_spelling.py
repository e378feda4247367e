"""Spelling as the page asks it: with the real dictionaries, in a process of its own."""

from __future__ import annotations

import signal

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.foundation.errors import Refusal
from balie.foundation.search.models import Word
from balie.foundation.spelling import guard
from balie.foundation.spelling.guard import SpellingBusy, spelled
from balie.foundation.spelling.models import TypingDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def _wrong(desk: Client, text: str, language: str = "nl", **more: str) -> dict[str, list[str]]:
    answer = desk.post("/spelling/", {"text": text, "language": language, **more})
    assert answer.status_code == 200
    return dict(answer.json()["wrong"])


@pytest.mark.decree("A7.3")
@pytest.mark.parametrize(
    ("language", "text", "word", "meant"),
    [
        ("nl", "De helpdeskmedewerker belt onmidelijk terug over de meterstand", "onmidelijk", "onmiddellijk"),
        ("fr", "Vous avez recu la facture d’électricité aujourd’hui", "recu", "reçu"),
        ("en", "We will recieve the meter reading tomorrow", "recieve", "receive"),
        ("de", "Die Rechnugnsnummer steht auf der Stromrechnung", "Rechnugnsnummer", "Rechnungsnummer"),
    ],
)
def test_a_word_that_is_wrong_is_told_with_what_was_meant(desk: Client, language: str, text: str, word: str, meant: str) -> None:
    wrong = _wrong(desk, text, language)

    assert list(wrong) == [word]
    assert meant in wrong[word]


def test_a_note_in_another_language_than_expected_is_spelled_in_its_own(desk: Client) -> None:
    assert _wrong(desk, "The customer would like to have another meter next week, and pays the bill tomorrow", "nl") == {}


def test_a_name_that_our_documents_have_often_is_right(desk: Client) -> None:
    text = "De klant belt over zijn contract bij Zennergy en wil overstappen"
    before = _wrong(desk, text)
    Word.objects.create(word="zennergy", documents=9)

    assert "Zennergy" in before
    assert _wrong(desk, text) == {}


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 50_000, "שלום עולם מה שלומך", "(.*)+[^a]{3}?$", "\x00\x01", "a" * 39 + " " + "ba" * 19, "\u202eabc def"]
)
def test_whatever_is_written_there_is_an_answer(desk: Client, text: str) -> None:
    assert desk.post("/spelling/", {"text": text, "language": "xx"}).status_code == 200


def test_for_the_reader_of_plain_words_a_hard_text_is_told(desk: Client) -> None:
    hard = (
        "Overeenkomstig de contractuele bepalingen betreffende de energieleveringsovereenkomst zal de distributienetbeheerder onverminderd de "
        "verschuldigdheid van administratiekosten de buitendienststelling van de elektriciteitsaansluiting onverwijld bewerkstelligen."
    )

    told = desk.post("/spelling/", {"text": hard, "language": "nl", "reader": "plain"}).json()
    untold = desk.post("/spelling/", {"text": hard, "language": "nl"}).json()

    assert told["is_hard"] is True
    assert told["ease"] < 30
    assert untold["ease"] is None


def test_a_speller_that_dies_or_takes_too_long_is_refused_and_another_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled(["meter"], "nl")
    child = guard._speller.child
    assert child is not None
    child.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(guard, "SECONDS", 0.2)

    with pytest.raises(SpellingBusy) as refused:
        spelled(["meter"], "nl")

    monkeypatch.undo()
    assert isinstance(refused.value, Refusal)
    assert child.poll() is not None
    assert "meter" in spelled(["meterr"], "nl")[1]["meterr"]


@pytest.mark.decree("A7.4")
def test_how_one_types_is_added_up_by_the_day_and_shown_to_oneself(desk: Client, operator: User) -> None:
    for _text in range(2):
        desk.post("/spelling/typed/", {"keys": "300", "corrected": "12", "words": "50", "wrong": "2"})

    day = TypingDay.objects.get(user=operator)
    page = desk.get("/me/").content.decode()

    assert (day.keys, day.corrected, day.words, day.wrong) == (600, 24, 100, 4)
    assert "4.0\xa0% of the words" in page
    assert "Above the margin of 3.0\xa0%" in page


def test_nobody_sees_how_another_types(client: Client, operator: User) -> None:
    TypingDay.objects.create(user=operator, on="2026-11-28", keys=600, corrected=24, words=777, wrong=4)
    client.force_login(a_user("supervisor", language="en"))

    assert "777" not in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"keys": "-5", "words": "x"}, {"keys": "9" * 30}, {"keys": "10", "corrected": "99999999", "words": "1", "wrong": "50"}]
)
def test_counts_that_cannot_be_are_bounded(desk: Client, operator: User, sent: dict[str, str]) -> None:
    assert desk.post("/spelling/typed/", sent).status_code == 204

    day = TypingDay.objects.get(user=operator)
    assert day.corrected <= day.keys
    assert day.wrong <= day.words
