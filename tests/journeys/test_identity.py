"""Who is on the line: checked by keyboard, refused above what was reached, and a file at once for who has none."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey


@pytest.mark.decree("A1")
def test_a_customer_is_checked_by_keyboard_and_then_the_file_may_change(sign_in: SignIn) -> None:
    page = sign_in("operator")
    family = f"Goossens-{secrets.token_hex(3)}"
    number = make_file(page, family)
    keys = Keys(page)
    call_with(page, keys, family)

    page.locator("#customer-column .who a[data-key='o']").click()
    page.locator("[data-key=e]", has_text="Change").click()
    way = page.locator(".toast a[data-key=v]")
    expect(way).to_be_visible()
    keys.press("v")

    expect(page).to_have_url(re.compile(r"/contacts/\d+/identity/\?level=2"))
    answer = page.locator(".identity-fact").first.locator("[name=answer]")
    expect(answer).to_be_focused()
    keys.words(number)
    keys.press("Enter")
    expect(page.locator(".identity-checks")).to_contain_text("Customer number: right")
    expect(page.locator(".identity-fact", has_text="date of birth").locator("[name=answer]")).to_be_focused()
    keys.words("03051985")
    keys.press("Enter")
    expect(page.locator(".identity .tag--ok")).to_contain_text("checked")
    page.goto(f"/customers/{number}/edit/")
    expect(page.locator("[name=family_name]")).to_have_value(family)


@pytest.mark.decree("A1")
def test_a_key_in_the_contact_leads_to_the_first_question_and_a_wrong_answer_is_gone(sign_in: SignIn) -> None:
    page = sign_in("operator2")
    family = f"Maes-{secrets.token_hex(3)}"
    make_file(page, family)
    keys = Keys(page)
    call_with(page, keys, family)
    expect(page.locator(".identity-fact").first).to_be_visible()

    keys.press("Escape", "v")
    keys.words("99999999")
    keys.press("Enter")

    expect(page.locator(".identity-checks")).to_contain_text("Customer number: wrong")
    expect(page.locator(".identity [name=answer]").first).to_have_value("")
    expect(page.locator(".identity [name=answer]").first).to_be_focused()


@pytest.mark.decree("A1")
def test_a_caller_who_tells_nothing_has_a_file_in_two_keys(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)

    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    keys.press("Alt+u")

    expect(page.locator("#customer-column")).to_contain_text("still to complete")
    expect(page.locator("[name=customer_words]")).to_be_focused()
    assert keys.count == 2
    page.goto("/customers/?incomplete=1")
    page.goto((page.locator("tbody [data-row]").first.get_attribute("data-href") or "") + "edit/")
    page.locator("#customer-fields [name=family_name]").fill("Vanhoutte")
    page.locator("#customer-fields [name=family_name]").press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("Vanhoutte")


def make_file(page: Page, family: str) -> str:
    page.goto("/customers/new/")
    for name, value in {"given_name": "Rik", "family_name": family, "born_on": "1985-05-03"}.items():
        page.locator(f"#new-customer [name={name}]").fill(value)
    page.locator("#new-customer [name=family_name]").press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto("/")
    return number


def call_with(page: Page, keys: Keys, family: str) -> None:
    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    keys.words(family)
    expect(page.locator("#customer-found .found").first).to_contain_text(family)
    keys.press("Enter")
    expect(page.locator("[name=customer_words]")).to_be_focused()
