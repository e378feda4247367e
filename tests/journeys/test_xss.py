"""Nothing that was typed or sent ever runs: strings that want to, in every text field, on every screen (R-H1, R-Q3).

The browser is told to ignore our content security policy, which would hide a mistake. `XSS_STRINGS` names another list (JSON or lines).
"""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.architecture.matrix import PAGES
from tests.journeys.conftest import enter
from tests.journeys.house import ROOT, SUPPORT, House
from tests.journeys.poison import named, text_fields
from tests.journeys.tour import Tour
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
INVITATION = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Klant//NL",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:1@klant.example",
        "DTSTART:20261130T090000Z",
        "DTEND:20261130T100000Z",
        "SUMMARY:Meter vervangen",
        "LOCATION:Brussel",
        "ORGANIZER;CN=Els Peeters:mailto:els.peeters@klant.example",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)
AT_ONCE = 24_000  # letters of strings in a field: a longer list takes a turn for each so many
FEWEST_FIELDS = 60
# Who sees most of the desk, of the settings, of the log, of the work; and where each of them begins.
WALKERS = {
    "supervisor": ("/", "/search/?q=meter", "/account/logout/"),
    "admin": ("/", "/settings/", "/settings/ui/"),
    "auditor": ("/settings/",),
    "operator2": ("/work/",),
    "lead": ("/tickets/views/",),
}
# What shows nothing anybody typed, or leads to another's page: figures for machines, signing in, the way to the provider's page.
ASIDE = frozenset(
    {"healthz", "metrics", "desk:setup", "accounts:link", "email:sign_in", "email:signed_in", "email:picture", "drafts:draft"}
)
# What no link leads to once every word is another, and what asks for a word in its address that no row holds.
NOT_REACHED = frozenset(
    {
        "contacts:new_file",
        "customers:part",
        "tickets:message",
        "tickets:template",
        # the designer of scripts, the sound of calls and the dialled numbers
        "knowledge:picture",
        "recordings:recording",
        "recordings:sound",
        "ivr:sound",
        "ivr:music",
        "scripts:about",
        "scripts:export",
        "scripts:figures",
        "scripts:graph",
        "scripts:new_part",
        "scripts:part",
        "scripts:preview",
        "scripts:script",
        "scripts:words",
        "telephony:number",
        "telephony:numbers",
        "telephony:state",
    }
)


@pytest.fixture(scope="module")
def poisoned_house() -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix=f"balie-tests-{os.getpid()}-"))
    folder.chmod(0o755)  # the server's user passes through
    with House(folder) as house:
        _write_to(house)
        yield house
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def people(poisoned_house: House, browser: Browser) -> Iterator[dict[str, Page]]:
    """Everybody signed in, before their names are strings too, with a browser that heeds no policy of ours."""
    pages = {name: enter(poisoned_house, browser, name, language="nl", theme="light", bypass_csp=True) for name in WALKERS}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def told(poisoned_house: House, people: dict[str, Page]) -> list[str]:
    """What ran, what was asked of elsewhere, and what broke: of all the pages, as it happens."""
    heard: list[str] = []
    home = {f"{name}:{poisoned_house.port}" for name in ("localhost", "files.localhost")}
    for name, page in people.items():
        _listen(page, name, heard, home=home)
    return heard


def test_r_h1_nothing_that_was_typed_or_sent_runs_on_any_screen_or_in_any_mail(
    poisoned_house: House, people: dict[str, Page], told: list[str]
) -> None:
    for portion in _portions(_strings()):
        done = _stage(poisoned_house, portion)
        assert done["empty"] == []
        poisoned_house.stop()
        poisoned_house.start()
        tour = _see_everything(poisoned_house, people, survey=done["survey"])
        assert _to_be_seen() - tour.routes <= NOT_REACHED
        for html in done["mails"]:
            people["supervisor"].set_content(html)
        assert len(done["mails"]) >= 2

    assert not told, "\n".join(told[:40])


@pytest.mark.parametrize("planted", [OWN[1], OWN[7]])
def test_a_string_that_runs_or_asks_elsewhere_would_be_noticed(people: dict[str, Page], told: list[str], planted: str) -> None:
    """On a page of the product whose template forgot to escape one field."""
    page, before = people["supervisor"], len(told)
    page.route(
        "**/help/", lambda route: route.fulfill(body=route.fetch().text().replace("</h1>", f"</h1>{planted}"), content_type="text/html")
    )
    page.goto("/help/")
    page.wait_for_timeout(500)
    page.unroute("**/help/")

    heard, told[before:] = told[before:], []
    assert any("ran" in each or "evil.example" in each for each in heard)


def test_every_field_with_somebodys_words_takes_part() -> None:
    known = {named(model, field) for model, field in text_fields()}

    assert len(known) >= FEWEST_FIELDS
    assert {"tickets.Ticket.subject", "contacts.Message.html", "customers.Customer.family_name", "accounts.Team.name"} <= known
    assert {"automations.Rule.deeds", "tickets.BulkJob.given", "tickets.SavedView.name", "customers.Customer.iban"} <= known


def _write_to(house: House) -> None:
    """A customer's mail with all that one may hold: a layout with a picture, a copy to somebody, an invitation, what it answers."""
    mail, drawn = EmailMessage(), BytesIO()
    Image.new("RGB", (40, 20), "teal").save(drawn, "PNG")
    mail["From"], mail["To"], mail["Cc"] = "Els Peeters <els.peeters@klant.example>", SUPPORT, "Jan Peeters <jan@klant.example>"
    mail["Subject"], mail["Message-ID"] = "Foto van de meter", make_msgid(domain="klant.example")
    mail["In-Reply-To"] = mail["References"] = make_msgid(domain="klant.example")
    mail.set_content("Zie de foto.")
    mail.add_alternative('<p>Zie de <b>foto</b>: <img src="cid:meter"></p>', subtype="html")
    html = mail.get_payload()[1]
    html.add_related(drawn.getvalue(), "image", "png", cid="<meter>")
    mail.add_attachment(INVITATION.encode(), "text", "calendar", filename="afspraak.ics", params={"method": "REQUEST"})
    with smtplib.SMTP("127.0.0.1", house.smtp, timeout=10) as client:
        client.send_message(mail)
    end = time.monotonic() + 60
    with psycopg.connect(_dsn(house), autocommit=True) as connection:
        while connection.execute("SELECT FROM email_inlinepart LIMIT 1").fetchone() is None:
            assert time.monotonic() < end, "the mail was not filed"
            time.sleep(0.2)


def _see_everything(house: House, people: dict[str, Page], *, survey: str) -> Tour:
    tour = Tour(people, ASIDE)
    for name, starts in WALKERS.items():
        for page in tour.through(name, *starts):
            _try_out(page)
    for _page in tour.through("supervisor", urlsplit(survey).path):
        pass
    for page in tour.rest(_dsn(house), _to_be_seen()):
        _try_out(page)
    return tour


def _try_out(page: Page) -> None:
    """What only shows when asked for: menus, panels and parts that are folded."""
    page.evaluate("() => document.querySelectorAll('details:not([open])').forEach(each => { each.open = true })")


def _to_be_seen() -> set[str]:
    return {name for name, row in PAGES.items() if row.method == "GET"} - ASIDE


def _stage(house: House, strings: list[str]) -> dict[str, Any]:
    command, env = [sys.executable, "-m", "tests.journeys.staged"], {"DJANGO_SETTINGS_MODULE": "balie.config.settings"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=house.environment() | env,
        input=json.dumps(strings),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:1500] + done.stderr[-300:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _portions(strings: list[str]) -> Iterator[list[str]]:
    """The strings in portions of so many letters, each with ours before them."""
    portion: list[str] = []
    for each in strings:
        if portion and sum(map(len, portion)) + len(each) > AT_ONCE:
            yield [*OWN, *portion]
            portion = []
        portion.append(each)
    yield [*OWN, *portion]


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


def _dsn(house: House) -> str:
    return f"postgresql:///balie?host={house.home}/postgres/run&user=postgres"
