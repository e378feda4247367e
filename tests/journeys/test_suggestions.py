"""What may help stands beside the text while it is written, and neither the caret nor anything on screen moves for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
PLACE = "() => { const { x, y, width, height } = document.activeElement.getBoundingClientRect(); return [x, y, width, height]; }"


@pytest.mark.decree("S1.2", "A1.1")
def test_the_answer_stands_beside_the_note_before_the_question_is_finished(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    page.goto("/")
    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    keys.press("Escape", "w")
    expect(page.locator("#id_customer_words")).to_be_focused()
    where = page.evaluate(PLACE)

    keys.words("de meterstand doorgeven, hoe doe ik dat")

    expect(page.locator(".suggested").first).to_be_visible()
    assert page.evaluate(PLACE) == where
    expect(page.locator("#id_customer_words")).to_be_focused()

    _write(page, keys, " en daarna")
    expect(page.locator("#id_customer_words")).to_have_value("de meterstand doorgeven, hoe doe ik dat en daarna")
    title = page.locator(".suggested-words").first.inner_text()
    keys.press("Control+.")
    expect(page.locator("#suggestions.is-armed")).to_be_visible()
    keys.press("1")
    expect(page.locator("#main h1, #main .script-name").filter(has_text=re.compile(re.escape(title[:20])))).to_have_count(1)


def test_what_is_put_away_stays_away(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    page.goto("/")
    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    keys.press("Escape", "w")
    expect(page.locator("#id_customer_words")).to_be_focused()
    keys.words("de meterstand doorgeven, hoe doe ik dat")
    expect(page.locator(".suggested").first).to_be_visible()
    title = page.locator(".suggested-words").first.inner_text()

    keys.press("Control+.", "0")

    expect(page.locator("#suggestions")).to_be_hidden()
    _write(page, keys, " alsjeblieft")

    expect(page.locator("#id_customer_words")).to_have_value("de meterstand doorgeven, hoe doe ik dat alsjeblieft")
    assert title not in page.locator(".suggested-words").all_inner_texts()


@pytest.mark.decree("S4.2")
def test_the_words_of_an_article_go_into_the_reply_at_the_caret(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("Meterstand")
    house.send(sender="Karel Maes <karel.maes@klant.example>", subject=subject, text="Hoe geef ik mijn meterstand door?")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)
    keys.press("j", "Enter")
    expect(page.locator("[contenteditable]#reply-text")).to_be_visible()
    keys.press("r")
    keys.words("Uw meterstand doorgeven doet u zo. ")
    with_words = page.locator(".suggested[data-words]").first
    expect(with_words).to_be_visible()

    keys.press("Control+.", with_words.locator(".key").inner_text())

    expect(page.locator("#reply-text")).to_have_text(re.compile(r"Uw meterstand doorgeven doet u zo\. .{20,}", re.DOTALL))
    expect(page.locator("#reply-text")).to_be_focused()


def _write(page: Page, keys: Keys, words: str) -> None:
    """The words, and the answer to them."""
    with page.expect_response(re.compile(r"/suggestions/$")):
        keys.words(words)
