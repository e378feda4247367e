"""Articles given to customers during a contact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings
from django.utils import translation
from PIL import Image

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.testing import a_contact, a_question
from balie.conversation.email.models import Outgoing
from balie.conversation.email.testing import a_mailbox
from balie.conversation.handouts import actions, queries, views
from balie.conversation.handouts.models import Handout
from balie.conversation.handouts.rules import LINK_WORKS, works
from balie.conversation.handouts.testing import a_handout
from balie.foundation.errors import NotAllowed, NotFound
from balie.foundation.files.actions import store_file
from balie.records.catalogue.models import ContractType
from balie.records.catalogue.testing import a_contract
from balie.records.customers.actions import save_mail_address
from balie.records.customers.testing import a_customer
from balie.records.knowledge.actions import About, Words, retire_article, save_article
from balie.records.knowledge.models import Article, Feedback
from balie.records.knowledge.testing import an_article, an_editor
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def contact(operator: User) -> Contact:
    customer = a_customer()
    save_mail_address(customer, address="jan@klant.example", by=None, at=MONDAY_9AM)
    return a_contact(operator=operator, customer=customer, language="en")


@pytest.fixture
def files_client() -> Client:
    return Client(headers={"Host": "files.localhost:8000", "Accept-Language": "en"})


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.timezone, "now", lambda: MONDAY_9AM)


def _path(link: str) -> str:
    return urlsplit(link).path


@pytest.mark.usefixtures("at_nine")
def test_a_customer_reads_the_article_behind_its_link_without_signing_in(contact: Contact, operator: User, files_client: Client) -> None:
    made = a_handout(contact, an_article(audience="public"), operator)

    answer = files_client.get(_path(made.link))

    assert answer.status_code == 200
    assert "Press the button twice." in answer.content.decode()
    assert (answer.headers["Content-Security-Policy"].split(";")[0].split()[0], dict(answer.cookies)) == ("sandbox", {})
    assert queries.given_in(operator, contact)[0].opened_at == MONDAY_9AM


def test_a_link_is_kept_as_its_hash_only(contact: Contact, operator: User) -> None:
    made = a_handout(contact, an_article(audience="public"), operator)

    assert made.link.rsplit("/", 1)[1] not in {made.handout.secret_hash, *map(str, vars(made.handout).values())}


@pytest.mark.parametrize("days", [30, 400])
def test_a_link_ends(days: int, contact: Contact, operator: User, files_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_handout(contact, an_article(audience="public"), operator)
    monkeypatch.setattr(views.timezone, "now", lambda: MONDAY_9AM + timedelta(days=days))

    answer = files_client.get(_path(made.link))

    assert answer.status_code == 410
    assert "This link works no more" in answer.content.decode()
    assert "Press the button" not in answer.content.decode()


def test_a_link_works_until_its_last_moment() -> None:
    end = MONDAY_9AM + LINK_WORKS

    assert works(expires_at=end, at=end - timedelta(seconds=1))
    assert not works(expires_at=end, at=end)


@pytest.mark.usefixtures("at_nine")
def test_a_link_that_is_none_of_ours_says_so(files_client: Client) -> None:
    answer = files_client.get("/page/article/nothing")

    assert answer.status_code == 404
    assert "This does not exist" in answer.content.decode()


@pytest.mark.usefixtures("at_nine")
def test_a_link_ends_when_its_article_is_retired(contact: Contact, operator: User, files_client: Client) -> None:
    article = an_article(audience="public")
    made = a_handout(contact, article, operator)

    retire_article(article.number, by=None, at=MONDAY_9AM)

    assert files_client.get(_path(made.link)).status_code == 410


@pytest.mark.usefixtures("at_nine")
def test_the_link_leads_to_the_words_that_were_given(contact: Contact, operator: User, files_client: Client) -> None:
    editor = an_editor()
    article = an_article(audience="public", by=editor)
    made = a_handout(contact, article, operator)
    about = About(owner=editor, audience="public")
    save_article(article.number, "en", Words("Q", "Something else"), about=about, by=editor, at=MONDAY_9AM)

    assert "Press the button twice." in files_client.get(_path(made.link)).content.decode()


@pytest.mark.usefixtures("at_nine")
def test_the_customer_says_once_whether_it_helped(contact: Contact, operator: User, files_client: Client) -> None:
    article = an_article(audience="public")
    made = a_handout(contact, article, operator)

    empty = files_client.post(_path(made.link), {})
    first = files_client.post(_path(made.link), {"has_helped": "no", "remark": "Which <b>button</b>?"})
    second = files_client.post(_path(made.link), {"has_helped": "yes"})

    assert (empty.status_code, first.status_code, second.status_code) == (422, 200, 409)
    [said] = Feedback.objects.filter(article=article)
    assert (said.has_helped, said.remark, said.by) == (False, "Which <b>button</b>?", None)


def test_an_article_for_colleagues_is_given_to_nobody(contact: Contact, operator: User) -> None:
    with pytest.raises(actions.NotForCustomer, match="colleagues only"):
        a_handout(contact, an_article(audience="internal"), operator)


def test_an_article_that_holds_no_more_is_given_to_nobody(contact: Contact, operator: User) -> None:
    with pytest.raises(actions.NotForCustomer, match="does not hold"):
        a_handout(contact, an_article(audience="public", valid_until=TODAY - timedelta(days=1)), operator)


def test_an_article_for_a_contract_is_given_to_who_has_it(contact: Contact, operator: User) -> None:
    article = an_article(audience="contract", contract_types=[a_term(ContractType, "gold")])
    with pytest.raises(actions.NotForCustomer, match="contract"):
        a_handout(contact, article, operator)

    a_contract(contact.customer, type="gold", first_on=TODAY)

    assert a_handout(contact, article, operator).handout.article == article


def test_who_may_not_see_the_contact_gives_nothing(operator: User) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        a_handout(a_contact(level=3), an_article(audience="public"), a_user("operator"))


def test_a_mail_holds_the_words_the_pictures_and_the_link(contact: Contact, operator: User, tmp_path: Path) -> None:
    a_mailbox()
    editor = an_editor()
    with override_settings(BALIE_FILES_ROOT=tmp_path):
        picture = store_file(_a_png(), name="m.png", by=editor, at=MONDAY_9AM, draft_key="d")
        body = f'<ol><li><p>Look <img src="cid:{picture.pk}" alt="meter"></p></li><li><p>Press</p></li></ol>'

        made = a_handout(contact, an_article(audience="public", body=body, by=editor), operator, to="jan@klant.example")

        message = Message.objects.get()
        assert (made.handout.message, made.handout.sent_to, message.subject) == (message, "jan@klant.example", "How do I read my meter?")
        assert "1. Look [meter]\n2. Press" in message.text
        assert made.link in message.text
        assert "cid:" in message.html
        assert Outgoing.objects.count() == 1


def test_what_may_fit_is_of_the_category_asked_about(contact: Contact, operator: User) -> None:
    category = a_term(Category)
    fits = an_article(audience="public", categories=[category])
    an_article("Other", audience="public")
    a_question(contact, category=category)

    assert [line.number for line in queries.offered_in(operator, contact, typed="", today=TODAY)] == [fits.number]


def test_the_panel_gives_a_link_and_shows_it_once(client: Client, contact: Contact, operator: User) -> None:
    article = an_article(audience="public")
    client.force_login(operator)

    found = client.get(f"/contacts/{contact.number}/handouts/?q=meter").content.decode()
    answer = client.post(f"/contacts/{contact.number}/handouts/give/", _asked(article, how="link"), headers={"HX-Request": "true"})
    again = client.get(f"/contacts/{contact.number}/handouts/").content.decode()

    assert article.number in [int(number) for number in _numbers(found)]
    assert "/page/article/" in answer.content.decode()
    assert "/page/article/" not in again
    assert "How do I read my meter?" in again


def test_what_is_not_for_customers_is_said_in_the_panel(client: Client, contact: Contact, operator: User) -> None:
    client.force_login(operator)

    answer = client.post(
        f"/contacts/{contact.number}/handouts/give/", _asked(an_article(audience="internal"), how="link"), headers={"HX-Request": "true"}
    )

    assert (answer.status_code, "for colleagues only" in answer.content.decode()) == (422, True)
    assert Handout.objects.count() == 0


def test_an_article_tells_in_which_contacts_it_was_given(client: Client, contact: Contact, operator: User) -> None:
    article = an_article(audience="public")
    a_handout(contact, article, operator)
    client.force_login(operator)

    assert f"/contacts/{contact.number}/" in client.get(f"/knowledge/{article.number}/").content.decode()


def _asked(article: Article, **fields: Any) -> dict[str, Any]:
    return {"article": article.number, "language": "en"} | fields


def _numbers(page: str) -> list[str]:
    return re.findall(r'name="article" value="(\d+)"', page)


def _a_png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (4, 4), "red").save(written, "PNG")
    return written.getvalue()
