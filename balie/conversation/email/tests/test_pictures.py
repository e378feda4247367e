"""Pictures from outside are drawn again, and fetched only for who asks."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.email.actions import receive_email, store_raw
from balie.conversation.email.forwarding import passed_on
from balie.conversation.email.guard import redraw_guarded
from balie.conversation.email.layout import html_for
from balie.conversation.email.models import Email
from balie.conversation.email.parsing import OverBudget, Unparsable, parse_mail
from balie.conversation.email.remote import remote_pictures
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.foundation.exchange.outbound import Fetched, NotFetched

SECRET = b"GPS 50.85 4.35"


def a_picture(form: str = "PNG", *, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, format=form, **options)
    return written.getvalue()


@pytest.mark.parametrize(("form", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/png")])
def test_a_picture_is_drawn_again_in_a_form_that_is_ours(form: str, kind: str) -> None:
    drawn = redraw_guarded(a_picture(form))

    assert drawn.content_type == kind
    assert Image.open(BytesIO(drawn.content)).size == (40, 20)


def test_nothing_of_the_file_but_its_pixels_is_left() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    raw = a_picture("PNG", pnginfo=told) + b"<script>alert(1)</script>"

    drawn = redraw_guarded(raw).content

    assert SECRET in raw
    assert SECRET not in drawn
    assert b"script" not in drawn


def test_a_huge_picture_becomes_one_for_a_screen() -> None:
    assert max(Image.open(BytesIO(redraw_guarded(a_picture("JPEG", size=(6000, 3000))).content)).size) == 2000


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg onload=alert(1)>", b"%PDF-1.4", a_picture("BMP"), a_picture()[:60]])
def test_what_is_no_picture_of_the_web_is_refused(content: bytes) -> None:
    with pytest.raises(Unparsable):
        redraw_guarded(content)


def test_r_f4_a_picture_that_unpacks_to_more_than_fits_is_refused_and_the_next_one_drawn() -> None:
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")

    with pytest.raises((Unparsable, OverBudget)):
        redraw_guarded(bomb.getvalue())

    assert redraw_guarded(a_picture()).content_type == "image/png"


def test_remote_pictures_come_by_https_and_drawn_again() -> None:
    asked: list[str] = []

    def fetch(url: str, **_limits: object) -> Fetched:
        asked.append(url)
        if "weg" in url:
            raise NotFetched("status")
        return Fetched(a_picture() if "goed" in url else b"<html>", "image/png")

    found = remote_pictures(["http://a.example/goed.png", "https://a.example/weg.png", "https://a.example/page"], fetch=fetch)

    assert sorted(asked) == ["https://a.example/goed.png", "https://a.example/page", "https://a.example/weg.png"]
    assert list(found) == ["http://a.example/goed.png"]
    assert found["http://a.example/goed.png"].startswith("data:image/png;base64,")


@pytest.mark.django_db
def test_r_h4_what_stands_elsewhere_is_only_shown_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "https://volg.example/pixel.png?u=1"
    message = a_mail_with(f'<p>Dag</p><img src="{address}">')
    monkeypatch.setattr("balie.conversation.email.layout.remote_pictures", lambda found: dict.fromkeys(found, "data:image/png;base64,AAAA"))
    viewer = a_user("operator")

    closed, opened = html_for(viewer, str(message)), html_for(viewer, f"{message}+")

    assert closed
    assert "AAAA" not in closed
    assert opened
    assert 'src="data:image/png;base64,AAAA"' in opened
    assert "volg.example" not in closed + opened


@pytest.mark.django_db
def test_the_mails_own_picture_stands_in_its_place_drawn_again() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    raw = a_raw_mail(to=a_mailbox(address="balie@balie.example").address, html='<p>Kijk</p><img src="cid:p1">')
    raw = with_inline_picture(raw, a_picture("PNG", pnginfo=told))

    shown = html_for(a_user("operator"), str(filed(raw).message_id)) or ""

    [data] = re.findall(r"data:image/png;base64,([^\"]+)", shown)
    assert SECRET not in b64decode(data)


@pytest.mark.django_db
def test_a_picture_in_the_html_itself_is_drawn_again_too() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    held = b64encode(a_picture("PNG", pnginfo=told)).decode()
    no_picture = b64encode(b"GIF89a<script>").decode()
    message = a_mail_with(
        f'<img src="data:image/png;base64,{held}"><img src="data:image/gif;base64,{no_picture}"><img src="data:image/svg+xml,x">'
    )

    shown = html_for(a_user("operator"), str(message)) or ""

    [data] = re.findall(r"data:image/[a-z+]+;?[^\"]*", shown)
    assert data.startswith("data:image/png;base64,")
    assert SECRET not in b64decode(data.partition(",")[2])


@pytest.mark.django_db
def test_a_picture_in_the_html_goes_along_drawn_again_when_the_mail_is_passed_on() -> None:
    held = b64encode(a_picture("GIF")).decode()
    message = a_mail_with(f'<p>Kijk</p><img src="data:image/gif;base64,{held}">')

    passed = passed_on(a_user("operator"), message).laid_out.html

    assert held not in passed
    assert 'src="data:image/png;base64,' in passed


def a_mail_with(html: str) -> int:
    return filed(a_raw_mail(to=a_mailbox(address="balie@balie.example").address, html=html)).message_id


def filed(raw: bytes) -> Email:
    from balie.conversation.email.models import Mailbox

    stored = store_raw(Mailbox.objects.get(), raw, at=MONDAY_9AM)
    receive_email(stored, parse_mail(raw), at=MONDAY_9AM)
    return Email.objects.get(raw=stored)


def with_inline_picture(raw: bytes, picture: bytes) -> bytes:
    from email import message_from_bytes
    from email.policy import SMTP

    mail = message_from_bytes(raw, policy=SMTP)
    mail.get_body(("html",)).add_related(picture, "image", "png", cid="<p1>")  # type: ignore[attr-defined]
    return mail.as_bytes()
