"""Scripts: how soon the next step follows with ten runs at once, how soon a large one opens and is checked, how smoothly its graph follows the hand."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from balie.operations.scripts.rules.document import Document
from tests.performance.figures import Client, quantile
from tests.performance.installation import PORT, TOKEN, cookie_of

LARGE, DRAWN = 500, 300
RUNS, STEPS, OPENED, CHECKED = 10, 50, 10, 5
SPOKEN = (0.3, 0.7)  # seconds between two steps of an operator; who speaks takes longer
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
WORDS = {
    "nl": "Mag ik u vragen of het lampje op uw teller nu groen of rood brandt, en sinds wanneer u dat ziet?",
    "fr": "Puis-je vous demander si le voyant de votre compteur est vert ou rouge, et depuis quand vous le voyez ?",
    "en": "May I ask you whether the light on your meter is green or red now, and since when you have seen that?",
    "de": "Darf ich Sie fragen, ob die Lampe an Ihrem Zähler jetzt grün oder rot leuchtet, und seit wann Sie das sehen?",
}


def figures() -> Iterator[tuple[str, float]]:
    """What is measured, and the value; of an installation that runs."""
    yield f"a script of {LARGE} steps is checked, ms", _checked()
    yield f"a script of {LARGE} steps opens beside a contact for the first time, slowest of {OPENED}, ms", _opened()
    for page in ("", "graph/"):
        yield f"a script of {LARGE} steps opens in the designer ({page.strip('/') or 'steps'}), slowest of {OPENED}, ms", _designed(page)
    p50, p95 = _followed()
    yield "the next step, ten runs at once, p50, ms", p50
    yield "the next step, ten runs at once, p95, ms", p95
    yield f"the graph of {DRAWN} steps while one is dragged, frames a second", _frames()


def a_large_script(size: int, *, key: str) -> Document:
    """Of so many nodes, a third of them questions that branch; answered with `a` each time, one passes `n0`, `n1` … in order."""
    asked = [at for at in range(size - 1) if _asks(at)]
    choices = dict.fromkeys(("a", "b", "c"), WORDS)
    nodes: dict[str, Any] = {f"n{at}": _node(at, size) for at in range(size - 1)}
    return Document.model_validate(
        {
            "balie_script": 1,
            "key": key,
            "name": WORDS,
            "variables": {f"v{at}": {"type": "choice", "label": WORDS, "choices": choices} for at in asked},
            "start": "n0",
            "nodes": nodes | {"end": {"kind": "end", "result": "answered", "title": WORDS}},
        }
    )


def _asks(at: int) -> bool:
    return at % 3 == 1


def _node(at: int, size: int) -> dict[str, Any]:
    following, after = (f"n{each}" if each < size - 1 else "end" for each in (at + 1, at + 2))
    if not _asks(at):
        return {"kind": "say", "words": WORDS, "to": following}
    ways = [{"go": following, "when": f'v{at} == "a"'}, {"go": after}]
    return {"kind": "ask", "words": WORDS, "ask": [f"v{at}"], "to": ways}


def _checked() -> float:
    """Milliseconds, the median of some times: all that is checked before it may be published."""
    from balie.operations.scripts.queries.written import findings_of

    took = []
    for number in range(CHECKED):
        document = a_large_script(LARGE, key=f"checked-{number}")
        began = time.perf_counter()
        found = findings_of(document)
        took.append((time.perf_counter() - began) * 1000)
        if found:
            raise RuntimeError(f"the script to measure with is not right: {found[0]}")
    return quantile(sorted(took), 0.5)


def _opened() -> float:
    """Each time another version, which no process has in memory yet."""
    from balie.operations.scripts.actions import start_run

    [user] = _operators("opens", 1)
    client, took = Client(PORT, cookie_of(user)), []
    for number in range(OPENED):
        contact, version = _contact(user), _published(a_large_script(LARGE, key=f"opens-{number}"))
        start_run(contact, version, by=user, at=_now())
        took.append(_milliseconds(client, "GET", f"/contacts/{contact.number}/script/"))
    return max(took)


def _designed(page: str) -> float:
    from balie.access.accounts.models import User

    key = f"designed-{page.strip('/') or 'steps'}"
    _published(a_large_script(LARGE, key=key))
    client = Client(PORT, cookie_of(User.objects.get(username="supervisor")))
    return max(_milliseconds(client, "GET", f"/settings/scripts/{key}/{page}") for _time in range(OPENED))


def _followed() -> tuple[float, float]:
    """Ten operators, each with a caller, pass their steps at once."""
    from django.db import connections

    from balie.operations.scripts.actions import start_run

    version = _published(a_large_script(LARGE, key="followed"))
    runs = []
    for user in _operators("follows", RUNS):
        contact = _contact(user)
        start_run(contact, version, by=user, at=_now())
        runs.append((cookie_of(user), contact.number))
    connections.close_all()
    took: list[float] = []
    threads = [threading.Thread(target=lambda run=run: took.extend(_walked(*run))) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(took) != RUNS * STEPS:
        raise RuntimeError(f"only {len(took)} of {RUNS * STEPS} steps were passed")
    return quantile(sorted(took), 0.5), quantile(sorted(took), 0.95)


def _walked(cookie: str, number: int) -> list[float]:
    client, took = Client(PORT, cookie), []
    for at in range(STEPS):
        took.append(_milliseconds(client, "POST", f"/contacts/{number}/script/step/", _passing(at)))
        time.sleep(random.uniform(*SPOKEN))
    return took


def _passing(at: int) -> dict[str, str]:
    return {"node": f"n{at}", **({"kind": "answered", f"v.v{at}": "a"} if _asks(at) else {"kind": "went_on"})}


def _milliseconds(client: Client, method: str, path: str, fields: dict[str, str] | None = None) -> float:
    """Until the part of the page is here; pages of the designer come whole."""
    headers = {"Cookie": client.cookie, "Origin": f"http://localhost:{PORT}", "Sec-Fetch-Site": "same-origin"}
    headers |= PARTIAL if path.startswith("/contacts/") else {}
    body = None
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
    began = time.perf_counter()
    client.connection.request(method, path, body, headers)
    answer = client.connection.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return took


def _frames() -> float:
    from playwright.sync_api import sync_playwright

    from balie.access.accounts.models import User
    from tests.journeys.conftest import ARGUMENTS, BROWSERS, DESK
    from tests.journeys.frames import frames_drawn

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("Chromium is missing: apt-get install chromium")
    _imported(a_large_script(DRAWN, key="drawn"))
    cookies = [each.split("=", 1) for each in cookie_of(User.objects.get(username="supervisor")).split("; ")]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=ARGUMENTS)
        context = browser.new_context(base_url=f"http://localhost:{PORT}", viewport=DESK)  # type: ignore[arg-type]
        context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies])
        page = context.new_page()
        page.goto("/settings/scripts/drawn/graph/")
        page.wait_for_function(f"document.querySelectorAll('[data-node]').length === {DRAWN}")
        drawn = frames_drawn(browser, page)
        browser.close()
    return drawn


def _operators(tag: str, count: int) -> list[Any]:
    """People who may what the demonstration's operator may."""
    from balie.access.accounts.models import User

    known = User.objects.get(username="operator")
    return User.objects.bulk_create(
        User(
            username=f"{tag}-{number}",
            name=f"{tag} {number}",
            language="nl",
            joined_at=_now(),
            granted=known.granted,
            team_ids=known.team_ids,
        )
        for number in range(count)
    )


def _contact(user: Any) -> Any:
    from balie.conversation.contacts.actions import begin_contact

    return begin_contact(channel="call", direction="in", by=user, at=_now())


def _imported(document: Document) -> Any:
    from balie.operations.scripts.actions import import_script

    return import_script(document, by=None, at=_now())


def _published(document: Document) -> Any:
    from balie.operations.scripts.actions import publish

    _imported(document)
    return publish(document.key, by=None, at=_now())


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
