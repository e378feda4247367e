"""A script followed beside a call, by keyboard alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.keys import Keys
from tests.journeys.test_call import begin_call

pytestmark = pytest.mark.journey


def _at(page: Page, words: str) -> None:
    expect(page.locator("#script .script-step")).to_contain_text(words)


def _look(page: Page, name: str) -> None:
    """A picture for who looks at the screen, where `BALIE_PICTURES` names a folder."""
    if folder := os.environ.get("BALIE_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.decree("A2.1", "A2.2")
def test_a_script_is_followed_with_its_own_keys_and_nothing_else_moves(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    begin_call(page, keys)
    keys.press("Escape")
    expect(page.locator("#script")).to_be_visible()
    _look(page, "script-begins")

    keys.press("D")
    keys.press("Enter")
    _at(page, "Ask the name")
    keys.words("Jan Peeters")
    keys.press("Enter")
    _at(page, "Ask the postcode")
    expect(page.locator("#script-postcode")).to_be_focused()
    keys.words("9000")
    keys.press("Enter")
    _at(page, "Choose or make the file")
    keys.press("Backspace")
    _at(page, "Ask the postcode")
    expect(page.locator("#script-postcode")).to_have_value("9000")
    _look(page, "script-back")
    keys.press("Enter")
    _at(page, "Choose or make the file")
    page.reload()
    _at(page, "Choose or make the file")


# In the task after the next step was put on the page: is the focus where the next key goes?
NEXT_TASK = """() => { window.ready = new Promise((done) => {
  new MutationObserver((_, watch) => {
    watch.disconnect();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(document.activeElement.matches('[data-script-first]'));
    channel.port2.postMessage(null);
  }).observe(document.querySelector('#script').parentNode, {childList: true});
}); }"""


def test_no_key_is_lost_while_the_next_step_comes(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    begin_call(page, keys)
    keys.press("Escape")
    _at(page, "Greet")
    keys.press("D")
    page.evaluate(NEXT_TASK)

    keys.press("Enter")

    assert page.evaluate("() => window.ready")


@pytest.mark.decree("S5.3", "S4.9")
def test_a_digit_answers_an_objection_is_met_and_the_script_is_changed(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    begin_call(page, keys)
    keys.press("Escape")
    _at(page, "Greet")
    keys.press("Z")
    expect(page.locator("#script-chosen")).to_be_focused()
    page.locator("#script-chosen").select_option("outbound")
    page.locator(".script-change .button--primary").click()
    _at(page, "Who answers?")

    keys.press("1")
    _at(page, "Legal opening")
    keys.press("Enter")
    _at(page, "Does it suit now?")
    _look(page, "script-choice")
    keys.press("o")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(".script-told")).to_contain_text("How did you get my number?")
    keys.press("f")
    _look(page, "script-find")
