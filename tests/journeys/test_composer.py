"""An answer with all that a mail can have, by keyboard only: what the customer gets is what the preview showed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.house import House, once
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey
ADDRESS = "karel.maes@klant.example"
RUNS = '<img src="x" onerror="window.ran = true"><script>window.ran = true</script><b>bold</b><a href="javascript:window.ran=true">go</a>'
# A red picture on the clipboard, as a screenshot would be.
COPY = """async () => {
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext("2d").fillStyle = "red";
  canvas.getContext("2d").fillRect(0, 0, 40, 30);
  await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
}"""
# As another program's words come, which the browser does not clean first.
PASTE = """(text, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "words");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def writing(house: House, sign_in: SignIn) -> Iterator[tuple[Page, Keys, str]]:
    """The page of a new mail's ticket with the caret in the answer, and the mail's subject."""
    page, subject = sign_in("operator", permissions=["clipboard-read", "clipboard-write"]), once("The meter is dark")
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda said: told.append(said.text) if "Content Security Policy" in said.text else None)
    house.send(sender=f"Karel Maes <{ADDRESS}>", subject=subject, text="Nothing lights up.\n\nCan you help?")
    page.goto("/tickets/?view=team")
    expect(page.locator("#tickets tbody tr").first).to_contain_text(subject)
    keys = Keys(page)
    keys.press("j", "Enter")
    expect(page.locator("#conversation")).to_contain_text("Nothing lights up.")
    expect(page.locator("[contenteditable]#reply-text")).to_be_visible()
    keys.press("r")
    yield page, keys, subject
    assert not told, told


@pytest.mark.decree("S4.7")
def test_an_answer_with_formatting_picture_quote_and_shorthand_arrives_as_it_was_previewed(
    house: House, writing: tuple[Page, Keys, str]
) -> None:
    page, keys, subject = writing
    keys.words("We saw ")
    keys.press("Control+b")
    keys.words("two things")
    keys.press("Control+b")
    keys.words(":\n- the fuse\nthe display\n\n;rec")
    expect(page.locator("#reply-text-shorthand [role=option]")).to_have_count(1)
    keys.press("Tab")
    expect(page.locator("#reply-text")).to_contain_text("Dank u voor uw bericht.")
    keys.press("Enter")
    page.evaluate(COPY)
    keys.press("Control+v")
    expect(page.locator("#reply-text img[src^='data:image/png']")).to_be_visible()
    keys.press("Alt+q")
    expect(page.locator("#reply-text blockquote")).to_contain_text("Can you help?")
    keys.words("Until soon")
    expect(page.locator("#reply [data-draft-state]")).to_contain_text("Saved")
    expect_draft(page, "Until soon")

    page.reload()
    expect(page.locator("#reply-text strong")).to_have_text("two things")
    expect(page.locator("#reply-text img[src^='data:image/png']")).to_be_visible()
    keys.press("r")
    keys.words(".")
    keys.press("Alt+p")
    frame = page.frame_locator("dialog .mail-frame")
    expect(frame.locator("b, strong")).to_have_text("two things")
    expect(frame.locator("img[src^='data:image/png']")).to_be_visible()
    shown = " ".join(frame.locator("body").inner_text().split())
    keys.press("Escape")
    expect(page.locator("#reply-text")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#conversation .entry--out")).to_contain_text("Until soon.")
    mail = received(house, f"Re: {subject}")

    text, html = part(mail, "plain").get_content(), part(mail, "html").get_content()
    picture = next(each for each in mail.walk() if each.get_content_type() == "image/png")
    assert "two things:\n- the fuse\n- the display\n" in text.replace("\r\n", "\n")
    assert re.search(r"Karel Maes[^\n]*\n> Nothing lights up\.\n>\n> Can you help\?\nUntil soon\.", text.replace("\r\n", "\n"))
    assert "<strong>two things</strong>" in html
    assert "<blockquote" in html
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture.get_content_disposition() == "inline"
    assert "Until soon." in shown
    assert "Dank u voor uw bericht." in shown


def test_what_is_pasted_from_a_page_loses_what_could_run(writing: tuple[Page, Keys, str]) -> None:
    page, _keys, _subject = writing

    page.locator("#reply-text").evaluate(PASTE, RUNS)

    expect(page.locator("#reply-text strong")).to_have_text("bold")
    expect(page.locator("#reply-text img:not(.ProseMirror-separator), #reply-text a")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def test_a_draft_with_what_could_run_comes_back_without_it(house: House, writing: tuple[Page, Keys, str]) -> None:
    page, _keys, _subject = writing
    key = page.locator("#reply").get_attribute("data-draft")
    token = next(cookie["value"] for cookie in page.context.cookies() if "csrf" in cookie["name"])
    fields = {"text": "bold", "html": f"<p>{RUNS}</p>"}
    kept = page.request.put(f"/drafts/{key}/", data={"fields": fields}, headers={"X-CSRFToken": token, "Origin": house.url})
    assert kept.ok

    page.reload()

    expect(page.locator("#reply-text strong")).to_have_text("bold")
    expect(page.locator("#reply-text img:not(.ProseMirror-separator), #reply-text a")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def test_lists_and_weight_of_word_come_along_and_nothing_else(writing: tuple[Page, Keys, str]) -> None:
    page, _keys, _subject = writing
    item = (
        '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">{mark}<span>&nbsp;</span></span>'
        '<span style="font-weight:bold;color:red">{words}</span></p>'
    )
    words = item.format(mark="1.", words="one") + item.format(mark="2.", words="two") + "<p class=MsoNormal>end</p>"

    page.locator("#reply-text").evaluate(PASTE, words)

    expect(page.locator("#reply-text ol > li strong")).to_have_text(["one", "two"])
    expect(page.locator("#reply [name=text]")).to_have_value("1. one\n2. two\nend")


def test_a_file_that_is_no_picture_is_refused_beside_the_text(writing: tuple[Page, Keys, str]) -> None:
    page, _keys, _subject = writing

    page.locator("#reply [data-choose]").set_input_files({"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"})

    expect(page.locator("#reply [data-told]")).to_contain_text("“broken.png” is no picture")
    expect(page.locator("#reply-text img:not(.ProseMirror-separator)")).to_have_count(0)


def test_the_toolbar_is_worked_with_the_arrows_and_a_link_is_set_and_taken_away(writing: tuple[Page, Keys, str]) -> None:
    page, keys, _subject = writing
    keys.words("here")
    keys.press("Control+a", "Control+k")
    keys.words("balie.example")
    keys.press("Enter")
    expect(page.locator("#reply-text a")).to_have_attribute("href", "https://balie.example")

    keys.press("Tab", "ArrowRight", "Enter")
    expect(page.locator("#reply-text em")).to_have_text("here")
    keys.press("Control+k", "Delete", "Enter")

    expect(page.locator("#reply-text a")).to_have_count(0)
    keys.press("Escape")
    expect(page.locator("#reply-text")).not_to_be_focused()


def test_what_was_selected_in_the_conversation_is_quoted_alone(writing: tuple[Page, Keys, str]) -> None:
    page, keys, _subject = writing
    page.locator("#conversation .entry--in .prose").first.evaluate(
        "node => getSelection().setBaseAndExtent(node.firstChild, 0, node.firstChild, 7)"
    )

    keys.press("r", "Alt+q")

    expect(page.locator("#reply-text blockquote")).to_have_text("Nothing")


def test_an_answer_taken_back_has_its_formatting_again(writing: tuple[Page, Keys, str]) -> None:
    page, keys, _subject = writing
    keys.press("Control+b")
    keys.words("Too soon")
    keys.press("Control+Enter")
    expect(page.locator(".waiting-mail")).to_be_visible()

    keys.press("u")

    expect(page.locator("#reply-text strong")).to_have_text("Too soon")


def test_a_mail_is_passed_on_with_words_above_it_as_it_was_previewed(house: House, writing: tuple[Page, Keys, str]) -> None:
    page, keys, subject = writing
    keys.press("Escape", "f")
    page.get_by_role("link", name="Pass this mail on").click()
    expect(page.locator("[contenteditable]#ask-text blockquote")).to_contain_text("Can you help?")
    keys.words("grid@net.example")
    keys.press("Tab", "Tab")
    keys.words("Look at ")
    keys.press("Control+b")
    keys.words("this")
    expect(page.locator("#ask [data-draft-state]")).to_contain_text("Saved")

    page.reload()
    expect(page.locator("#ask-text strong")).to_have_text("this")
    page.locator("#ask-text").focus()
    keys.press("Alt+p")
    expect(page.frame_locator("dialog .mail-frame").locator("strong")).to_have_text("this")
    expect(page.locator("dialog")).to_contain_text("grid@net.example")
    keys.press("Escape", "Control+Enter")
    expect(page.locator("#conversation .side[open]")).to_contain_text("Look at this")
    mail = received(house, subject, by="grid@net.example")

    assert part(mail, "plain").get_content().startswith("Look at this\r\n")
    assert "<strong>this</strong>" in part(mail, "html").get_content()


def test_a_picture_says_in_words_what_it_shows(house: House, writing: tuple[Page, Keys, str]) -> None:
    page, keys, subject = writing
    keys.words("See ")
    page.evaluate(COPY)
    keys.press("Control+v")
    expect(page.locator("#reply-text img[src^='data:image/png']")).to_be_visible()
    field = page.locator("#reply [data-alt]")
    expect(field).to_be_hidden()

    keys.press("ArrowLeft")
    expect(field).to_be_visible()
    field.focus()
    field.select_text()
    keys.words('A "red" lamp <on> the meter')
    keys.press("Enter")
    expect(page.locator("#reply-text")).to_be_focused()
    expect(page.locator("#reply-text img.editor-picture")).to_have_attribute("alt", 'A "red" lamp <on> the meter')
    keys.press("ArrowRight")
    expect(field).to_be_hidden()
    keys.press("Control+Enter")
    mail = received(house, f"Re: {subject}")

    assert 'See [A "red" lamp <on> the meter]' in part(mail, "plain").get_content()
    assert "lamp &lt;on&gt; the meter" in part(mail, "html").get_content()


def expect_draft(page: Page, words: str) -> None:
    """The server has it."""
    key = page.locator("#reply").get_attribute("data-draft")
    end = time.monotonic() + 5
    while words not in page.request.get(f"/drafts/{key}/").text():
        assert time.monotonic() < end
        time.sleep(0.1)


def received(house: House, subject: str, *, by: str = ADDRESS) -> EmailMessage:
    """The mail in the customer's mailbox of the demo, which real SMTP brought there."""
    end = time.monotonic() + 30  # it can be taken back for ten seconds
    while time.monotonic() < end:
        with psycopg.connect(f"postgresql:///balie?host={house.home}/postgres/run&user=postgres") as connection:
            asked = "SELECT f.sha256 FROM email_demomail m JOIN files_file f ON f.id = m.file_id WHERE m.recipient = %s AND m.subject = %s"
            row = connection.execute(asked, [by, subject]).fetchone()
        if row:
            found = message_from_bytes((house.home / "files" / row[0][:2] / row[0][2:4] / row[0]).read_bytes(), policy=policy.default)
            assert isinstance(found, EmailMessage)
            return found
        time.sleep(0.3)
    pytest.fail(f"no mail about {subject}")


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return found
