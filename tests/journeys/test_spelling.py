"""A word that is wrong is told over the edge of its field and put right by one key; nothing moves for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey


@pytest.mark.decree("A7.3")
def test_a_wrong_word_is_put_right_by_one_key_in_a_note_and_in_a_reply(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("Meterstand")
    house.send(sender="Karel Maes <karel.maes@klant.example>", subject=subject, text="Hoe geef ik mijn meterstand door?")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)
    keys.press("j", "Enter")
    expect(page.locator("[contenteditable]#reply-text")).to_be_visible()

    keys.press("r")
    _write(page, keys, "U krijgt onmidelijk antwoord ")
    expect(page.locator("#reply .spelling")).to_contain_text("onmiddellijk")
    keys.press("Alt+c")
    expect(page.locator("#reply-text")).to_have_text(re.compile("U krijgt onmiddellijk antwoord"))
    expect(page.locator("#reply .spelling")).to_have_count(0)
    expect(page.locator("#reply-text")).to_be_focused()

    keys.press("Escape", "i")
    expect(page.locator("#note-text")).to_be_focused()
    _write(page, keys, "De klant wacht op de factuurr van mei ")
    where = page.locator("#note-text").bounding_box()
    expect(page.locator("#note .spelling")).to_contain_text("factuur")
    assert page.locator("#note-text").bounding_box() == where
    keys.press("Alt+c")
    expect(page.locator("#note-text")).to_have_value("De klant wacht op de factuur van mei ")

    with page.expect_response(re.compile("/spelling/typed/")):
        keys.press("Control+Enter")
    page.goto("/me/")
    expect(page.locator("#main")).to_contain_text("0.0\N{NO-BREAK SPACE}% of the words")


def _write(page: Page, keys: Keys, words: str) -> None:
    """The words, and what the spelling says of them."""
    with page.expect_response(re.compile("/spelling/$"), timeout=60_000):
        keys.words(words)
