"""Articles in their languages and versions."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation
from PIL import Image

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import may_open
from balie.foundation.search.queries import find
from balie.foundation.text.rich import MOST_LETTERS
from balie.records.catalogue.models import ContractType
from balie.records.knowledge import actions
from balie.records.knowledge.actions import About, Words
from balie.records.knowledge.models import Article, Edition
from balie.records.knowledge.queries.articles import Filters, articles_for, find_article, pictures_in, sheet_for
from balie.records.knowledge.queries.waiting import waiting_for
from balie.records.knowledge.queries.words import said_in, versions_of
from balie.records.knowledge.testing import an_article, an_editor
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def editor() -> User:
    return an_editor()


def _save(article: Article, language: str, words: Words, editor: User, **more: Any) -> Article:
    return actions.save_article(article.number, language, words, about=About(owner=editor), **{"by": editor, "at": MONDAY_9AM} | more)


def test_an_article_is_found_by_colleagues_once_it_is_published(editor: User) -> None:
    operator = a_user("operator", language="en")
    article = an_article(is_published=False, by=editor)
    before = Article.objects.visible_to(operator).count()

    actions.publish_article(article.number, by=editor, at=MONDAY_9AM)

    assert (before, Article.objects.visible_to(operator).count()) == (0, 1)
    [hits] = find(operator, "read meter", kinds=("article",))
    assert [result.number for result in hits.results] == [article.number]


def test_only_who_writes_articles_writes_one() -> None:
    with pytest.raises(NotAllowed):
        actions.create_article("en", Words("Q", "A"), about=About(owner=an_editor()), by=a_user("operator"), at=MONDAY_9AM)


def test_another_language_falls_behind_when_one_changes_and_is_right_again_when_it_follows(editor: User) -> None:
    article = an_article(by=editor)
    _save(article, "nl", Words("Hoe lees ik mijn meter?", "Druk twee keer."), editor, still_right=True)

    _save(article, "en", Words("How do I read my meter?", "Press it once."), editor)
    behind = said_in(article := find_article(editor, article.number))["nl"].is_outdated
    _save(article, "nl", Words("Hoe lees ik mijn meter?", "Druk één keer."), editor, still_right=True)

    now = said_in(find_article(editor, article.number))
    assert behind
    assert {code: said.is_outdated for code, said in now.items()} == {"nl": False, "en": False}


def test_words_that_stayed_make_no_version(editor: User) -> None:
    article = an_article(by=editor)
    before = find_article(editor, article.number).plain.version

    _save(article, "en", Words("How do I read my meter?", "<p>Press the button twice.</p>"), editor)

    assert find_article(editor, article.number).plain.version == before


def test_the_history_tells_who_changed_which_words(editor: User) -> None:
    article = an_article(by=editor)
    _save(article, "en", Words("How do I read my meter?", "<p>Press the button once.</p>"), editor)

    newest, first = versions_of(find_article(editor, article.number), "en")

    assert [(piece.change, piece.words) for piece in newest.pieces if piece.change != "same"] == [("removed", "twice"), ("added", "once")]
    assert (newest.by, first.number) == (editor.name, 1)


def test_two_who_edit_at_once_see_it(editor: User) -> None:
    article = an_article(by=editor)

    with pytest.raises(Outdated):
        _save(article, "en", Words("Q", "A"), editor, version=article.version - 1)


def test_experts_have_words_of_their_own_which_may_go_again(editor: User) -> None:
    article = an_article(by=editor, expert="<p>Read OBIS 1.8.1.</p>")
    before = said_in(find_article(editor, article.number))["en"].expert
    _save(article, "en", Words("How do I read my meter?", "Press it."), editor)

    assert (before, said_in(find_article(editor, article.number))["en"].expert) == ("<p>Read OBIS 1.8.1.</p>", "")


def test_nothing_that_runs_or_loads_comes_into_an_article(editor: User) -> None:
    article = an_article(by=editor, body='<p onclick="go()">Hello <img src="https://track.example/x.png"><script>go()</script></p>')

    assert said_in(find_article(editor, article.number))["en"].plain == "<p>Hello <img></p>"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words("", "Answer"), "title"),
        (Words("Question", "  "), "body"),
        (Words("Question", "<p>" + "a" * 2_000_000 + "</p>"), "body"),
        (Words("Question", "A", "<b>" * 10_000), "expert"),
    ],
)
def test_what_is_no_article_is_refused_by_the_name_of_its_field(words: Words, field: str, editor: User) -> None:
    with pytest.raises(Invalid) as refused:
        actions.create_article("en", words, about=About(owner=editor), by=editor, at=MONDAY_9AM)

    assert refused.value.field_name == field
    assert str(MOST_LETTERS) in str(refused.value) or (len(words.body) < 100 and len(words.expert) < 100)


def test_an_article_for_contracts_says_which(editor: User) -> None:
    with pytest.raises(Invalid) as refused:
        an_article(by=editor, audience="contract")
    gold = a_term(ContractType, "gold")

    assert refused.value.field_name == "contract_types"
    assert list(an_article(by=editor, audience="contract", contract_types=[gold]).contract_types.all()) == [gold]


def test_an_article_does_not_end_before_it_begins(editor: User) -> None:
    with pytest.raises(Invalid) as refused:
        an_article(by=editor, valid_from=TODAY, valid_until=TODAY - timedelta(days=1))

    assert refused.value.field_name == "valid_until"


def test_its_owner_looks_at_it_again_when_the_day_has_come(editor: User) -> None:
    article = an_article(by=editor, review_months=6)
    due = date(2027, 5, 23)
    before = waiting_for(editor, today=due - timedelta(days=1))
    waiting = waiting_for(editor, today=due)

    actions.confirm_article(article.number, by=editor, at=MONDAY_9AM + timedelta(days=190))

    assert (before, [number for _what, number, _name, _since in waiting]) == ([], [article.number])
    assert waiting_for(editor, today=due) == []


def test_a_retired_article_is_found_by_who_writes_only(editor: User) -> None:
    article = an_article(by=editor)

    actions.retire_article(article.number, by=editor, at=MONDAY_9AM)

    with pytest.raises(NotFound):
        find_article(a_user("operator"), article.number)
    assert find_article(editor, article.number).retired_at is not None


def test_what_is_done_with_an_article_is_on_record(editor: User) -> None:
    an_article(by=editor)

    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == ["knowledge.created", "knowledge.published"]


def test_a_picture_of_ones_own_draft_becomes_the_articles_and_anothers_does_not(editor: User, tmp_path: Path) -> None:
    with override_settings(BALIE_FILES_ROOT=tmp_path):
        own, others = (store_file(_a_png(), name="m.png", by=who, at=MONDAY_9AM, draft_key="d") for who in (editor, a_user("operator")))

        article = an_article(by=editor, body=f'<p>Look <img src="cid:{own.pk}" alt="meter"> <img src="cid:{others.pk}" alt="x"></p>')

        said = said_in(find_article(editor, article.number))["en"]
        assert set(pictures_in(article, said.plain)) == {str(own.pk)}
        assert may_open(a_user("operator"), own)


def test_a_list_shows_each_article_once_with_what_it_lacks(editor: User) -> None:
    category = a_term(Category)
    article = an_article(by=editor, categories=[category])
    an_article("Another", by=editor)

    [line] = articles_for(editor, Filters(category=category.pk), language="nl", today=TODAY)

    assert (line.number, line.language, line.missing, line.categories) == (article.number, "en", ["nl", "fr", "de"], ["meter"])


def test_who_reads_hears_how_often_it_helped(editor: User) -> None:
    article = an_article(by=editor)
    for number, has_helped in enumerate((True, True, False)):
        actions.give_feedback(
            article,
            language="en",
            text_version=1,
            has_helped=has_helped,
            remark="Which button?" if not has_helped else "",
            by=None if number else a_user("operator"),
            at=MONDAY_9AM,
        )

    sheet = sheet_for(editor, article.number, language="en", today=TODAY)

    assert (sheet.helped, sheet.answers, [each.remark for each in sheet.remarks]) == (pytest.approx(2 / 3), 3, ["Which button?"])


def test_a_colleague_says_it_once_of_a_version(editor: User) -> None:
    article, operator = an_article(by=editor), a_user("operator")
    for has_helped in (True, False):
        actions.give_feedback(article, language="en", text_version=1, has_helped=has_helped, by=operator, at=MONDAY_9AM)

    assert sheet_for(editor, article.number, language="en", today=TODAY).helped == 0


def test_a_remark_that_was_dealt_with_waits_no_more(editor: User) -> None:
    article = an_article(by=editor)
    given = actions.give_feedback(article, language="en", text_version=1, has_helped=False, remark="Wrong", by=None, at=MONDAY_9AM)
    waiting = articles_for(editor, Filters(view="remarks"), language="en", today=TODAY)

    actions.settle_feedback(given.pk, by=editor, at=MONDAY_9AM)

    assert [line.remarks for line in waiting] == [1]
    assert articles_for(editor, Filters(view="remarks"), language="en", today=TODAY) == []


def test_an_article_is_found_in_the_readers_language_first(editor: User) -> None:
    article = an_article("Gas meter", by=editor, language="en")
    _save(article, "nl", Words("Gasmeter gas", "Kijk"), editor, still_right=True)
    reader = a_user("operator", language="nl")

    with translation.override("nl"):
        [hits] = find(reader, "gas", kinds=("article",))

    assert [result.title for result in hits.results] == ["Gasmeter gas"]
    assert Edition.objects.count() == 2


def _a_png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (4, 4), "red").save(written, "PNG")
    return written.getvalue()
