"""A question treated by procedure and closed by the rules, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey


def opened(house: House, page: Page, subject: str) -> Keys:
    """A ticket of a fresh mail, put in the category of faults."""
    house.send(sender="Bram Wouters <bram.wouters@klant.example>", subject=subject, text="No power since this morning.")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)
    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("No power since this morning.")
    page.locator("#ticket-fields [name=category]").select_option(label="Fault")
    expect(page.locator("#ticket-procedures")).to_contain_text("Ask whether there is danger")
    page.locator("#content").click(position={"x": 4, "y": 4})
    return keys


def steps_done(page: Page, words: str) -> None:
    expect(page.locator("#ticket-procedures .section").first).to_contain_text(words)


@pytest.mark.decree("A3.3", "S4.1", "S2.4")
def test_steps_are_ticked_off_by_keyboard_and_the_ticket_closes_when_they_are_done(house: House, sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = opened(house, page, once("No power"))

    keys.press("d", "Enter")
    steps_done(page, "1 of 4")
    keys.press("d")
    expect(page.locator("#ticket-procedures details[open] textarea")).to_be_focused()
    keys.words("All fuses are up.")
    keys.press("Control+Enter")
    steps_done(page, "2 of 4")

    keys.press("e")
    page.locator("#close-result").select_option(index=1)
    page.locator("#close-sentence").fill("The grid operator repaired it.")
    page.locator("#close-sentence").press("Control+Enter")
    expect(page.locator(".lacks")).to_contain_text("Report it to the grid operator")
    expect(page.locator("#close-sentence")).to_have_value("The grid operator repaired it.")
    page.keyboard.press("Escape")

    expect(page.locator("#ticket-procedures")).to_contain_text("2 of 4")
    keys.press("d")
    expect(page.locator("#ticket-procedures details[open] [name=reference]")).to_be_focused()
    keys.words("FLV-4471")
    keys.press("Control+Enter")
    steps_done(page, "3 of 4")
    keys.press("e")
    page.locator("#close-result").select_option(index=1)
    page.locator("#close-sentence").fill("The grid operator repaired it.")
    page.locator("#close-sentence").press("Control+Enter")

    expect(page.locator("#ticket-head")).to_contain_text("solved")


@pytest.mark.decree("S4.5")
def test_a_step_that_was_skipped_is_seen_by_who_leads(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("Skipped step")
    keys = opened(house, page, subject)
    keys.press("d", "Enter")
    steps_done(page, "1 of 4")
    keys.press("d")
    page.locator("#ticket-procedures details[open] details summary").filter(has_text="Skip this step").press("Enter")
    expect(page.locator("#ticket-procedures [name=reason]")).to_be_focused()
    keys.words("The street has no power at all.")
    keys.press("Enter")
    steps_done(page, "2 of 4")
    expect(page.locator("#ticket-procedures")).to_contain_text("The street has no power at all.")

    lead = sign_in("supervisor")
    lead.goto("/tickets/procedures/?kind=skipped")

    expect(lead.locator("tbody")).to_contain_text("The street has no power at all.")
    expect(lead.locator("tbody tr", has_text=subject)).to_contain_text("Have the fuses checked")


@pytest.mark.decree("A3.3")
def test_a_procedure_is_written_moved_and_published_by_keyboard(sign_in: SignIn) -> None:
    page, name = sign_in("supervisor"), once("Error on the pole")
    page.goto("/settings/procedures/new/")
    page.locator("[name=name_en]").fill(name)
    page.locator("[name=name_en]").press("Control+Enter")
    expect(page.locator("#procedure-steps")).to_be_visible()
    for title in ("Ask the type", "Read the error code"):
        page.keyboard.press("n")
        page.locator("[name=title_en]").fill(title)
        page.locator("[name=title_en]").press("Control+Enter")
        expect(page.locator("#procedure-steps")).to_contain_text(title)

    page.locator("#procedure-steps tbody tr").nth(1).get_by_role("button", name="Earlier").press("Enter")
    expect(page.locator("#procedure-steps tbody tr").first).to_contain_text("Read the error code")
    page.locator("[name=category]").select_option(label="Charging point")
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/")):
        page.locator("[name=category]").press("Control+Enter")
    expect(page.locator("#procedure-fields .alert--wrong")).to_have_count(0)
    page.locator("#publish [name=remark]").fill("First version")
    page.locator("#publish [name=remark]").press("Enter")

    expect(page.locator("#content")).to_contain_text("This version is in use and does not change")
    page.goto("/settings/procedures/")
    expect(page.locator("#procedures tr", has_text=name)).to_contain_text("Charging point")
    expect(page.locator("#procedures tr", has_text=name)).to_contain_text("version 1")
