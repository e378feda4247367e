"""The story of a mail through the mail servers of the world: fetched from Dovecot, sent through Postfix, read in the customer's mailbox."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import SignIn, enter
from tests.journeys.house import House, once
from tests.parts.mailhouse import MailHouse

pytestmark = pytest.mark.journey
ON_SCREEN_WITHIN = 5_000  # ms, from handing the mail over
BACK_WITHIN = 30_000  # ms, from the return of a server that was away
LEAVES_WITHIN = 20_000  # ms, from sending: it can be taken back for ten seconds
CUSTOMER = "marleen.declercq@klant.example"
# An address is connected once, also in a house that ran before.
ADDRESS, NAME, PASSWORD = f"hulp.{os.getpid()}@schelde.example", "Schelde Water", "een-lang-geheim"
CELLAR, LEAK, OUTAGE = once("Water in de kelder"), once("De watermeter lekt"), once("Gestuurd bij storing")


@pytest.fixture(scope="module")
def mail() -> Iterator[MailHouse]:
    """The organisation's mailbox and the customer's, which takes reply addresses too."""
    with MailHouse(users={ADDRESS: PASSWORD, CUSTOMER: "klant"}, aliases={"reply@schelde.example": ADDRESS}) as mail:
        yield mail


@pytest.fixture(scope="module")
def admin(house: House, browser: Browser) -> Iterator[Page]:
    page = enter(house, browser, "admin", language="en", theme="light")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def mailbox(admin: Page, mail: MailHouse) -> Iterator[str]:
    """The address of its settings, once the administrator connected it and it works."""
    admin.goto("/settings/email/")
    admin.get_by_role("link", name="Connect a mailbox").click()
    fill_in(admin, mail)
    admin.get_by_role("button", name="Next").click()
    expect(check(admin, "Fetching mail")).to_contain_text("works; 0 mails wait to be fetched")
    expect(check(admin, "Sending mail")).to_contain_text("in order")
    admin.get_by_role("button", name="Go on anyway").click()
    admin.locator("#content [name=team]").select_option(label="Energy")
    admin.get_by_text("Checking senders, and spam").click()
    admin.get_by_label("Reply addresses").check()
    admin.get_by_role("button", name="Begin").click()
    expect_state(admin, "works")
    page = line(admin).get_by_role("link").first.get_attribute("href") or ""
    yield page
    admin.goto(page)
    admin.get_by_label("In use").uncheck()
    admin.get_by_role("button", name="Save").click()
    admin.goto("/settings/email/")
    expect(line(admin)).to_contain_text("not in use")


@pytest.mark.decree("S2.2")
@pytest.mark.decree("S4.7")
def test_a_mail_is_answered_and_answered_again_through_real_servers(mail: MailHouse, mailbox: str, sign_in: SignIn) -> None:
    page = sign_in("operator")
    page.goto("/tickets/?view=team")
    expect(page.locator("[data-live-status]")).to_be_hidden()
    page.evaluate("window.stillThePage = true")

    first = mail.send(sender=f"Marleen Declercq <{CUSTOMER}>", to=ADDRESS, subject=CELLAR, text="De kelder staat blank.\n\nMarleen")
    expect(row(page, CELLAR)).to_be_visible(timeout=ON_SCREEN_WITHIN)
    row(page, CELLAR).get_by_role("link").first.click()
    expect(page.locator("#conversation")).to_contain_text("De kelder staat blank.")
    answer = answer_from_template(page)
    came = mail.await_mail(CUSTOMER, subject=f"Re: {CELLAR}")
    mail.answer(came, sender=f"Marleen Declercq <{CUSTOMER}>", text="Bedankt, het water zakt.")
    expect(page.locator("#conversation")).to_contain_text("Bedankt, het water zakt.", timeout=ON_SCREEN_WITHIN)
    mail.send(sender=CUSTOMER, to=str(came["Reply-To"]), subject="Nog iets", text="De pomp is van de brandweer.")
    expect(page.locator("#conversation")).to_contain_text("De pomp is van de brandweer.", timeout=ON_SCREEN_WITHIN)

    assert page.evaluate("window.stillThePage") is True
    assert came["From"] == f"{NAME} <{ADDRESS}>"
    assert re.search(r"reply\+[a-z2-7-]+[a-z0-9-]+@schelde\.example", str(came["Reply-To"]))
    assert came["In-Reply-To"] == first["Message-ID"]
    assert first["Message-ID"] in came["References"]
    assert " ".join(answer.split()) in " ".join(came.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


def test_a_wrong_password_is_told_in_words_and_the_right_one_mends_it(admin: Page, mailbox: str) -> None:
    admin.goto(mailbox)
    set_passwords(admin, "verkeerd")
    expect_state(admin, "wrong user name or password")

    admin.goto(mailbox)
    expect(admin.locator("#mailbox-probes")).to_contain_text("Down: wrong user name or password")
    admin.get_by_role("button", name="Try now").click()
    expect(check(admin, "Fetching mail")).to_contain_text("wrong user name or password")
    expect(check(admin, "Sending mail")).to_contain_text("wrong user name or password")
    set_passwords(admin, PASSWORD)

    expect_state(admin, "works")
    admin.goto(mailbox)
    admin.get_by_role("button", name="Try now").click()
    expect(check(admin, "Sending mail")).to_contain_text("in order")


def test_an_answer_waits_in_sight_while_the_smtp_server_is_away_and_goes_when_it_is_back(
    mail: MailHouse, mailbox: str, sign_in: SignIn
) -> None:
    page = sign_in("operator")
    open_ticket_of(page, mail, LEAK)
    mail.server.stop()

    answer_from_template(page)
    waiting = page.locator("#conversation .entry--out").last
    expect(waiting).to_contain_text("waits to be sent, the server does not take it now", timeout=LEAVES_WITHIN + ON_SCREEN_WITHIN)
    mail.server.start()

    expect(waiting).not_to_contain_text("waits to be sent", timeout=BACK_WITHIN)
    assert mail.await_mail(CUSTOMER, subject=f"Re: {LEAK}")


def test_mail_sent_while_the_imap_server_is_away_arrives_after(admin: Page, mail: MailHouse, mailbox: str, sign_in: SignIn) -> None:
    page = sign_in("operator")
    page.goto("/tickets/?view=team")
    mail.mailboxes.stop()
    expect_state(admin, "down")

    mail.send(sender=CUSTOMER, to=ADDRESS, subject=OUTAGE, text="Komt dit aan?")
    mail.mailboxes.start()

    expect(row(page, OUTAGE)).to_be_visible(timeout=BACK_WITHIN)
    expect(row(page, OUTAGE)).to_have_count(1)
    expect_state(admin, "works")


def fill_in(page: Page, mail: MailHouse) -> None:
    """What the administrator was told by who runs the mail server."""
    texts = {
        "name": NAME,
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": str(mail.mailboxes.port),
        "username": ADDRESS,
        "password": PASSWORD,
        "smtp_host": "127.0.0.1",
        "smtp_port": str(mail.server.submission_port),
    }
    for name, value in texts.items():
        page.locator(f"#content [name={name}]").fill(value)
    for name in ("security", "smtp_security"):
        page.locator(f"#content [name={name}]").select_option(label="none (this machine only)")


def set_passwords(page: Page, password: str) -> None:
    for name in ("password", "smtp_password"):
        page.locator(f"[name={name}]").fill(password)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[name=password]")).to_have_value("")


def check(page: Page, what: str) -> Locator:
    """What was found of it when the mailbox was tried."""
    return page.locator(".check").filter(has_text=what)


def line(page: Page) -> Locator:
    """The mailbox in the list of mailboxes."""
    return page.locator("#mailboxes tbody tr").filter(has_text=ADDRESS)


def expect_state(page: Page, words: str) -> None:
    """The list says it by itself, without a reload."""
    if not page.url.endswith("/settings/email/"):
        page.goto("/settings/email/")
    expect(line(page)).to_contain_text(words, timeout=BACK_WITHIN)


def row(page: Page, words: str) -> Locator:
    return page.locator("#tickets tbody tr").filter(has_text=words)


def open_ticket_of(page: Page, mail: MailHouse, subject: str) -> None:
    page.goto("/tickets/?view=team")
    mail.send(sender=CUSTOMER, to=ADDRESS, subject=subject, text=f"{subject}, kan iemand helpen?")
    row(page, subject).get_by_role("link").first.click()
    expect(page.locator("#conversation")).to_contain_text("kan iemand helpen?")


def answer_from_template(page: Page) -> str:
    """What the operator sent."""
    page.keyboard.press("r")
    page.get_by_label("Template").select_option(index=1)
    expect(page.locator("#reply [name=text]")).not_to_have_value("")
    words = page.locator("#reply [name=text]").input_value()
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#conversation .entry--out").last).to_be_visible()
    return words
