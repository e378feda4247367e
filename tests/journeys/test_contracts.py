"""A service contract from the file to the ticket: made, seen at a glance, used and taken back, by keyboard."""

from __future__ import annotations

import re
import secrets
from string import ascii_lowercase

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn

pytestmark = [pytest.mark.journey, pytest.mark.decree("S5.1")]


def a_file_without_contract(page: Page) -> str:
    """The number of a new customer."""
    page.goto("/customers/new/")
    page.locator("[name=family_name]").fill(f"Contractova-{''.join(secrets.choice(ascii_lowercase) for _letter in range(8))}")
    page.locator("[name=given_name]").fill("Ludmila")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    return re.findall(r"/customers/(\d+)/", page.url)[0]


def test_a_contract_is_made_seen_on_the_ticket_used_and_taken_back(sign_in: SignIn) -> None:
    page = sign_in("lead")
    number = a_file_without_contract(page)
    expect(page.locator("#entitled")).to_contain_text("No service contract is in force")
    page.goto(f"/customers/{number}/contracts/")
    page.keyboard.press("n")
    page.locator("[name=type]").select_option(label="Gold")
    page.locator("[name=first_on]").fill("2026-01-01")
    row = page.locator("tr", has_text="Visits on site")
    row.locator("input").fill("2")
    row.locator("select").select_option(label="a contract year")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#contract")).to_contain_text("2 of 2 left")

    page.goto(f"/tickets/new/?customer={number}")
    page.locator("[name=subject]").fill("The meter is silent")
    page.keyboard.press("Control+Enter")
    glance = page.locator("#entitled")
    expect(glance).to_contain_text("Gold")
    expect(glance).to_contain_text("in force, without a last day")
    glance.locator("summary", has_text="Visits on site").focus()
    page.keyboard.press("Enter")
    expect(glance.locator("[name=quantity]")).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(glance).to_contain_text("1 of 2 left")
    glance.get_by_role("button", name="Take back").click()
    expect(glance).to_contain_text("2 of 2 left")


def test_a_contract_that_ended_is_said_on_its_page_and_beside_the_file(sign_in: SignIn) -> None:
    page = sign_in("lead")
    page.goto("/search/?q=Bakkerij Goossens")
    page.get_by_role("link", name=re.compile("Bakkerij Goossens")).first.click()

    expect(page.locator("#entitled")).to_contain_text("not in force: ended yesterday")
