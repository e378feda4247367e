"""Nothing bars the way of who cannot see the colours, or the screen: every page and state, in both themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.architecture.matrix import PAGES
from tests.journeys import newcomer, states
from tests.journeys.barriers import barriers
from tests.journeys.house import House
from tests.journeys.states import Desk
from tests.journeys.walk import PARTS, Walk, name_of, route_names

pytestmark = pytest.mark.journey
type Story = Callable[[Desk], Iterator[Page]]

# Who sees most of the desk, of the settings, of the log; and where each of them begins.
WALKERS = {
    "supervisor": ("/", "/search/?q=meter", "/search/?q=goud", "/settings/procedures/treat-a-complaint/", "/account/logout/"),
    "admin": ("/", "/settings/", "/settings/ui/", "/settings/scripts/identification/add/nodes/"),
    "auditor": ("/settings/",),
}
# What is no page: figures for machines, a file, what leads on to a page, and pieces that a story shows in their page.
NO_PAGE = frozenset(
    {
        "healthz",
        "metrics",
        "contacts:new_file",
        "files:open",
        "scripts:panel",
        "drafts:draft",
        "shorthand:words",
        "tickets:quote",
        "tickets:survey",
        "tickets:template",
        "telephony:state",
        "calendars:export",
        "scripts:export",
        "email:layout",
        "email:picture",
        "email:sign_in",
        "email:signed_in",
        "mfa_download_recovery_codes",
        "mfa_login_webauthn",
        "knowledge:picture",
        "recordings:sound",
        "ivr:sound",
        "ivr:music",
        # of the telephone, which the journeys' Balie has not: its own journeys ring
        "telephony:bar",
        "telephony:colleagues",
        "telephony:own",
    }
)
# Pages of what only a telephone brings, which no walk has looked at.
WITH_TELEPHONE = {"recordings:recording", "telephony:trunk"}
# Each story, with the pages that only it comes by: no link leads there before something is done.
STORIES: dict[Story, set[str]] = {
    newcomer.arrival: {
        "accounts:link",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    },
    states.entrance: {"account_login", "desk:setup"},
    states.ticket_forms: set(),
    states.ticket_refused: set(),
    states.two_at_once: set(),
    states.call: {"recordings:panel", "tickets:judged"},
    states.checked: {"identity:panel"},
    states.queued: {"routing:waiting"},
    states.opened: {"tickets:bulk_job", "tickets:bulk_jobs"},
    states.saved_lists: {"tickets:view"},
    states.empty: set(),
    states.mails: {"tickets:message"},
    states.refusals: set(),
    states.handed_over: {"tickets:handover"},
    states.forms: set(),
    states.connecting: {"email:connect", "email:connect_test", "email:connect_treatment"},
    states.without_connection: set(),
    states.on_a_telephone: set(),
}


@pytest.fixture(scope="module")
def desk(house: House, browser: Browser) -> Iterator[Desk]:
    desk = Desk(house, browser)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def walk(desk: Desk) -> tuple[Walk, list[str]]:
    """Which routes the walkers met, and what barred their way."""
    walk = Walk(aside=NO_PAGE)
    found: list[str] = []
    for username, starts in WALKERS.items():
        for page in walk.through(desk.of(username), *starts):
            found += barriers(page)
    return walk, found


def test_every_page_of_the_product_is_looked_at(walk: tuple[Walk, list[str]]) -> None:
    met, _found = walk

    assert _routes() == _routes() & (met.pages | met.parts).union(NO_PAGE, WITH_TELEPHONE, *STORIES.values())


def test_nothing_bars_the_way_on_a_page(walk: tuple[Walk, list[str]]) -> None:
    _met, found = walk

    assert not found, "\n".join(found)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_nothing_bars_the_way_in_a_state_of_a_page(desk: Desk, story: Story) -> None:
    found, met = [], set()

    for page in story(desk):
        found += barriers(page)
        # The page stands still now.
        met |= {name_of(page.url), *(name_of(link) for link in page.evaluate(PARTS))}

    assert not found, "\n".join(found)
    assert met >= STORIES[story]


def test_a_barrier_is_found_in_the_theme_that_has_it(desk: Desk) -> None:
    page = desk.of("auditor")
    page.goto("/help/")
    page.locator("#content h1").evaluate("h1 => { h1.style.color = 'light-dark(black, #333)'; h1.append(document.createElement('img')) }")

    found = barriers(page)

    assert [told.split(": ")[0].split("/help/ ")[1] + " " + told.split(": ")[1] for told in found] == [
        "light image-alt",
        "dark color-contrast",
    ]


def _routes() -> set[str]:
    """Every address that may answer a page: those of the matrix that are read, and those of signing in."""
    names = {name for name, row in PAGES.items() if row.method == "GET"}
    return names | {name for name in route_names() if name.startswith(("account_", "mfa_"))}
