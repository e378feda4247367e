"""Nothing that was typed or sent ever runs: strings that want to, in every text field, on every screen (R-H1, R-Q3).

The browser is told to ignore our content security policy, which would hide a mistake. `XSS_STRINGS` names another list (JSON or lines),
`XSS_TURNS` how many times the strings change places.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import enter
from tests.journeys.house import House
from tests.journeys.poison import poison, text_fields
from tests.journeys.test_accessible import NO_PAGE, WALKERS
from tests.journeys.walk import Walk
from tests.parts.corpora import corpus

pytestmark = pytest.mark.journey
# Each runs, and says so, where anything of it is taken for HTML or script.
OWN = (
    "<script>alert('balie')</script>",
    "<img src=x onerror=alert('balie')>",
    "\"><svg onload=alert('balie')>",
    "'-alert('balie')-'",
    "</textarea></title><img src=x onerror=alert('balie')>",
    "<a href=javascript:alert('balie')>x</a>",
    "{{ 7*7 }}{% include '/etc/passwd' %}${7*7}#{7*7}",
    "<img src=https://evil.example/x.png><link rel=stylesheet href=//evil.example/x.css>",
)
MOST_KNOWN = 60  # fields that hold words, at the least
TURNS = int(os.environ.get("XSS_TURNS", "1"))


@pytest.fixture(scope="module")
def poisoned_house() -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix=f"balie-tests-{os.getpid()}-"))
    folder.chmod(0o755)  # the server's user passes through
    with House(folder) as house:
        yield house
    shutil.rmtree(folder, ignore_errors=True)


def test_a_string_that_runs_would_be_noticed(poisoned_house: House, browser: Browser) -> None:
    page = enter(poisoned_house, browser, "operator2", language="nl", theme="light", bypass_csp=True)
    told: list[str] = []
    _listen(page, "operator2", told, home={f"localhost:{poisoned_house.port}"})

    page.evaluate("html => { document.querySelector('#content').innerHTML = html }", OWN[1] + OWN[7])
    page.wait_for_timeout(500)
    page.context.close()

    assert any("ran" in each for each in told)
    assert any("evil.example" in each for each in told)


def test_r_h1_nothing_that_was_typed_or_sent_runs_on_any_screen(poisoned_house: House, browser: Browser) -> None:
    strings, dsn = [*OWN, *_strings()], _dsn(poisoned_house)
    people = {name: enter(poisoned_house, browser, f"{name}", language="nl", theme="light", bypass_csp=True) for name in WALKERS}
    told: list[str] = []
    for name, page in people.items():
        _listen(page, name, told, home={f"localhost:{poisoned_house.port}", f"files.localhost:{poisoned_house.port}"})

    walked = 0
    for turn in range(TURNS):
        assert poison(dsn, strings, turn=turn) >= MOST_KNOWN
        for name, page in people.items():
            walk = Walk(aside=NO_PAGE)
            walked += sum(1 for _page in walk.through(page, *WALKERS[name]))
        for pk in _with_layout(dsn):
            people["supervisor"].goto(f"/mail/message/{pk}/layout/")
            people["supervisor"].wait_for_timeout(200)
    for page in people.values():
        page.context.close()

    assert not told, "\n".join(told[:40])
    assert walked >= 30 * TURNS


def test_every_field_with_somebodys_words_takes_part() -> None:
    named = {f"{model._meta.label}.{field.name}" for model, field in text_fields()}

    assert len(named) >= MOST_KNOWN
    assert {"tickets.Ticket.subject", "contacts.Message.html", "customers.Customer.family_name", "accounts.Team.name"} <= named


def _strings() -> list[str]:
    if given := os.environ.get("XSS_STRINGS"):
        text = Path(given).read_text(errors="replace")
        found: list[str] = json.loads(text) if given.endswith(".json") else text.splitlines()
    else:
        found = json.loads((corpus("strings") / "blns.json").read_text())
    # What no text of PostgreSQL can hold is left out.
    return [each for each in found if each and "\0" not in each and _is_whole(each)]


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _listen(page: Page, name: str, told: list[str], *, home: set[str]) -> None:
    page.on("dialog", lambda dialog: (told.append(f"{name} {page.url}: ran {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: _note_foreign(request.url, f"{name} {page.url}", told, home))
    page.on("response", lambda answer: told.append(f"{name} {answer.url}: {answer.status}") if answer.status >= 500 else None)


def _note_foreign(url: str, where: str, told: list[str], home: set[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in home:
        told.append(f"{where}: asked for {url[:200]}")


def _with_layout(dsn: str) -> list[int]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM contacts_message WHERE html <> '' ORDER BY id DESC LIMIT 12")]


def _dsn(house: House) -> str:
    return f"postgresql:///balie?host={house.home}/postgres/run&user=postgres"
