"""Each person reads the desk in the language of their choice, chosen by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn

pytestmark = pytest.mark.journey
TICKETS = {"fr": "Français", "de": "Deutsch", "en": "English", "nl": "Nederlands"}


def test_the_language_menu_changes_every_word_for_this_person_alone(sign_in: SignIn) -> None:
    page, other = sign_in("operator2"), sign_in("lead", language="nl")
    heard: set[str] = set()

    for code, name in TICKETS.items():
        choose(page, name)
        expect(page.locator("html")).to_have_attribute("lang", code)
        page.goto("/tickets/")
        heard.add(page.locator("#content h1").inner_text() + page.title() + page.locator("#search").get_attribute("placeholder"))  # type: ignore[operator]

    assert len(heard) == len(TICKETS)
    other.reload()
    expect(other.locator("html")).to_have_attribute("lang", "nl")


def choose(page: Page, name: str) -> None:
    """Open the person's menu and go to the language by Tab."""
    page.locator(".avatar-button").focus()
    page.keyboard.press("Enter")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not reach {name}")
