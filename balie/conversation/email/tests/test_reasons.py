"""What a mail server said is kept once and read in every language."""

from __future__ import annotations

import pytest
from django.utils import translation

from balie.conversation.email.reasons import in_words, told
from balie.conversation.email.smtp import WRONG_PASSWORD


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "wrong user name or password: Authentication failed."),
        ("nl", "verkeerde gebruikersnaam of verkeerd wachtwoord: Authentication failed."),
        ("fr", "nom d’utilisateur ou mot de passe erroné\N{NO-BREAK SPACE}: Authentication failed."),
        ("de", "falscher Benutzername oder falsches Passwort: Authentication failed."),
    ],
)
def test_the_sentence_is_read_in_the_language_of_the_reader_and_what_was_said_stays(language: str, words: str) -> None:
    kept = told(WRONG_PASSWORD, "b'Authentication failed.'")

    with translation.override(language):
        assert in_words(kept) == words


def test_nothing_is_added_where_nothing_was_said() -> None:
    assert told(WRONG_PASSWORD) == WRONG_PASSWORD
    assert told("no connection", ConnectionRefusedError(111, "Connection refused")) == "no connection: Connection refused"
    assert in_words("") == ""
    with translation.override("en"):
        assert in_words("550 5.1.1 <x@y.example>: unknown") == "550 5.1.1 <x@y.example>: unknown"
