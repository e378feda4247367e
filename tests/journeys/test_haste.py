"""Whoever types and presses faster than the server answers loses nothing and gets nobody else's file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import once
from tests.journeys.keys import Keys
from tests.journeys.test_call import begin_call, make_known, take_known

pytestmark = pytest.mark.journey
SLOW = """([part, waits]) => {
    const fetch = window.fetch;
    window.asked = 0;
    window.fetch = async (address, options) => {
        if (!String(address).includes(part)) return fetch(address, options);
        window.asked += 1;
        await new Promise(then => setTimeout(then, waits.shift() ?? 0));
        return fetch(address, options);
    };
}"""

# The answer to a request whose address has `part` in it is there at once, and reaches the page `wait` ms later.
LATE = """([part, wait]) => {
    const fetch = window.fetch;
    window.fetch = async (address, options) => {
        const answer = await fetch(address, options);
        if (!String(address).includes(part)) return answer;
        window.there = true;
        await new Promise(then => setTimeout(then, wait));
        return answer;
    };
}"""
# As a hand faster than the browser's own events: the key, and a look at the focus before anything else runs.
AT_ONCE = """([panel, key]) => {
    document.activeElement.blur();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: "Key" + key.toUpperCase(), bubbles: true, cancelable: true }));
    const body = document.querySelector(panel).querySelector(".popover-body");
    const field = document.activeElement;
    const isInside = body.contains(field);
    return new Promise(then => setTimeout(() => then([isInside, document.activeElement === field]), 200));
}"""


def answer_slowly(page: Page, part: str, *milliseconds: int) -> None:
    """From now on the first requests to addresses with `part` in them wait so long, one after another; `asked` counts them."""
    page.evaluate(SLOW, [part, list(milliseconds)])


def test_a_name_typed_in_haste_goes_along_to_the_new_file(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    begin_call(page, keys)

    keys.words("Hildegarde Oosterlinck-Waelput")
    keys.press("Alt+n")

    expect(page.locator("[name=family_name]")).to_have_value("Oosterlinck-Waelput")
    expect(page.locator("[name=given_name]")).to_have_value("Hildegarde")


def test_the_list_answers_what_was_typed_last_however_slow_the_first_answer_is(sign_in: SignIn) -> None:
    page = sign_in("operator")
    make_known(page)
    keys = Keys(page)
    begin_call(page, keys)
    answer_slowly(page, "q=", 1500, 300)

    for count, piece in enumerate(("van", "houtteghem", " lies"), start=1):
        keys.words(piece)
        page.wait_for_function("count => window.asked === count", arg=count)

    expect(page.locator("[name=found_for]")).to_have_value("vanhoutteghem lies")
    expect(page.locator("#customer-found .found")).to_have_count(1)


def test_three_changes_of_a_ticket_in_a_moment_are_all_kept_and_no_conflict_with_oneself(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    page.goto("/tickets/new/")
    keys.words("Changed in haste")
    keys.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/tickets/\d+/"))
    answer_slowly(page, "/fields/", 1200)

    keys.press("p", "ArrowDown", "ArrowUp", "ArrowUp", "Tab", "ArrowUp")

    expect(page.locator("#ticket-marks [name=was_urgency]")).to_have_value("1")
    expect(page.locator("#ticket-marks [name=was_impact]")).to_have_value("1")
    expect(page.locator("[data-conflict]")).to_have_count(0)


@pytest.mark.parametrize(("key", "field"), [("s", "state"), ("a", "assign"), ("e", "close")])
def test_what_is_pressed_right_after_a_panel_was_opened_goes_to_its_field_and_is_no_command(sign_in: SignIn, key: str, field: str) -> None:
    page = a_new_ticket(sign_in)

    inside = page.evaluate(AT_ONCE, [f"#panel-{field}", key])

    assert inside == [True, True]
    expect(page.locator("#panel-close[open], #panel-state[open], #panel-assign[open]")).to_have_count(1)


def test_a_panel_opened_by_enter_on_its_button_sends_nothing_and_holds_the_focus(sign_in: SignIn) -> None:
    page = a_new_ticket(sign_in)
    address = page.url

    page.locator("#panel-assign > summary").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#panel-assign .popover-body :focus")).to_have_count(1)
    expect(page.locator("#panel-assign > summary")).to_contain_text("nobody yet")
    page.keyboard.press("Escape")
    expect(page.locator("#panel-assign > summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator("#panel-close > summary").click()
    page.keyboard.press("Tab")
    expect(page.locator("#panel-close .popover-body :focus")).to_have_count(1)
    page.locator("#panel-close > summary").click()
    expect(page.locator("[data-focus-inside][open]")).to_have_count(0)
    expect(page).to_have_url(address)


def a_new_ticket(sign_in: SignIn) -> Page:
    page = sign_in("operator")
    page.goto("/tickets/new/")
    page.keyboard.type("Opened in haste")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conversation")).to_be_visible()
    page.wait_for_load_state()
    return page


def test_the_purpose_chosen_last_is_the_one_that_is_kept(sign_in: SignIn) -> None:
    page = sign_in("operator")
    make_known(page)
    keys = Keys(page)
    begin_call(page, keys)
    take_known(page, keys)
    answer_slowly(page, "/questions/", 1200)

    keys.words("Where is the meter?")
    keys.press("Tab", "ArrowDown", "ArrowDown", "ArrowDown", "Escape", "t")

    expect(page.locator("[name=subject]")).to_have_value("Where is the meter?")
    chosen = page.locator("[name=purpose] option:checked").inner_text()
    page.go_back()
    expect(page.locator("#question [name=purpose] option:checked")).to_have_text(chosen)
    assert chosen == page.locator("#question [name=purpose] option").nth(3).inner_text()


def test_what_is_typed_while_the_field_before_is_saved_stays(sign_in: SignIn) -> None:
    page = sign_in("operator")
    keys = Keys(page)
    begin_call(page, keys)
    keys.press("Escape", "f")
    expect(page.locator("[name=party]")).to_be_focused()
    answer_slowly(page, "/change/", 1000)

    keys.words("0470000012")
    keys.press("Tab")
    keys.words("Guillaume")
    expect(page.locator("[name=party]")).to_have_value("0470 00 00 12")  # read, kept and answered
    keys.words(" at the door")

    expect(page.locator("[name=party_name]")).to_have_value("Guillaume at the door")
    expect(page.locator("[name=party_name]")).to_be_focused()
    with page.expect_response(re.compile("/change/")):
        keys.press("Escape")
    page.reload()
    expect(page.locator("[name=party]")).to_have_value("0470 00 00 12")
    expect(page.locator("[name=party_name]")).to_have_value("Guillaume at the door")


def test_what_is_typed_after_a_field_was_saved_by_itself_is_a_draft_too(sign_in: SignIn) -> None:
    page = sign_in("operator")
    make_known(page)
    keys = Keys(page)
    begin_call(page, keys)
    take_known(page, keys)
    answer_slowly(page, "/questions/", 800)

    keys.words("The bill is wrong.")
    keys.press("Tab", "Tab", "Tab")
    with page.expect_response(lambda answer: "/drafts/" in answer.url and "read back" in (answer.request.post_data or "")):
        keys.words("You say the bill is wrong: read back.")
    page.reload()

    expect(page.locator("[name=restated]")).to_have_value("You say the bill is wrong: read back.")
    expect(page.locator("[name=customer_words]")).to_have_value("The bill is wrong.")


def test_what_a_colleague_wrote_while_the_ticket_was_on_its_way_stands_on_it(sign_in: SignIn) -> None:
    page, colleague, subject = sign_in("operator"), sign_in("supervisor"), once("On its way")
    keys = Keys(page)
    page.goto("/tickets/new/")
    keys.words(subject)
    keys.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/tickets/\d+/"))
    address = page.url
    colleague.goto(address)
    page.goto("/help/")
    path = re.findall(r"/tickets/\d+/", address)[0]
    page.evaluate(LATE, [path, 8000])
    page.locator(f'a[href="{path}"]').first.evaluate("link => { link.click(); }")
    page.wait_for_function("() => window.there")

    colleague.keyboard.press("i")
    colleague.keyboard.type("The customer rang again.")
    colleague.keyboard.press("Control+Enter")
    expect(colleague.locator("#conversation")).to_contain_text("The customer rang again.")

    expect(page.locator("#conversation")).to_contain_text("The customer rang again.", timeout=25_000)
