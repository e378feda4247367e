"""A rule by keyboard, from its first word to what it did to a ticket."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once

pytestmark = pytest.mark.journey


@pytest.mark.decree("S4.1")
def test_a_rule_is_made_tried_switched_on_and_seen_on_the_ticket_it_treated(sign_in: SignIn, house: House) -> None:
    page = sign_in("supervisor")
    name, word = once("Urgent"), once("flooded").split()[-1]
    page.goto("/settings/automations/")
    page.keyboard.press("n")
    page.locator("[name=name]").fill(name)
    page.locator("#add-condition").press("Enter")
    field = page.locator("[name=condition_0_field]")
    expect(field).to_be_focused()
    field.select_option("subject")
    expect(page.locator("input[name=condition_0_value]")).to_be_visible()
    expect(field).to_be_focused()
    page.locator("input[name=condition_0_value]").fill(word)
    page.locator("[name=deed_0_value]").select_option(label="high")
    page.locator("#try-rule").press("Enter")
    expect(page.locator("#tried")).to_be_focused()
    expect(page.locator("#tried")).to_contain_text("It would have touched no ticket.")
    expect(page.locator("[name=name]")).to_have_value(name)
    page.locator("[name=name]").press("Control+Enter")
    expect(page.locator(".rule-whole")).to_have_text(
        f"When a ticket is opened, and if the subject contains “{word}”: set the urgency to high."
    )

    page.goto("/settings/automations/")
    row = page.locator("#rules tr", has_text=name)
    row.get_by_role("button", name=f"Switch on: {name}").press("Enter")
    expect(row.get_by_role("button", name=f"Switch off: {name}")).to_be_focused()
    house.send(sender="Lien <lien@klant.example>", subject=f"The cellar is {word}", text="Please come.")

    page.wait_for_timeout(1500)
    page.goto("/settings/automations/log/")
    for _each in range(10):
        if page.locator("#content tr", has_text=name).count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.locator("#content tr", has_text=name).get_by_role("link", name=re.compile(r"^\d{4} \d{4}$")).click()
    expect(page.locator("#conversation")).to_contain_text(f"by the rule “{name}”")
    expect(page.locator("[name=urgency]")).to_have_value("1")


def test_a_rule_that_would_start_itself_is_refused_and_stays_as_it_was_typed(sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    page.goto("/settings/automations/new/")
    page.locator("[name=name]").fill("Round and round")
    page.locator("[name=when]").select_option("state")
    page.locator("[name=deed_0_do]").select_option("set_state")
    page.locator("[name=deed_0_state]").select_option("open")
    page.locator("[name=name]").press("Control+Enter")

    expect(page.get_by_role("alert").first).to_contain_text("This rule would start itself again and again")
    expect(page.get_by_role("alert").first).to_contain_text("the status is not open")
    expect(page.locator("[name=name]")).to_have_value("Round and round")
