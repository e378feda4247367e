"""A mail comes in, becomes a ticket, is answered, handed on, closed, and opens again."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House

pytestmark = pytest.mark.journey
ON_SCREEN_WITHIN = 5_000  # ms, from handing the mail over
SENDER = "Tine Verlinden <tine.verlinden@klant.example>"
SUBJECT = "Meter shows nothing any more"


@pytest.mark.decree("S2.2")
@pytest.mark.decree("A7.1")
def test_a_mail_appears_on_the_open_list_within_five_seconds_without_reload(house: House, sign_in: SignIn) -> None:
    page = sign_in("operator")
    page.goto("/tickets/?view=team")
    page.evaluate("window.stillThePage = true")
    expect(page.locator("[data-live-status]")).to_be_hidden()

    house.send(sender="Joke Wouters <joke@klant.example>", subject="The bill of March is twice here", text="Two bills came.")

    expect(row(page, "The bill of March is twice here")).to_be_visible(timeout=ON_SCREEN_WITHIN)
    assert page.evaluate("window.stillThePage") is True


@pytest.mark.decree("S2.4")
@pytest.mark.decree("S4.7")
def test_a_mail_is_answered_handed_on_closed_and_opens_again(house: House, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("operator")
    first = house.send(sender=SENDER, subject=SUBJECT, text="Since yesterday the screen of my meter is black.\n\nTine Verlinden")
    page.goto("/tickets/?view=team")
    row(page, SUBJECT).get_by_role("link").first.click()
    expect(page.locator("#conversation")).to_contain_text("the screen of my meter is black")

    make_the_file(page)
    answer_from_template(page)
    answer = wait_for_mail(page, "tine.verlinden@klant.example", SUBJECT)
    house.send(sender=SENDER, subject=f"Re: {SUBJECT}", text="It is number 4471.", answers=first)
    expect(page.locator("#conversation")).to_contain_text("It is number 4471.", timeout=ON_SCREEN_WITHIN)
    note_with_mention(page)
    grade(page)
    attach(page, tmp_path)
    hand_over(page)
    ticket = page.url
    close_as_supervisor(sign_in("supervisor"), ticket)
    house.send(sender=SENDER, subject=f"Re: {SUBJECT}", text="Black again, alas.", answers=first)

    expect(page.locator("#conversation")).to_contain_text("Black again, alas.", timeout=ON_SCREEN_WITHIN)
    page.reload()
    expect(page.locator("#ticket-marks")).to_contain_text("opened again 1×")
    assert "Verlinden" in answer


def row(page: Page, words: str) -> Locator:
    return page.locator("#tickets tbody tr").filter(has_text=words)


def make_the_file(page: Page) -> None:
    """The sender has no file: the column offers one, filled in with what the mail tells."""
    page.locator("#file").get_by_role("link", name="New file").click()
    expect(page.locator("[name=given_name]")).to_have_value("Tine")
    expect(page.locator("[name=family_name]")).to_have_value("Verlinden")
    page.locator("#new-customer").get_by_role("button", name="Save").click()
    expect(page.locator("#customer-column")).to_contain_text("Verlinden")
    expect(page).to_have_url(re.compile(r"/tickets/\d+/"))


def answer_from_template(page: Page) -> None:
    page.keyboard.press("r")
    page.get_by_label("Template").select_option(index=1)
    expect(page.locator("#reply-text")).not_to_have_value("")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#conversation .entry--out").first).to_be_visible()


def wait_for_mail(page: Page, address: str, subject: str) -> str:
    """The customer's mailbox in the demo: what real SMTP brought there."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = page.request.get(f"/demo/mail/?of={address}").text()
        if f"Re: {subject}" in found:
            return found
        time.sleep(0.2)
    pytest.fail(f"no mail for {address} about {subject}")


def note_with_mention(page: Page) -> None:
    page.locator("#note-text").click()
    page.keyboard.type("Colleague, look: @superv")
    page.get_by_role("option").filter(has_text="@supervisor").click()
    expect(page.locator("#note-text")).to_have_value(re.compile("@supervisor"))
    page.locator("#note-text").press("Control+Enter")
    expect(page.locator("#conversation .entry--note")).to_contain_text("@supervisor")


def grade(page: Page) -> None:
    """Urgency and impact at their highest give the highest priority; a tag is kept."""
    before = page.locator("#ticket-marks").inner_text()
    with page.expect_response(re.compile("/fields/")):
        page.locator("#ticket-fields [name=urgency]").select_option("1")
    with page.expect_response(re.compile("/fields/")):
        page.locator("#ticket-fields [name=impact]").select_option("1")
    expect(page.locator("#ticket-marks")).not_to_have_text(before)
    page.locator("#ticket-fields [name=tags]").fill("meter black-screen")
    with page.expect_response(re.compile("/fields/")):
        page.locator("#ticket-fields [name=tags]").blur()
    page.reload()
    expect(page.locator("#ticket-fields [name=tags]")).to_have_value(re.compile("black-screen"))
    expect(page.locator("#ticket-fields [name=urgency]")).to_have_value("1")


def attach(page: Page, folder: Path) -> None:
    picture = folder / "meter reading.txt"
    picture.write_text("4471")
    beside = page.locator("#ticket-beside")
    beside.get_by_text("Add files").click()
    beside.locator("input[type=file]").set_input_files(picture)
    expect(beside.locator("input[type=hidden][name=files]")).to_have_count(1)
    beside.get_by_role("button", name="Keep with the ticket").click()
    expect(beside.locator(".beside-file")).to_contain_text("meter reading.txt")


def hand_over(page: Page) -> None:
    page.locator("#panel-assign > summary").click()
    page.locator("#transfer-team").select_option(label="Web shop")
    page.locator("#transfer-reason").fill("The meter was sold by the shop")
    page.locator("#transfer-reason").press("Control+Enter")
    expect(page.locator("#panel-assign > summary, #ticket-head .tag").filter(has_text="Web shop").first).to_be_visible()
    expect(page.locator("#conversation")).to_contain_text("The meter was sold by the shop")


def close_as_supervisor(page: Page, ticket: str) -> None:
    page.goto(ticket)
    page.locator("#panel-assign > summary").click()
    page.get_by_role("button", name="Take it myself").click()
    expect(page.locator("#panel-assign > summary")).to_contain_text("Bram Wouters")
    page.locator("#panel-close > summary").click()
    page.locator("#close-result").select_option(index=1)
    page.locator("#close-sentence").fill("A new screen was fitted.")
    page.locator("#close-sentence").press("Control+Enter")
    expect(page.locator("#conversation")).to_contain_text("A new screen was fitted.")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
