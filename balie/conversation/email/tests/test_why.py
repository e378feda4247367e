"""Reasons are kept as codes and told in any language; what stood as sentences was converted."""

from __future__ import annotations

import string
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import translation

from balie.conversation.email.models import Email, RawMail
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.conversation.email.rules import Doubt
from balie.conversation.email.why import in_words, unread, why

Reason = RawMail.Reason
converting = import_module("balie.conversation.email.migrations.0005_reasons_as_codes")


@pytest.mark.parametrize("reason", Reason.values)
def test_every_reason_asks_the_same_facts_in_every_language(reason: str) -> None:
    asked = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            asked.add(frozenset(name for _, name, _, _ in string.Formatter().parse(str(Reason(reason).label)) if name))

    assert len(asked) == 1


def test_no_reason_is_told_as_nothing() -> None:
    assert in_words("", {}) == ""


def test_a_fact_in_braces_is_only_told() -> None:
    assert in_words(Reason.SAID, {"words": "{what} {0}"}) == "{what} {0}"


def test_a_long_fact_is_cut_to_what_can_be_kept() -> None:
    assert len(why(Reason.SAID, words="x" * 1000).facts["words"]) == 300


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize(
    "refusal",
    [*map(OverBudget, ("raw", "parts", "depth", "header", "headers", "time", "memory")), Unparsable("empty"), Unparsable("no_mail")],
)
def test_what_could_not_be_read_is_said_in_words(refusal: OverBudget | Unparsable, language: str) -> None:
    with translation.override(language):
        said = str(unread(refusal))

    assert said
    assert "_" not in said


def test_a_failing_reader_names_its_failure() -> None:
    assert unread(Unparsable("reader_failed", "KeyError")).facts == {"kind": "KeyError"}


def test_every_doubt_has_its_words() -> None:
    assert {each.value for each in Doubt} == set(Email.Doubt.values)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize(("code", "sentence"), list(converting.SENTENCES.items()))
def test_a_sentence_that_stood_is_converted_from_any_language(code: str, sentence: str, language: str) -> None:
    facts = {name: "x@y.example (z)" for _, name, _, _ in string.Formatter().parse(sentence) if name}
    with translation.override(language):
        told = translation.gettext(sentence).format(**facts)

    assert converting._converted(told, "quarantined", list(converting._patterns())) == (code, facts)


@pytest.mark.parametrize(
    ("state", "converted"),
    [("automatic", ("machine", {"sign": "list-id header"})), ("dismissed", ("said", {"words": "list-id header"}))],
)
def test_what_is_no_sentence_of_ours_is_kept_as_it_was_said(state: str, converted: tuple[str, dict[str, str]]) -> None:
    assert converting._converted("list-id header", state, list(converting._patterns())) == converted
