"""The telephone in the browser, with a headset that says a tone and baresip on the other side: what each hears is told apart by its tones."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from balie.conversation.telephony.tests.tones import read_wav, steady_tones_in, tone, write_wav
from tests.commands.test_telephone import Telephone
from tests.journeys.barriers import barriers
from tests.journeys.softphones import choose_browser, connected, headset, heard_at, operator_at, use_browser
from tests.parts.needed import free_port
from tests.parts.telephones import Baresip

pytestmark = pytest.mark.journey
OPERATOR, CALLER = 1000, 440
ELSEWHERE = "Your telephone is open in another tab or browser"


@pytest.fixture(scope="module")
def house() -> Iterator[Telephone]:
    folder = Path(tempfile.mkdtemp(prefix="balie-tests-"))
    folder.chmod(0o755)
    with Telephone(folder, sip=free_port()) as made:
        made.ask("UPDATE calendars_calendar SET always = true, week = '{}', holidays = '' WHERE is_default RETURNING 1")
        yield made
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with headset(playwright, tmp_path_factory.mktemp("voices"), OPERATOR) as made:
        yield made


@pytest.fixture
def noor(house: Telephone, chromium: Browser) -> Iterator[Page]:
    """The operator at the headset's page, connected."""
    page = operator_at(house, chromium)
    use_browser(page)
    yield page
    page.context.close()


def until(is_so: Callable[[], bool], what: str, *, within: float = 10) -> None:
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.1)


def test_a_headset_is_checked_by_its_level_and_by_ones_own_voice(noor: Page) -> None:
    until(lambda: float(noor.locator("[data-level]").evaluate("each => each.value")) > 0.3, "the level to show a voice")

    noor.get_by_role("button", name="Hear myself").click()
    until(lambda: heard_at(noor) == [OPERATOR], "one's own voice")
    noor.get_by_role("button", name="Hear myself").click()
    until(lambda: heard_at(noor) == [], "silence")


def test_a_second_tab_is_told_takes_the_telephone_and_gives_it_back(noor: Page) -> None:
    second = noor.context.new_page()
    second.goto("/")
    expect(second.get_by_text(ELSEWHERE)).to_be_visible()

    second.get_by_role("button", name="Use it here").click()
    connected(second)
    expect(noor.get_by_text(ELSEWHERE)).to_be_visible()

    second.close()
    connected(noor)


def test_another_browser_takes_the_telephone_and_the_first_is_told(noor: Page, house: Telephone, chromium: Browser) -> None:
    other = operator_at(house, chromium)
    other.goto("/")
    connected(other)

    expect(noor.get_by_text(ELSEWHERE)).to_be_visible()
    time.sleep(3)
    connected(other)
    noor.get_by_role("button", name="Use it here").click()
    connected(noor)
    expect(other.get_by_text(ELSEWHERE)).to_be_visible()
    other.context.close()


def test_who_refuses_the_microphone_is_told_what_to_do(house: Telephone, playwright: Playwright, tmp_path: Path) -> None:
    with headset(playwright, tmp_path, OPERATOR, is_allowed=False) as browser:
        page = operator_at(house, browser)
        choose_browser(page)

        expect(page.locator("[data-headset-trouble]")).to_contain_text("allow the microphone")
        expect(page.locator("#softphone")).to_contain_text("The browser keeps the microphone from Balie")
        page.context.grant_permissions(["microphone"])
        page.get_by_role("button", name="Try again").click()
        connected(page)


def test_its_pages_bar_nobodys_way(noor: Page) -> None:
    for address in ("/telephone/headset/", "/demo/telephone/"):
        noor.goto(address)
        connected(noor)
        assert not barriers(noor)


def test_a_page_without_a_call_leaves_the_telephone_where_it_is(noor: Page) -> None:
    noor.get_by_role("link", name="Tickets").click()
    expect(noor.locator("[data-headset]")).to_have_count(0)

    assert noor.evaluate("window.heard.length") == 1
    connected(noor)


@pytest.fixture
def jan(house: Telephone, tmp_path: Path) -> Iterator[Baresip]:
    with Baresip("0470000001", registrar=house.sip, tone=write_wav(tmp_path / "jan.wav", tone(CALLER, seconds=120))) as made:
        yield made


def be_available(page: Page) -> None:
    page.keyboard.press("Shift+S")
    page.get_by_role("button", name="Available", exact=True).click()
    expect(page.locator("#presence summary")).to_contain_text("Available")


@pytest.mark.decree("S1.1")
def test_a_call_rings_is_heard_held_and_goes_on_after_a_reload(noor: Page, house: Telephone, jan: Baresip) -> None:
    be_available(noor)
    house.dial(jan, "100")
    expect(noor.locator("[data-rings]")).to_be_visible(timeout=30_000)

    noor.keyboard.press("F9")
    until(lambda: heard_at(noor) == [CALLER], "the caller")
    expect(noor.locator("#call [data-key=F4]")).to_contain_text("Hold")
    time.sleep(1.5)
    noor.keyboard.press("F4")
    until(lambda: heard_at(noor) == [], "silence on hold")
    expect(noor.locator("#call [data-key=F4]")).to_contain_text("Take back")
    time.sleep(1.5)
    noor.keyboard.press("F4")
    until(lambda: heard_at(noor) == [CALLER], "the caller again")
    before = time.monotonic()
    noor.reload()
    until(lambda: noor.evaluate("window.heard.length") > 0 and heard_at(noor) == [CALLER], "the caller after the reload")
    took = time.monotonic() - before
    time.sleep(1.5)
    noor.keyboard.press("F8")
    time.sleep(1.5)
    noor.keyboard.press("F8")
    time.sleep(1.5)
    noor.keyboard.press("Shift+F9")
    house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "answered")

    assert took < 3
    jan.stop()
    heard = steady_tones_in(read_wav(jan.heard()[-1]), known=(CALLER, OPERATOR))
    talk = heard[heard.index(frozenset({OPERATOR})) :]
    assert talk.count(frozenset({OPERATOR})) == 4
    assert not any({CALLER, OPERATOR} <= each for each in talk)


def test_a_second_tab_calls_as_a_customer(noor: Page, house: Telephone, playwright: Playwright, tmp_path: Path) -> None:
    be_available(noor)
    with headset(playwright, tmp_path, 2000) as other:
        caller = operator_at(house, other, "operator2")
        caller.goto("/demo/telephone/")
        caller.get_by_role("button", name="Call").click()
        expect(caller.get_by_text("You are connected")).to_be_visible()
        expect(noor.locator("[data-rings]")).to_be_visible(timeout=30_000)

        noor.keyboard.press("F9")
        until(lambda: heard_at(noor) == [2000], "the caller")
        until(lambda: heard_at(caller) == [OPERATOR], "the operator")
        caller.get_by_role("button", name="Hang up").click()

        house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "answered")
        expect(caller.get_by_text("The call has ended")).to_be_visible()
