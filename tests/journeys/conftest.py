"""One Balie and one browser for all journeys. `JOURNEYS_AT=port:smtp:home` tries them on one that already runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect, sync_playwright

from tests.journeys.house import House

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
PASSWORD = "balie-demo"
DESK = {"width": 1366, "height": 768}
type SignIn = Callable[..., Page]
_signed_in: dict[
    tuple[Path, str], StorageState
] = {}  # by the house's folder: each has sessions of its own, and a port may be another's next

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this very thread
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    if running := os.environ.get("JOURNEYS_AT"):
        port, smtp, home = running.split(":")
        yield House(Path(home), int(port), int(smtp))
        return
    folder = Path(tempfile.mkdtemp(prefix=f"balie-tests-{os.getpid()}-"))
    folder.chmod(0o755)  # the server's user passes through
    with House(folder) as house:
        yield house
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=found_browser(), args=ARGUMENTS)
    yield browser
    browser.close()


def found_browser() -> str:
    """The Chromium of this machine; without one the journeys are passed over, and fail where all parts must be there."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return found


@pytest.fixture
def sign_in(house: House, browser: Browser) -> Iterator[SignIn]:
    """`sign_in("operator")` is a page of that person, in English and light unless told."""
    contexts: list[BrowserContext] = []

    def signed_in(username: str, *, language: str = "en", theme: str = "light", **options: object) -> Page:
        page = enter(house, browser, username, language=language, theme=theme, **options)
        contexts.append(page.context)
        return page

    yield signed_in
    for context in contexts:
        context.close()


def enter(house: House, browser: Browser, username: str, *, language: str, theme: str, **options: object) -> Page:
    """A page of the person in a context of its own, which the caller closes; who signed in once is known from then on."""
    known = (house.home, username)
    page = open_door(house, browser, storage_state=_signed_in.get(known), **options)
    if known not in _signed_in:
        sign_in_at(page, username)
        _signed_in[known] = page.context.storage_state()
    prefer(page, at=house.url, language=language, theme=theme)
    return page


def open_door(house: House, browser: Browser, **options: object) -> Page:
    """A page of nobody yet, in a context of its own."""
    context = browser.new_context(base_url=house.url, viewport=DESK, locale="en-GB", timezone_id="Europe/Brussels", **options)  # type: ignore[arg-type]
    return context.new_page()


def sign_in_at(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("#waiting")).to_be_visible()


def prefer(page: Page, *, at: str, language: str, theme: str) -> None:
    """Set the person's language and theme, then see the desk so."""
    token = next(cookie["value"] for cookie in page.context.cookies() if "csrf" in cookie["name"])
    headers = {"X-CSRFToken": token, "Origin": at}
    answer = page.request.post("/preferences/", form={"language": language, "theme": theme}, headers=headers)
    assert answer.ok, answer.status
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", language)
