"""The pages of articles and bulletins."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.foundation.errors import Invalid
from balie.records.knowledge import actions
from balie.records.knowledge.models import Article, Bulletin, Feedback, Read
from balie.records.knowledge.queries.waiting import waiting_for
from balie.records.knowledge.testing import a_bulletin, an_article, an_editor

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()


@pytest.fixture
def editor() -> User:
    return an_editor()


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def _typed(editor: User, **fields: object) -> dict[str, object]:
    about = {"audience": "public", "owner": editor.pk, "review_months": 12}
    return {"title": "How do I read my meter?", "body": "Press\nthe button", **about, **fields}


@pytest.mark.decree("A3.1")
def test_an_article_is_written_published_and_read_from_the_pages(desk: Client, editor: User) -> None:
    desk.post("/knowledge/new/?language=en", _typed(editor, html="<p>Press <strong>once</strong></p><script>x</script>"))
    article = Article.objects.get()
    desk.post(f"/knowledge/{article.number}/publish/")

    page = desk.get(f"/knowledge/{article.number}/").content.decode()

    assert "<strong>once</strong>" in page
    assert "<script>x" not in page
    assert "How do I read my meter?" in desk.get("/knowledge/?q=meter").content.decode()


def test_what_is_refused_keeps_what_was_typed(desk: Client, editor: User) -> None:
    answer = desk.post("/knowledge/new/?language=en", _typed(editor, title="", body="Press twice"))

    assert answer.status_code == 422
    assert "Press twice" in answer.content.decode()
    assert Article.objects.count() == 0


def test_two_megabytes_from_word_get_a_clear_answer(desk: Client, editor: User) -> None:
    answer = desk.post("/knowledge/new/?language=en", _typed(editor, html="<p>" + "word " * 400_000 + "</p>"))

    assert answer.status_code == 422
    assert "This is more than one article holds" in answer.content.decode()


def test_a_picture_of_a_hundred_megapixels_gets_a_clear_answer(desk: Client) -> None:
    written = BytesIO()
    Image.new("1", (10_000, 10_000)).save(written, "PNG")

    answer = desk.post("/knowledge/pictures/", {"file": SimpleUploadedFile("wall.png", written.getvalue(), "image/png")})

    assert answer.status_code == 422
    assert "50 megapixels" in answer.content.decode()


def test_the_history_and_the_editor_open_in_the_language_asked(desk: Client, editor: User) -> None:
    article = an_article(by=editor)

    assert "Press the button twice." in desk.get(f"/knowledge/{article.number}/history/?language=en").content.decode()
    assert "Press the button twice." in desk.get(f"/knowledge/{article.number}/edit/?language=en").content.decode()
    assert desk.get(f"/knowledge/{article.number}/edit/?language=fr").status_code == 200


def test_a_colleague_says_from_the_page_that_it_did_not_help(client: Client) -> None:
    article = an_article()
    client.force_login(a_user("operator", language="en"))
    said = {"language": "en", "text_version": "1", "has_helped": "no", "remark": "Which button?"}

    answer = client.post(f"/knowledge/{article.number}/feedback/", said, headers={"HX-Request": "true"})

    assert "Thank you" in answer.content.decode()
    assert Feedback.objects.get().remark == "Which button?"


def test_who_may_not_write_sees_no_draft(client: Client) -> None:
    article = an_article(is_published=False)
    client.force_login(a_user("operator", language="en"))

    assert client.get(f"/knowledge/{article.number}/").status_code == 404
    assert client.get(f"/knowledge/{article.number}/edit/").status_code == 403


def test_a_bulletin_waits_for_whom_it_is_meant_until_it_is_read(client: Client) -> None:
    shop = a_team("winkel")
    meant, other = a_user("operator", teams=[shop], language="en"), a_user("operator", language="en")
    bulletin = a_bulletin(teams=[shop])
    before = [len(waiting_for(who, today=TODAY)) for who in (meant, other)]
    client.force_login(meant)

    client.post(f"/bulletins/{bulletin.pk}/read/")
    client.post(f"/bulletins/{bulletin.pk}/read/")

    assert (before, waiting_for(meant, today=TODAY), Read.objects.count()) == ([1, 0], [], 1)


def test_who_writes_bulletins_sees_who_has_read_them(client: Client) -> None:
    reader = a_user("operator", name="Reads It", language="en")
    a_user("operator", name="Not Yet", language="en")
    lead = a_user("lead", language="en")
    client.force_login(lead)
    fields = {"title_en": "The line is down", "text_en": "Tell it to who calls.", "last_on": ""}
    client.post("/bulletins/new/", fields)
    bulletin = Bulletin.objects.get()
    actions.read_bulletin(bulletin.pk, by=reader, at=MONDAY_9AM)

    page = client.get(f"/bulletins/{bulletin.pk}/readers/").content.decode()

    assert page.index("Not Yet") < page.index("Reads It")
    assert "1 of 3 have read it" in client.get("/bulletins/").content.decode()


def test_a_withdrawn_bulletin_waits_for_nobody() -> None:
    bulletin, reader = a_bulletin(), a_user("operator")

    actions.withdraw_bulletin(bulletin.pk, by=None, at=MONDAY_9AM)

    assert waiting_for(reader, today=TODAY) == []


def test_a_bulletin_without_words_is_refused() -> None:
    with pytest.raises(Invalid):
        actions.publish_bulletin({"nl": ("Titel", "")}, by=None, at=MONDAY_9AM)
