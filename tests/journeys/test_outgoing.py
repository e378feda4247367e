"""An answer with a blind copy, a file of the ticket and the team's signature, as the operator sees it and as it arrives."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
CUSTOMER, ARCHIVE = "wim.lambrecht@klant.example", "archief@elders.example"
ARRIVES_WITHIN = 30  # s: it can be taken back for ten


@pytest.mark.decree("S4.7")
def test_an_answer_is_signed_copied_blind_and_takes_the_customers_own_file_along(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("A picture of the meter")
    keys = Keys(page)
    house.send(sender=f"Wim <{CUSTOMER}>", subject=subject, text="Here it is.", files={"meter-4471.txt": b"4471", "plan.txt": b"cellar"})
    open_ticket(page, subject)
    keys.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    keys.words("We keep it.")
    height = composer_height(page)

    expect(page.locator(".compose-signature")).to_contain_text("-- Noor Baert · Energ")
    copy_blind(page, keys)
    keys.press("Escape")
    assert composer_height(page) == height
    tick(page, "meter-4471.txt")
    keys.press("Escape")
    page.locator("#reply-text").focus()
    keys.press("Control+Enter")

    sent = page.locator("#conversation .entry--out").last
    expect(sent).to_contain_text(f"blind copy to {ARCHIVE}")
    expect(sent).to_contain_text("meter-4471.txt")
    expect(sent).not_to_contain_text("plan.txt")
    for address in (CUSTOMER, ARCHIVE):
        told = await_mail(page, address, subject)
        assert "We keep it.\n\n-- \nNoor Baert\nEnerg" in told
    assert ARCHIVE not in await_mail(page, CUSTOMER, subject).replace(f"?of={ARCHIVE}", "").replace(f'value="{ARCHIVE}"', "")


def test_what_was_ticked_and_copied_blind_is_there_again_after_a_reload(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("Two papers")
    house.send(sender=f"Wim <{CUSTOMER}>", subject=subject, text="Here they are.", files={"one.txt": b"1", "two.txt": b"2"})
    open_ticket(page, subject)
    keys = Keys(page)
    keys.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    keys.words("Thank you.")
    copy_blind(page, keys)
    keys.press("Escape")
    tick(page, "two.txt")
    keys.press("Escape")
    expect(page.locator("#reply [data-draft-state]")).to_have_text(re.compile("saved|kept", re.IGNORECASE))
    page.wait_for_timeout(2_000)  # a draft is on the server within two seconds

    page.reload()

    expect(page.locator("#reply-bcc")).to_have_value(ARCHIVE)
    expect(page.locator("#reply .attachment")).to_contain_text("two.txt")
    page.locator("#reply-text").focus()
    page.locator("#reply summary", has_text="From this ticket").click()
    expect(page.locator(".attachables").get_by_label("two.txt")).to_be_checked()
    expect(page.locator(".attachables").get_by_label("one.txt")).not_to_be_checked()
    page.locator(".attachables").get_by_label("two.txt").uncheck()
    expect(page.locator("#reply .attachment")).to_have_count(0)


def open_ticket(page: Page, subject: str) -> None:
    page.goto("/tickets/?view=team")
    page.locator("#tickets tbody tr").filter(has_text=subject).get_by_role("link").first.click()
    expect(page.locator("#reply-text")).to_be_visible()


def copy_blind(page: Page, keys: Keys) -> None:
    page.locator("#reply summary", has_text="Blind copy").click()
    expect(page.locator("#reply-bcc")).to_be_focused()
    keys.words(ARCHIVE)


def tick(page: Page, name: str) -> None:
    page.locator("#reply summary", has_text="From this ticket").click()
    page.locator(".attachables").get_by_label(name).check()
    expect(page.locator("#reply .attachment")).to_contain_text(name)


def composer_height(page: Page) -> float:
    height: float = page.locator("#compose").evaluate("each => each.getBoundingClientRect().height")
    return height


def await_mail(page: Page, address: str, subject: str) -> str:
    """The newest mail in the customer's mailbox of the demonstration, once it is there."""
    end = time.monotonic() + ARRIVES_WITHIN
    while time.monotonic() < end:
        found = page.request.get(f"/demo/mail/?of={address}").text()
        if f"Re: {subject}" in found:
            return found
        time.sleep(0.2)
    pytest.fail(f"no mail for {address} about {subject}")
