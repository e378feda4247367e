"""The desk's budgets: how many keys its usual work takes, words and numbers of the customer's need excluded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys
from tests.journeys.test_call import begin_call, make_known, take_known

pytestmark = pytest.mark.journey


@pytest.mark.decree("A4.3")
@pytest.mark.decree("S3.6")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_call_of_a_known_customer_with_a_ticket_takes_eighteen_keys(sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    make_known(page)
    keys = Keys(page)

    begin_call(page, keys)
    take_known(page, keys)
    keys.words("It is all dark there, since Monday or so, and my neighbour has it too.")
    keys.press("Tab", "ArrowDown", "ArrowDown", "Tab", "Tab")
    keys.words("The display of the meter has been dark since Monday.")
    keys.press("Escape", "t")
    expect(page.locator("[name=subject]")).to_be_focused()
    expect(page.locator("[name=subject]")).to_have_value("The display of the meter has been dark since Monday.")
    keys.press("Control+Enter")
    expect(page.locator("[name=customer_words]")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#finish [name=result]")).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "Tab")
    keys.words("A technician looks at the meter.")
    keys.press("Control+Enter")

    expect(page.locator("#content .tag--ok")).to_be_visible()
    assert keys.count <= 18, keys.strokes
    page.locator(".contact-side a[href*='/tickets/']").press("Enter")
    expect(page.locator("#conversation")).to_contain_text("It is all dark there")
    expect(page.locator("#conversation")).to_contain_text("The display of the meter has been dark since Monday.")


@pytest.mark.decree("S4.7")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_mail_is_answered_from_a_template_and_closed_in_ten_keys(house: House, sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    subject = once("The bill is twice here")
    house.send(sender="Joke Wouters <joke.wouters@klant.example>", subject=subject, text="Two bills came, and I paid both.")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)

    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("Two bills came")
    keys.press("r", "Shift+Tab", "ArrowDown")
    expect(page.locator("#reply [name=text]")).not_to_have_value("")
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--out")).to_have_count(1)
    expect(page.locator("#content")).to_be_focused()
    keys.press("e")
    expect(page.locator("#close-result")).to_be_focused()
    keys.press("ArrowDown", "Tab")
    keys.words("One of both was paid back.")
    keys.press("Control+Enter")

    expect(page.locator("#conversation .entry--result")).to_contain_text("One of both was paid back.")
    assert keys.count <= 10, keys.strokes


@pytest.mark.decree("S2.3")
@pytest.mark.parametrize("language", ["nl", "de"])
def test_a_ticket_is_transferred_with_a_reason_in_eight_keys(house: House, sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    subject = once("Delivered to the wrong house")
    house.send(sender="Joke Wouters <joke.wouters@klant.example>", subject=subject, text="The neighbour has my parcel.")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)

    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("The neighbour has my parcel.")
    keys.press("a")
    expect(page.locator("#panel-assign button.button--primary").first).to_be_focused()
    expect(page.locator(".suggestions input").first).to_be_visible()
    keys.press("1")
    expect(page.locator(".suggestions input").first).to_be_checked()
    keys.press("Tab", "Tab", "Tab")
    expect(page.locator("#transfer-reason")).to_be_focused()
    keys.words("The shop follows its parcels.")
    keys.press("Control+Enter")

    expect(page.locator("#conversation")).to_contain_text("The shop follows its parcels.")
    assert keys.count <= 8, keys.strokes
