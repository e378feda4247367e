"""A call registered by hand, by keyboard alone, within the desk's budgets of keys."""

from __future__ import annotations

import re
import secrets
from string import ascii_lowercase

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
KNOWN = {
    "given_name": "Lieselotte",
    "family_name": "Vanhoutteghem",
    "phone": "0470 00 81 32",
    "mail": "lieselotte.vanhoutteghem@klant.example",
    "street": "Blaarmeersen",
    "house_number": "173",
    "postcode": "9031",
    "city": "Drongen",
}


made: dict[str, str] = {}  # the known customer's number, once the first who asks has made the file


@pytest.mark.decree("A7.1")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_call_of_a_new_caller_makes_a_file_with_two_keys_beyond_the_fields(sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    keys = Keys(page)
    family = f"Verstraeten-{''.join(secrets.choice(ascii_lowercase) for _letter in range(8)).title()}"
    begin_call(page, keys)
    keys.words(f"Guillaume {family}")
    expect(page.locator("[name=found_for]")).to_have_value(f"Guillaume {family}")
    begun = keys.count

    keys.press("Alt+n")
    expect(page.locator("[name=family_name]")).to_have_value(family)
    expect(page.locator("[name=given_name]")).to_be_focused()
    fill_by_tab(page, "phone", f"0470 00 {secrets.randbelow(10_000):04}")
    keys.press("Control+Enter")

    expect(page.locator("#customer-column")).to_contain_text(family)
    assert keys.count - begun <= 2, keys.strokes


@pytest.mark.decree("A7.1")
def test_a_known_customer_is_found_in_every_way_they_are_told(sign_in: SignIn) -> None:
    page = sign_in("operator")
    number = make_known(page)
    keys = Keys(page)
    begin_call(page, keys)
    badly_typed, piece_of_phone, place = "vanhouteghm", "008132", "9031 173"

    for told in (badly_typed, piece_of_phone, number, KNOWN["mail"], place):
        page.locator("#customer-q").fill("")
        keys.words(told)

        expect(page.locator("#customer-found .found").first, told).to_contain_text("Vanhoutteghem")


@pytest.mark.decree("A4.3")
@pytest.mark.decree("A7.5")
@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_information_call_of_a_known_customer_takes_eight_keys(sign_in: SignIn, language: str) -> None:
    page = sign_in("operator", language=language)
    make_known(page)
    keys = Keys(page)

    begin_call(page, keys)
    take_known(page, keys)
    keys.words("When does the digital meter come to our street?")
    keys.press("Control+Enter")
    finish(page, keys, "Told that the meter comes in May.")

    expect(page.locator("#content .tag--ok")).to_be_visible()
    assert keys.count <= 8, keys.strokes
    open_file(page)
    expect(page.locator("#main")).to_contain_text("Told that the meter comes in May.")


@pytest.mark.decree("S1")
def test_two_calls_at_once_each_keep_their_customer_and_their_notes(sign_in: SignIn) -> None:
    page = sign_in("operator2")
    make_known(page)
    keys = Keys(page)

    begin_call(page, keys)
    take_known(page, keys)
    first = page.url
    keys.words("The first caller asks when the meter comes.")
    keys.press("Escape")
    begin_call(page, keys)
    keys.words("Nobody knows me here")
    keys.press("Escape", "w")
    keys.words("The second caller asks who we are.")
    keys.press("Alt+ArrowUp")

    expect(page.locator("[name=customer_words]")).to_have_value("The first caller asks when the meter comes.")
    expect(page.locator("#customer-column")).to_contain_text("Vanhoutteghem")
    assert page.url.split("?")[0] == first.split("?")[0]
    keys.press("Escape", "Alt+ArrowDown")
    expect(page.locator("[name=customer_words]")).to_have_value("The second caller asks who we are.")
    expect(page.locator("#customer-column")).to_have_count(0)


@pytest.mark.decree("S2.1")
def test_a_question_that_comes_again_is_added_to_its_open_ticket_with_a_key(sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    make_known(page)
    keys = Keys(page)
    words = f"The charging point blinks purple {secrets.token_hex(4)}"
    begin_call(page, keys)
    take_known(page, keys)
    keys.words(words)
    keys.press("Tab")
    expect(page.locator("[data-judged=new]")).to_contain_text("Nothing was done or told yet")
    keys.press("Escape", "t")
    expect(page.locator("[name=subject]")).to_have_value(words)
    keys.press("Control+Enter")
    expect(page.locator("#content")).to_contain_text("This question stands in ticket")

    keys.press("Escape")
    begin_call(page, keys)
    take_known(page, keys)
    keys.words(f"{words}, and again today")
    keys.press("Tab")
    expect(page.locator("[data-judged=add]")).to_contain_text(words)
    keys.press("Escape", "j")

    expect(page.locator("#content")).to_contain_text("This question stands in ticket")


def begin_call(page: Page, keys: Keys) -> None:
    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()


def take_known(page: Page, keys: Keys) -> None:
    keys.words("vanhoutteghem lies")
    expect(page.locator("#customer-found .found").first).to_contain_text("Vanhoutteghem")
    keys.press("Enter")
    expect(page.locator("[name=customer_words]")).to_be_focused()


def finish(page: Page, keys: Keys, sentence: str) -> None:
    expect(page.locator("#finish [name=result]")).to_be_focused()
    keys.press("ArrowDown", "Tab")
    keys.words(sentence)
    keys.press("Control+Enter")


def fill_by_tab(page: Page, name: str, words: str) -> None:
    """Tab through the form to the field, as one types it through: those belong to the fields."""
    for _step in range(30):
        if page.locator(f"[name={name}]").evaluate("field => field === document.activeElement"):
            page.keyboard.type(words)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {name}")


def make_known(page: Page) -> str:
    """The known customer's number; the first who asks makes the file."""
    if "number" not in made:
        page.goto("/customers/new/")
        for name, value in KNOWN.items():
            page.locator(f"#new-customer [name={name}]").fill(value)
        page.locator("#new-customer [name=city]").press("Control+Enter")
        expect(page.locator("#content h1, #content h2", has_text="Vanhoutteghem").or_(page.locator("#likely a")).first).to_be_visible()
        if "/new/" in page.url:
            page.locator("#likely a").first.click()
        expect(page).to_have_url(re.compile(r"/customers/\d+/"))
        made["number"] = page.url.rstrip("/").rsplit("/", 1)[1]
        page.goto("/")
    return made["number"]


def open_file(page: Page) -> None:
    page.locator("#customer-column .who a[data-key='o']").click()
    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
