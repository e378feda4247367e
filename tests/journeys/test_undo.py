"""A mail that was sent too early: ten seconds to take it back, or a later moment chosen, by keyboard."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
ADDRESS = "undo.janssens@klant.example"


def opened(house: House, page: Page, subject: str) -> Keys:
    house.send(sender=f"An Janssens <{ADDRESS}>", subject=subject, text="Is my bill right?")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)
    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("Is my bill right?")
    keys.press("r")
    return keys


def mailbox(page: Page) -> str:
    return page.request.get(f"/demo/mail/?of={ADDRESS}").text()


def arrived(page: Page, subject: str) -> None:
    """The mail is in its receiver's mailbox, or is within ten seconds: what is being handed over does not wait any more."""
    end = time.monotonic() + 10
    while subject not in mailbox(page):
        assert time.monotonic() < end, subject
        time.sleep(0.2)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_u_takes_an_answer_back_after_a_reload_and_its_words_are_in_the_form(house: House, sign_in: SignIn, language: str) -> None:
    page, subject = sign_in("operator", language=language), once("Sent too early")
    keys = opened(house, page, subject)
    keys.words("It is wrong, sorry.")
    keys.press("Control+Enter")
    expect(page.locator("time[data-countdown]")).to_have_text(re.compile(r"\d"))

    page.reload()
    page.keyboard.press("u")

    expect(page.locator("#reply [name=text]")).to_have_value("It is wrong, sorry.")
    expect(page.locator("#conversation .entry--out")).to_have_count(0)
    time.sleep(12)
    assert subject not in mailbox(page)


def test_an_answer_that_nobody_takes_back_leaves_by_itself(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("Sent in time")
    keys = opened(house, page, subject)
    keys.words("It is right.")
    keys.press("Control+Enter")

    expect(page.locator(".waiting-mail")).to_be_visible()
    expect(page.locator(".waiting-mail")).to_have_count(0, timeout=25_000)

    arrived(page, f"Re: {subject}")


def test_an_answer_waits_for_the_moment_that_was_chosen_and_goes_at_once_when_that_is_emptied(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("On Monday")
    keys = opened(house, page, subject)
    keys.words("We ring you then.")
    page.locator("#reply details.popover:has(#reply-send-at) > summary").press("Enter")
    page.locator("#reply-send-at").fill((datetime.now() + timedelta(days=3)).strftime("%Y-%m-%dT08:00"))
    page.locator("#reply-send-at").press("Control+Enter")
    expect(page.locator(".waiting-mail")).to_contain_text("08:00")
    assert subject not in mailbox(page)

    page.locator(".waiting-mail summary").press("Enter")
    page.locator(".waiting-mail [name=send_at]").fill("")
    page.locator(".waiting-mail [name=send_at]").press("Control+Enter")

    expect(page.locator(".waiting-mail")).to_have_count(0, timeout=25_000)
    arrived(page, f"Re: {subject}")
