"""A mail comes in, becomes a ticket, is answered, handed on, closed, and opens again."""

from __future__ import annotations

import re
import secrets
import smtplib
import time
from pathlib import Path
from string import ascii_lowercase

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import SUPPORT, House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
ON_SCREEN_WITHIN = 5_000  # ms, from handing the mail over
FAMILY = "".join(secrets.choice(ascii_lowercase) for _letter in range(12)).title()  # like nobody else's
ADDRESS = f"tine.{FAMILY.lower()}@klant.example"
SENDER = f"Tine {FAMILY} <{ADDRESS}>"
# What the customer writes and how the ticket ends, by language.
WRITTEN = {
    "nl": ("Sinds gisteren is het scherm van mijn meter zwart. Kunt u dat herstellen?", "Er is een nieuw scherm geplaatst."),
    "fr": ("Depuis hier, l'écran de mon compteur est noir. Pouvez-vous le réparer ?", "Un nouvel écran a été posé."),
    "de": ("Seit gestern ist die Anzeige meines Zählers schwarz. Können Sie das beheben?", "Eine neue Anzeige wurde eingebaut."),
}


def test_a_mail_appears_on_the_open_list_within_five_seconds_without_reload(house: House, sign_in: SignIn) -> None:
    page = sign_in("operator")
    page.goto("/tickets/?view=team")
    page.evaluate("window.stillThePage = true")
    expect(page.locator("[data-live-status]")).to_be_hidden()

    subject = once("The bill of March is twice here")
    house.send(sender="Joke Wouters <joke@klant.example>", subject=subject, text="Two bills came.")

    expect(row(page, subject)).to_be_visible(timeout=ON_SCREEN_WITHIN)
    assert page.evaluate("window.stillThePage") is True


@pytest.mark.decree("S2.2", "S2.4", "S4.7")
def test_a_mail_is_answered_handed_on_closed_and_opens_again_by_keyboard_alone(house: House, sign_in: SignIn, tmp_path: Path) -> None:
    page, subject = sign_in("operator"), once("Meter shows nothing any more")
    keys = Keys(page)
    first = house.send(sender=SENDER, subject=subject, text="Since yesterday the screen of my meter is black.\n\nTine")
    keys.press("g", "t")
    expect(page).to_have_url(re.compile("/tickets/"))
    page.locator(".tabs[aria-label] a[href*='view=team']").focus()  # where Tab leads: from one's own to the team's
    keys.press("Enter")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("the screen of my meter is black")

    make_the_file(page, keys)
    answer_from_template(page, keys)
    answer = wait_for_mail(page, ADDRESS, subject)
    house.send(sender=SENDER, subject=f"Re: {subject}", text="It is number 4471.", answers=first)
    expect(page.locator("#conversation")).to_contain_text("It is number 4471.")
    note_with_mention(page, keys)
    grade_and_tag(page, keys)
    attach(page, keys, tmp_path)
    hand_over(page, keys)
    close_as_supervisor(sign_in("supervisor"), page.locator(".ticket-number").inner_text())
    house.send(sender=SENDER, subject=f"Re: {subject}", text="Black again, alas.", answers=first)

    expect(page.locator("#conversation")).to_contain_text("Black again, alas.")
    expect(page.locator("#ticket-marks")).to_contain_text("opened again 1×")
    assert FAMILY in answer
    assert "A colleague rings you today." in answer


@pytest.mark.decree("S1.2")
def test_who_writes_sees_a_mail_arrive_and_neither_words_nor_place_are_lost(house: House, sign_in: SignIn) -> None:
    page, subject = sign_in("operator"), once("No water since noon")
    keys = Keys(page)
    first = house.send(sender=SENDER, subject=subject, text="The tap gives nothing.")
    open_from_list(page, keys, subject)
    field = page.locator("[contenteditable]#reply-text")
    expect(field).to_be_visible()
    keys.press("r")
    keys.words("The mains in your street")
    before = field.bounding_box()

    house.send(sender=SENDER, subject=f"Re: {subject}", text="My neighbours have none either.", answers=first)
    keys.words(" are being mended")
    expect(page.locator("#conversation")).to_contain_text("My neighbours have none either.", timeout=ON_SCREEN_WITHIN)
    assert field.bounding_box() == before
    expect(field).to_be_focused()
    keys.words(", until five.")

    expect(field).to_have_text("The mains in your street are being mended, until five.")
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--out")).to_contain_text("The mains in your street are being mended, until five.")


def test_a_mail_is_seen_as_it_was_laid_out_from_its_beginning(house: House, sign_in: SignIn) -> None:
    subject = once("Laid out with care")
    mail = f"From: {SENDER}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\nContent-Type: text/html\r\n\r\n<p>My <b>meter</b></p>"
    with smtplib.SMTP("127.0.0.1", house.smtp, timeout=10) as client:
        client.sendmail(ADDRESS, [SUPPORT], mail)
    page = sign_in("operator")
    page.goto("/tickets/?view=team")
    row(page, subject).get_by_role("link").first.click()

    page.locator(".layout button").first.click()

    expect(page.frame_locator(".mail-frame").locator("b")).to_be_in_viewport()


def test_the_quarantine_follows_what_comes_but_not_under_a_reason_that_is_typed(house: House, sign_in: SignIn) -> None:
    page = sign_in("supervisor")
    page.goto("/mail/quarantine/")
    panels, words = page.locator("#mail-quarantine .panel"), [once("Whose is this?") for _mail in range(2)]

    send_without_sender(house, words[0])
    expect(panels.filter(has_text=words[0])).to_be_visible(timeout=ON_SCREEN_WITHIN)
    reason = panels.filter(has_text=words[0]).locator("[name=reason]")
    reason.fill("advertising")
    page.locator("#content h1").click()
    send_without_sender(house, words[1])
    page.wait_for_timeout(2_000)
    expect(panels.filter(has_text=words[1])).to_have_count(0)
    expect(reason).to_have_value("advertising")
    reason.fill("")
    page.locator("#content h1").click()

    expect(panels.filter(has_text=words[1])).to_be_visible(timeout=ON_SCREEN_WITHIN)


@pytest.mark.decree("S4.7")
@pytest.mark.parametrize(("language", "text", "result"), [(name, *words) for name, words in WRITTEN.items()])
def test_a_mail_is_opened_answered_from_a_template_and_closed_in_every_language(
    house: House, sign_in: SignIn, language: str, text: str, result: str
) -> None:
    page, subject = sign_in("operator", language=language), once("Zenne 4471")
    keys = Keys(page)
    house.send(sender=SENDER, subject=subject, text=text)
    open_from_list(page, keys, subject)
    expect(page.locator("#conversation")).to_contain_text(text)

    field = page.locator("[contenteditable]#reply-text")
    keys.press("r", "Shift+Tab", "ArrowDown")  # at once, before the editor stands
    expect(field.locator("p").nth(2)).not_to_be_empty()
    said = field.locator("p").nth(2).inner_text().splitlines()[0]
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--out")).to_have_count(1)
    expect(page.locator("#content")).to_be_focused()
    arrived = wait_for_mail(page, ADDRESS, subject)
    keys.press("e")
    expect(page.locator("#close-result")).to_be_focused()
    keys.press("ArrowDown", "Tab")
    keys.words(result)
    keys.press("Control+Enter")

    expect(page.locator("#conversation .entry--result")).to_contain_text(result)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert said in arrived


def send_without_sender(house: House, subject: str) -> None:
    """A mail that cannot be filed."""
    with smtplib.SMTP("127.0.0.1", house.smtp, timeout=10) as client:
        client.sendmail("", [SUPPORT], f"Subject: {subject}\r\n\r\nNo sender stands in here.")


def open_from_list(page: Page, keys: Keys, subject: str) -> None:
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_be_visible()


def row(page: Page, words: str) -> Locator:
    return page.locator("#tickets tbody tr").filter(has_text=words)


def make_the_file(page: Page, keys: Keys) -> None:
    """The sender has no file: the column offers one, filled in with what the mail tells."""
    expect(page.locator("#customer-column [data-key=N]")).to_be_visible()
    keys.press("N")
    expect(page.locator("[name=given_name]")).to_have_value("Tine")
    expect(page.locator("[name=family_name]")).to_have_value(FAMILY)
    expect(page.locator("[name=given_name]")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#customer-column .who")).to_contain_text(FAMILY)
    expect(page).to_have_url(re.compile(r"/tickets/\d+/"))


def answer_from_template(page: Page, keys: Keys) -> None:
    keys.press("r", "Shift+Tab", "ArrowDown")
    expect(page.locator("#reply [name=text]")).not_to_have_value("")
    keys.press("Tab", "Control+End")
    keys.words("\n\nA colleague rings you today.")
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--out")).to_contain_text("A colleague rings you today.")
    expect(page.locator("#content")).to_be_focused()


def wait_for_mail(page: Page, address: str, subject: str) -> str:
    """The customer's mailbox in the demo: what real SMTP brought there."""
    end = time.monotonic() + 30  # it can be taken back for ten seconds
    while time.monotonic() < end:
        found = page.request.get(f"/demo/mail/?of={address}").text()
        if f"Re: {subject}" in found:
            return found
        time.sleep(0.2)
    pytest.fail(f"no mail for {address} about {subject}")


def note_with_mention(page: Page, keys: Keys) -> None:
    keys.press("i")
    keys.words("Colleague, look: @superv")
    expect(page.get_by_role("option").filter(has_text="@supervisor")).to_be_visible()
    keys.press("Enter")
    expect(page.locator("#note-text")).to_have_value(re.compile("@supervisor"))
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--note")).to_contain_text("@supervisor")
    expect(page.locator("#content")).to_be_focused()


def grade_and_tag(page: Page, keys: Keys) -> None:
    """Urgency and impact at their highest give the highest priority; a tag is kept."""
    expect(page.locator("#ticket-marks")).to_contain_text("normal")
    keys.press("p", "ArrowUp", "Tab", "ArrowUp")
    expect(page.locator("#ticket-marks")).to_contain_text("critical")
    keys.press("Tab", "Tab", "Tab")
    expect(page.locator("#ticket-fields [name=tags]")).to_be_focused()
    keys.words("meter black-screen")
    keys.press("Tab", "Escape")
    expect(page.locator("#ticket-marks [name=was_tags]")).to_have_value(re.compile("black-screen"))


def attach(page: Page, keys: Keys, folder: Path) -> None:
    reading = folder / "meter reading.txt"
    reading.write_text("4471")
    beside = page.locator("#ticket-beside")
    page.once("filechooser", lambda chooser: chooser.set_files(reading))
    go_to(page, keys, beside.locator("summary").filter(has_text="Add files"))
    keys.press("Enter")
    expect(beside.locator("details[open] input[type=file]")).to_be_visible()
    keys.press("Tab")
    expect(beside.locator("input[type=file]")).to_be_focused()
    keys.press("Enter")
    expect(beside.locator("input[type=hidden][name=files]")).to_have_count(1)
    go_to(page, keys, beside.get_by_role("button", name="Keep with the ticket"))
    keys.press("Enter")
    expect(beside.locator(".beside-file")).to_contain_text("meter reading.txt")


def hand_over(page: Page, keys: Keys) -> None:
    keys.press("Escape", "a")
    expect(page.locator("#panel-assign .suggestions, #panel-assign .suggest p").first).to_be_visible()
    go_to(page, keys, page.locator("#transfer-team"))
    keys.words("Web shop")
    keys.press("Tab", "Tab")
    keys.words("The meter was sold by the shop")
    keys.press("Control+Enter")
    expect(page.locator("#panel-assign > summary")).to_contain_text("Web shop")
    expect(page.locator("#conversation")).to_contain_text("The meter was sold by the shop")


def close_as_supervisor(page: Page, number: str) -> None:
    """Found by its number, taken, closed with a result."""
    keys = Keys(page)
    keys.press("/")
    keys.words(number)
    expect(page.locator("#search-results [role=option]").first).to_contain_text(number)
    keys.press("Enter")
    expect(page.locator("#conversation")).to_contain_text("the screen of my meter is black")
    keys.press("a")
    expect(page.locator("#panel-assign").get_by_role("button", name="Take it myself")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#panel-assign > summary")).to_contain_text("Bram Wouters")
    expect(page.locator("#content")).to_be_focused()
    keys.press("e")
    expect(page.locator("#close-result")).to_be_focused()
    keys.press("ArrowDown", "Tab")
    keys.words("A new screen was fitted.")
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--result")).to_contain_text("A new screen was fitted.")


def go_to(page: Page, keys: Keys, goal: Locator) -> None:
    """Tab to it."""
    for _step in range(60):
        if goal.evaluate("element => element === document.activeElement"):
            return
        keys.press("Tab")
    pytest.fail(f"Tab does not reach {goal}")
