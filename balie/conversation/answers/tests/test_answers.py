"""What customers ask most, with the best answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.answers.models import Tally
from balie.conversation.answers.queries import Asked, top_asked
from balie.conversation.answers.testing import an_asked
from balie.conversation.contacts.actions import finish_contact, reopen_contact
from balie.conversation.contacts.testing import a_purpose, a_result
from balie.records.knowledge.actions import give_feedback
from balie.records.knowledge.models import Article
from balie.records.knowledge.testing import an_article, an_editor
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term
from balie.surfaces.api.tests.test_api import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


@pytest.fixture
def category() -> Category:
    return a_term(Category, "meter")


def asked_on_monday(viewer: User, **fields: Any) -> Sequence[Asked]:
    given = {"days": 30, "purpose": None, "language": "en", "today": timezone.localdate(MONDAY_9AM)} | fields
    return top_asked(viewer, **given)


def said(article: Article, *answers: bool) -> None:
    for has_helped in answers:
        give_feedback(article, language="en", text_version=1, has_helped=has_helped, by=None, at=MONDAY_9AM)


@pytest.mark.decree("S4.11")
def test_the_most_asked_stands_first_with_its_best_answer_and_how_often_that_helped(operator: User, category: Category) -> None:
    editor, moving = an_editor(), a_term(Category, "moving")
    worse = an_article("Look at the meter", owner=editor, categories=[category])
    better = an_article("Press the button twice", owner=editor, categories=[category])
    said(worse, False, False)
    said(better, True, True, False)
    for result in ("answered", "answered", "ticket-made"):
        an_asked(operator, category=category, result=result)
    an_asked(operator, category=moving)

    found = asked_on_monday(operator)

    assert [(line.category, line.asked) for line in found] == [("meter", 3), ("moving", 1)]
    assert (found[0].title, found[0].said) == ("Press the button twice", 3)
    assert found[0].answered == pytest.approx(2 / 3)
    assert found[0].helped == pytest.approx(2 / 3)
    assert (found[1].article, found[1].helped) == (None, None)


def test_it_says_how_often_it_was_asked_in_the_period_before(operator: User, category: Category) -> None:
    an_asked(operator, category=category)
    for days in (7, 8, 13, 14):
        an_asked(operator, category=category, at=MONDAY_9AM - timedelta(days=days))

    line = asked_on_monday(operator, days=7)[0]

    assert (line.asked, line.before) == (1, 3)


def test_only_one_purpose_is_told_when_asked(operator: User, category: Category) -> None:
    complaint = a_purpose("complaint")
    an_asked(operator, category=category, purpose=complaint)
    an_asked(operator, category=category)

    assert asked_on_monday(operator, purpose=complaint.pk)[0].asked == 1
    assert asked_on_monday(operator)[0].asked == 2


def test_a_contact_that_ends_anew_counts_as_it_stands_then(operator: User, category: Category) -> None:
    contact = an_asked(operator, category=category)
    moving = a_term(Category, "moving")
    reopened = reopen_contact(contact, by=operator, at=MONDAY_9AM)
    contact.questions.update(category=moving)
    finish_contact(reopened, result=a_result("ticket-made"), sentence="Moves", by=operator, at=MONDAY_9AM, version=reopened.version)

    counts = {(row.category.key, row.asked_count, row.answered_count) for row in Tally.objects.select_related("category")}
    assert counts == {("meter", 0, 0), ("moving", 1, 0)}


def test_an_answer_above_the_category_is_better_than_none(operator: User) -> None:
    above = a_term(Category, "energy")
    below = a_term(Category, "reading", parent=above)
    an_article("All of energy", categories=[above])
    an_asked(operator, category=below)

    assert asked_on_monday(operator)[0].title == "All of energy"


def test_what_is_not_published_answers_nothing(operator: User, category: Category) -> None:
    an_article(categories=[category], is_published=False)
    an_asked(operator, category=category)

    assert asked_on_monday(operator)[0].article is None


def test_what_a_colleague_says_again_counts_once(operator: User) -> None:
    article = an_article()
    for has_helped in (True, True, False):
        give_feedback(article, language="en", text_version=1, has_helped=has_helped, by=operator, at=MONDAY_9AM)

    article.refresh_from_db()
    assert (article.helped_count, article.not_helped_count) == (0, 1)


def test_the_page_and_the_api_tell_it(operator: User, category: Category, client: Client, django_assert_max_num_queries: Any) -> None:
    an_article("Press the button", categories=[category])
    an_asked(operator, category=category, at=timezone.now())
    client.force_login(operator)

    with django_assert_max_num_queries(8):
        page = client.get("/answers/?days=7").content.decode()

    assert "Press the button" in page
    status, told = Caller(operator)("GET", "/answers?days=7&language=en")
    assert (status, told[0]["asked"], told[0]["title"]) == (200, 1, "Press the button")
