"""The desk's budgets: how many keys its usual work takes, words and numbers of the customer's need excluded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignIn
from tests.journeys.keys import Keys
from tests.journeys.test_call import begin_call, make_known, take_known

pytestmark = pytest.mark.journey


@pytest.mark.decree("S1")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_call_of_a_known_customer_with_a_ticket_takes_eighteen_keys(sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    make_known(page)
    keys = Keys(page)

    begin_call(page, keys)
    take_known(page, keys)
    keys.words("The display of my meter stays dark.")
    keys.press("Escape", "t")
    expect(page.locator("[name=subject]")).to_be_focused()
    expect(page.locator("[name=subject]")).to_have_value("The display of my meter stays dark.")
    keys.press("Control+Enter")
    expect(page.locator("[name=customer_words]")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#finish [name=result]")).to_be_focused()
    keys.press("ArrowDown", "ArrowDown", "Tab")
    keys.words("A technician looks at the meter.")
    keys.press("Control+Enter")

    expect(page.locator("#finish")).to_be_hidden()
    expect(page.locator("#content .tag--ok")).to_be_visible()
    assert keys.count <= 18, keys.strokes
