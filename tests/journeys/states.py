"""Pages in the states that no address leads to: opened, refused, empty, at odds, before one is known. Each story yields when there is something to see."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
from django.test import RequestFactory
from playwright.sync_api import Browser, Locator, Page, expect

from balie.foundation.web.pages import render_alone
from balie.foundation.web.views import broken
from balie.surfaces.desk.setup import SetupForm
from tests.journeys.barriers import settle
from tests.journeys.conftest import enter, open_door
from tests.journeys.house import SUPPORT, House

EMPTY_LISTS = ("/tickets/?view=all&tag=of-nothing", "/customers/?kind=organisation&language=en&mine=1", "/search/?q=zzzzzzzz", "/search/")
REFUSING = (
    "/settings/teams/",
    "/settings/people/invite/",
    "/settings/email/new/",
    "/settings/tickets/",
    "/settings/taxonomy/purposes/new/",
)
LAID_OUT = f"""From: Els <els@klant.example>
To: {SUPPORT}
Subject: Laid out with care
Content-Type: text/html; charset=utf-8

<table><tr><td><h1>My meter</h1><p>It shows <b>4471</b>.</p></td></tr></table>
""".replace("\n", "\r\n")
_WAITS = """
INSERT INTO routing_waiting (queue_id, channel, subject_kind, subject_id, language, may_drop_language, skills, bonus_s, is_call_back,
    since, entered_at, "end")
SELECT min(id), 'call', 'somebody', 1, 'nl', false, '{}', 0, false, now(), now(), '' FROM routing_queue RETURNING id
"""
SUBMIT = """([address, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...fields })) form.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(form);
  form.submit();
}"""


@dataclass
class Desk:
    """The people at their desks, each in a browser context of their own, in the machine's theme."""

    house: House
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    def of(self, username: str) -> Page:
        if username not in self.pages:
            self.pages[username] = enter(self.house, self.browser, username, language="en", theme="auto")
        return self.pages[username]

    def of_nobody(self) -> Page:
        """Somebody who has not signed in, or not yet."""
        return self.pages.setdefault(f"nobody {len(self.pages)}", open_door(self.house, self.browser))

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    def shown(self, page: Page, address: str, html: str) -> Page:
        """A page drawn here, at its address: for what the demo cannot be brought to."""
        page.route(f"**{address}", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(address)
        page.unroute(f"**{address}")
        return page


def post(page: Page, address: str, **fields: str) -> Page:
    """Send a form as the bare browser does; the answer is a whole page."""
    with page.expect_navigation():
        page.evaluate(SUBMIT, [address, fields])
    return page


def typed(form: Locator) -> dict[str, str]:
    """What the form would send, without the mark that makes sending it twice count once."""
    fields: dict[str, str] = form.evaluate("form => Object.fromEntries(new FormData(form))")
    return {name: value for name, value in fields.items() if name != "_once"}


def first_row(page: Page, address: str) -> str:
    """The address of the first row of a list."""
    page.goto(address)
    return page.locator("tbody [data-row] a").first.get_attribute("href") or ""


def see(page: Page, *expected: Locator) -> Page:
    for each in expected:
        expect(each.first).to_be_visible()
    return page


def ticket_forms(desk: Desk) -> Iterator[Page]:
    page = desk.of("supervisor")
    ticket = first_row(page, "/tickets/?view=all")
    for panel in ("assign", "state", "close", "reply", "note"):
        page.goto(f"{ticket}?panel={panel}")
        yield see(page, page.locator(f"#panel-{panel}[open], #compose-{panel}, #{panel}-text"))
    page.goto(f"{ticket}?panel=reply")
    page.locator("[contenteditable]#reply-text").press_sequentially("- This ;")
    yield see(page, page.locator("#reply [role=option]"))
    page.locator("#reply-text").press("Escape")
    page.locator("#reply-text").press("Alt+p")
    yield see(page, page.locator("dialog .mail-frame"))
    page.locator("dialog").press("Escape")
    page.locator("#reply-text").fill("")
    page.locator("#note-text").fill("")
    page.locator("#note-text").press_sequentially("Look: @")
    yield see(page, page.locator("#note [role=option]"))
    page.locator("#note-text").fill("")
    page.goto(ticket)
    for summary in page.locator("#ticket-beside details > summary").all():
        summary.click()
    yield page


def ticket_refused(desk: Desk) -> Iterator[Page]:
    page = desk.of("supervisor")
    ticket = first_row(page, "/tickets/?view=all")
    page.goto(f"{ticket}?panel=close")
    page.locator("#panel-close form").evaluate("form => form.noValidate = true")
    page.locator("#panel-close").get_by_role("button", name="Close the ticket").click()
    yield see(page, page.locator("#panel-close .wrong"))


def two_at_once(desk: Desk) -> Iterator[Page]:
    """A colleague saved the same field meanwhile: of a ticket, and of a customer's file."""
    page = desk.of("supervisor")
    ticket = first_row(page, "/tickets/?view=all")
    page.goto(ticket)
    fields = typed(page.locator("#ticket-fields"))
    post(page, f"{ticket}fields/", **fields | {"subject": f"{fields['subject']}!"})
    post(page, f"{ticket}fields/", **fields | {"subject": f"{fields['subject']}?"})
    yield see(page, page.locator("[data-conflict]"))
    post(page, f"{ticket}fields/", **fields | {"was_subject": f"{fields['subject']}!"})
    file = first_row(page, "/customers/?kind=person")
    page.goto(f"{file}edit/")
    fields = typed(page.locator("form:has(#customer-fields)"))
    post(page, f"{file}edit/", **fields | {"special_needs": f"Reads lips {fields['version']}"})
    post(page, f"{file}edit/", **fields | {"special_needs": "Hears badly"})
    yield see(page, page.locator("[name=theirs]"))


def call(desk: Desk) -> Iterator[Page]:
    """A call from its beginning to its end, refused once on the way."""
    page = desk.of("operator")
    page.goto("/")
    page.keyboard.press("n")
    yield see(page, page.locator("#customer-q"))
    page.keyboard.type("nobody of this name")
    yield see(page, page.locator(".found-none"))
    page.locator("#customer-q").fill("peeters")
    yield see(page, page.locator(".found"))
    page.keyboard.press("Enter")
    yield see(page, page.locator("#customer-column .who"))
    page.locator("[name=customer_words]").fill("Where is my parcel?")
    page.get_by_role("button", name="To the result").click()
    page.get_by_role("link", name="Another question").click()
    page.locator("[name=customer_words]").fill("And the one of before?")
    page.get_by_role("button", name="To the result").click()
    yield see(page, page.locator(".questions"))
    page.locator("#finish").get_by_role("button", name="Finish").click()
    yield see(page, page.locator("#finish .wrong"))
    page.locator("#finish [name=result]").select_option(index=1)
    page.locator("#finish [name=sentence]").fill("Both parcels are at the neighbours'.")
    page.locator("#finish").get_by_role("button", name="Finish").click()
    yield see(page, page.get_by_role("button", name="Open again"))
    page.goto(f"{page.url}recording/")
    yield page
    page.goto("/help/")
    yield post(page, page.url.replace("help", "contacts/new"), customer="1")


def checked(desk: Desk) -> Iterator[Page]:
    """Who is on the line: asked, answered wrongly until nothing more may be asked, and a verb that is refused for it."""
    page = desk.of("operator")
    page.goto("/")
    page.keyboard.press("n")
    see(page, page.locator("#customer-q"))
    page.keyboard.type("peeters")
    see(page, page.locator(".found"))
    page.keyboard.press("Enter")
    yield see(page, page.locator(".identity-fact"))
    page.goto(page.locator(".identity").get_attribute("hx-get") or "")
    for at in range(3):
        yield see(page, page.locator(".identity-fact"))
        page.locator(".identity-fact [name=answer]").first.fill(f"99{at}")
        page.keyboard.press("Enter")
        see(page, page.locator(".identity-checks li").nth(at))
    yield see(page, page.locator(".identity .alert"))


def queued(desk: Desk) -> Iterator[Page]:
    """Somebody who waits in a queue, and why they still do; no telephone rang for it."""
    with psycopg.connect(f"postgresql:///balie?host={desk.house.home}/postgres/run&user=postgres") as connection:
        waiting = connection.execute(_WAITS).fetchone()
    page = desk.of("supervisor")
    page.goto(f"/queues/waiting/{waiting[0]}/")
    yield see(page, page.locator("h1"))


def opened(desk: Desk) -> Iterator[Page]:
    """What opens over the page: found while typing, commands, keys, menus, the bar of what is selected."""
    page = desk.of("supervisor")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("meter")
    yield see(page, page.locator("#search-results [role=option]"))
    page.goto("/tickets/?view=all")
    page.keyboard.press("Control+k")
    yield see(page, page.locator("#palette [role=option]"))
    page.keyboard.press("Escape")
    page.locator("body").press("?")
    yield see(page, page.locator("#keys-sheet"))
    page.keyboard.press("Escape")
    page.locator(".avatar-button").click()
    yield see(page, page.get_by_role("button", name="Nederlands"))
    page.goto("/tickets/?view=all")
    page.get_by_text("Columns").click()
    yield see(page, page.get_by_role("button", name="Show these"))
    page.goto("/tickets/?view=all")
    page.locator("[data-select]").first.check()
    yield see(page, page.locator(".bulk"))
    page.locator("#bulk-scope").check()
    page.locator(".bulk summary").filter(has_text="Tag").click()
    page.locator("#bulk_tag").fill("looked-at")
    page.locator("form[aria-label=Tag] .button--primary").click()
    yield see(page, page.locator("#bulk-job"))
    page.goto("/tickets/bulk/jobs/")
    yield see(page, page.locator("tbody tr"))


def saved_lists(desk: Desk) -> Iterator[Page]:
    """None yet; one being saved, refused, opened and changed; renamed, removed and offered back."""
    page = desk.of("privacy")
    page.goto("/tickets/views/")
    yield see(page, page.locator("#content .empty"))
    page = desk.of("supervisor")
    page.goto("/tickets/?view=all&priority=1")
    page.locator("body").press("B")
    yield see(page, page.locator("#view_name"))
    page.keyboard.type("Looked at")
    page.keyboard.press("Control+Enter")
    yield see(page, page.locator(".tab-bar--saved [aria-current]"))
    page.locator("[name=priority]").select_option("2")
    yield see(page, page.get_by_role("button", name="Save changes"))
    page.locator("body").press("B")
    page.keyboard.type("Looked at")
    page.keyboard.press("Control+Enter")
    yield see(page, page.locator("#save-list .wrong"))
    page.goto("/tickets/views/")
    yield see(page, page.locator("#views [data-row]"))
    page.locator("#views tr", has_text="Looked at").get_by_role("link", name="Change").click()
    yield see(page, page.locator("#view_name"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove this list").click()
    yield see(page, page.get_by_role("button", name="Undo"))


def empty(desk: Desk) -> Iterator[Page]:
    page = desk.of("supervisor")
    for address in EMPTY_LISTS:
        page.goto(address)
        yield see(page, page.locator("#content .empty"))
    page = desk.of("admin")
    page.goto("/")
    yield see(page, page.locator(".next-empty"))


def mails(desk: Desk) -> Iterator[Page]:
    """A mail that cannot be filed, one with a layout of its own, and why it stands where it does."""
    with smtplib.SMTP("127.0.0.1", desk.house.smtp, timeout=10) as client:
        client.sendmail("", [SUPPORT], "Subject: Whose is this?\r\n\r\nNo sender stands in here.")
        client.sendmail("els@klant.example", [SUPPORT], LAID_OUT)
    page = desk.of("supervisor")
    until(page, "/mail/quarantine/", page.locator("#mail-quarantine .panel"))
    yield page
    laid_out = page.locator("tbody tr").filter(has_text="Laid out with care")
    until(page, "/tickets/?view=all", laid_out)
    laid_out.first.get_by_role("link").click()
    page.locator(".layout button").first.click()
    yield see(page, page.locator(".mail-frame"))
    page.keyboard.press("r")
    for name, shown in (("Blind copy", "#reply-bcc"), ("From this ticket", ".attachables")):
        page.locator("#reply summary").filter(has_text=name).click()
        yield see(page, page.locator(shown))
        page.keyboard.press("Escape")
    page.goto(page.locator("[data-key=f]").get_attribute("href") or "")
    yield see(page, page.locator("#content h1"))


def until(page: Page, address: str, wanted: Locator) -> None:
    """Open the page again until the mail, filed by another process, stands there."""
    end = time.monotonic() + 15
    page.goto(address)
    while not wanted.count() and time.monotonic() < end:
        page.wait_for_timeout(200)
        page.goto(address)
    see(page, wanted)


def refusals(desk: Desk) -> Iterator[Page]:
    """403, 404, 405, 409, 410, an expired form, and what nobody expected."""
    page = desk.of("operator")
    for address in ("/settings/people/", "/nowhere/", "/link/none/"):
        page.goto(address)
        yield see(page, page.locator("[role=alert]"))
    contact = first_row(page, "/contacts/?state=finished")
    yield see(post(page, f"{contact}take-over/"), page.locator("[data-code]"))
    page.goto("/")
    yield see(
        post(page, "/customers/new/", csrfmiddlewaretoken="of-yesterday", family_name="Peeters"), page.locator("[data-code=expired_form]")
    )
    yield see(desk.shown(page, "/broken/", broken(RequestFactory().get("/")).text), page.locator("[data-code=broken]"))


def handed_over(desk: Desk) -> Iterator[Page]:
    """A colleague's work handed over, its report, and taken back; the next ticket with why it came, and whom to pass it to."""
    page = desk.of("lead")
    page.goto("/handovers/")
    page.locator("#content [name=away]").select_option(label="Youssef Lambert")
    page.get_by_role("button", name="See what they leave").click()
    yield see(page, page.get_by_role("button", name="Hand over"))
    page.get_by_label("Hilde Maes").check()
    page.locator("#content [name=reason]").fill("ill until Friday")
    page.get_by_role("button", name="Hand over").click()
    yield see(page, page.get_by_role("button", name="Take it back"))
    page.get_by_role("button", name="Take it back").click()
    yield see(page, page.locator(".page-head .tag, .tag").filter(has_text="taken back").first)
    page = desk.of("operator")
    page.goto("/work/")
    page.get_by_role("button", name="Give me the next").click()
    see(page, page.locator(".given-line"))
    page.keyboard.press("a")
    see(page, page.locator(".suggestions"))
    page.keyboard.press("Escape")
    page.keyboard.press("X")
    yield see(page, page.locator("#back-reason"))


def forms(desk: Desk) -> Iterator[Page]:
    """Forms opened in a page, and forms sent with nothing in them."""
    page = desk.of("supervisor")
    file = first_row(page, "/customers/?kind=person")
    page.goto(file)
    for name in ("phones", "addresses", "relations", "consents", "notes"):
        page.locator(f"#part-{name}").get_by_role("link", name="Add").click()
        see(page, page.locator(f"#part-{name} form"))
    yield page
    page.goto("/customers/new/")
    page.locator("#new-customer [name=phone]").press_sequentially("0470 00 00 25")
    yield see(page, page.locator("#likely .part-line"))
    page.goto("/customers/new/")
    yield see(post(page, "/customers/new/", phone="12"), page.locator(".wrong"))
    page.goto("/customers/?kind=person")
    other = page.locator("tbody [data-row] a").nth(1).get_attribute("href") or ""
    page.goto(f"{file}merge/?other={other.strip('/').rsplit('/')[-1]}")
    yield see(page, page.get_by_role("button", name="Merge"))
    page.goto("/me/")
    page.locator("[action='/me/tokens/'] input[name=name]").fill("reports")
    page.get_by_role("button", name="Make a token").click()
    yield see(page, page.locator("#id_secret"))
    page = desk.of("admin")
    page.goto("/settings/")
    for address in REFUSING:
        yield see(post(page, address, part="reason"), page.locator(".wrong, .alert--wrong"))


def connecting(desk: Desk) -> Iterator[Page]:
    """A mailbox whose servers do not answer, step by step; it is never put in use."""
    page = desk.of("admin")
    page.goto("/settings/email/new/")
    see(page, page.locator("[name=address]:focus"))
    texts = {"address": f"steps.{time.time_ns()}@klant.example", "name": "Steps", "host": "127.0.0.1", "port": "9", "password": "x"}
    for name, value in texts.items():
        page.locator(f"#content [name={name}]").fill(value)
    for provider in ("microsoft", "other", "pushes", "own"):
        page.locator(f"[name=provider][value={provider}]").check()
        yield page
    page.get_by_role("button", name="Next").click()
    page.locator("[name=dkim_selector]:focus").fill("typed-meanwhile")
    yield see(page, page.locator(".check").filter(has_text="DMARC"))
    expect(page.locator("[name=dkim_selector]:focus")).to_have_value("typed-meanwhile")
    page.get_by_role("link", name="The mailbox").click()
    yield see(page, page.locator("[aria-current=step]").filter(has_text="The mailbox"))
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Go on anyway").click()
    yield see(page, page.locator("#content [name=team]:focus"))
    page.get_by_role("button", name="Go on later").click()
    yield see(page, page.get_by_text("being connected: go on where you were"))


def without_connection(desk: Desk) -> Iterator[Page]:
    page = desk.of("operator")
    page.goto("/tickets/")
    settle(page)
    page.context.set_offline(True)
    yield see(page, page.locator("#offline"))
    page.context.set_offline(False)


def on_a_telephone(desk: Desk) -> Iterator[Page]:
    page = desk.of("lead")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/", "/tickets/?view=all", first_row(page, "/tickets/?view=all"), first_row(page, "/customers/")):
        page.goto(address)
        yield page


def entrance(desk: Desk) -> Iterator[Page]:
    """Before one is known: signing in, and what an empty installation asks."""
    page = desk.of_nobody()
    page.goto("/account/login/")
    yield page
    page.locator("input[name=login]").fill("operator")
    page.locator("input[name=password]").fill("not this one")
    page.locator("input[name=password]").press("Enter")
    yield see(page, page.locator(".wrong, [role=alert], .errorlist"))
    asked, address = RequestFactory().get("/setup/x/"), "https://balie.example"
    setup = render_alone("desk/setup.html", 200, form=SetupForm(), address=address, csrf_input="", request=asked).text
    yield see(desk.shown(page, "/setup/x/", setup), page.locator("[name=organisation]"))
