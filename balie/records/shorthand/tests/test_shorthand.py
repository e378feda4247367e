"""Shorthand: one's own and a team's, and what is put in."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.records.shorthand.actions import remove_shorthand, save_shorthand
from balie.records.shorthand.models import Shorthand
from balie.records.shorthand.queries import words_for
from balie.records.shorthand.rules import effective, is_key


@given(st.dictionaries(st.text(max_size=3), st.integers()), st.lists(st.tuples(st.text(max_size=3), st.integers())))
def test_ones_own_goes_before_a_teams_and_nothing_is_lost(mine: dict[str, int], teams: list[tuple[str, int]]) -> None:
    found = effective(mine.items(), teams)

    assert set(found) == set(mine) | {key for key, _words in teams}
    assert all(found[key] == words for key, words in mine.items())
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("typed", "is_one"), [("mvg", True), ("a-1", True), ("", False), ("é", False), ("a b", False), ("x" * 21, False), ("-a", False)]
)
def test_a_key_is_what_one_types_without_looking(typed: str, is_one: bool) -> None:
    assert is_key(typed) is is_one


@pytest.fixture
def operator() -> User:
    return a_user("operator", teams=[a_team("ours")], language="en")


@pytest.fixture
def lead() -> User:
    return a_user("lead", teams=[a_team("ours")], language="en")


@pytest.mark.django_db
@pytest.mark.decree("S1.4")
def test_ones_own_words_and_those_of_the_team_are_put_in(client: Client, operator: User, lead: User) -> None:
    save_shorthand(";MVG", "Met vriendelijke groet", team=a_team("ours"), by=lead, at=MONDAY_9AM)
    save_shorthand("hi", "Good morning", team=a_team("ours"), by=lead, at=MONDAY_9AM)
    save_shorthand("hi", "Hello there", by=operator, at=MONDAY_9AM)
    client.force_login(operator)

    assert client.get("/me/shorthand/words/").json() == {"hi": "Hello there", "mvg": "Met vriendelijke groet"}


@pytest.mark.django_db
def test_saving_a_key_again_changes_its_words(operator: User) -> None:
    save_shorthand("hi", "Hello", by=operator, at=MONDAY_9AM)

    save_shorthand("hi", "Good day", by=operator, at=MONDAY_9AM)

    assert dict(words_for(operator)) == {"hi": "Good day"}
    assert Shorthand.objects.count() == 1


@pytest.mark.django_db
def test_only_who_leads_gives_shorthand_to_a_team_and_only_to_their_own(operator: User, lead: User) -> None:
    with pytest.raises(NotAllowed):
        save_shorthand("hi", "Hello", team=a_team("ours"), by=operator, at=MONDAY_9AM)
    with pytest.raises(NotFound):
        save_shorthand("hi", "Hello", team=a_team("theirs"), by=lead, at=MONDAY_9AM)

    assert not Shorthand.objects.exists()


@pytest.mark.django_db
def test_another_ones_shorthand_is_neither_seen_nor_removed(operator: User, lead: User) -> None:
    own = save_shorthand("hi", "Hello", by=lead, at=MONDAY_9AM)
    of_team = save_shorthand("mvg", "Met vriendelijke groet", team=a_team("ours"), by=lead, at=MONDAY_9AM)

    with pytest.raises(NotFound):
        remove_shorthand(own.pk, by=operator, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        remove_shorthand(of_team.pk, by=operator, at=MONDAY_9AM)

    assert dict(words_for(operator)) == {"mvg": "Met vriendelijke groet"}
    assert dict(words_for(a_user("operator"))) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "words"), [("", "Hello"), ("é", "Hello"), ("hi", ""), ("hi", "   "), ("hi", "x" * 2_001)])
def test_what_is_no_key_or_no_words_is_refused(operator: User, key: str, words: str) -> None:
    with pytest.raises(Invalid):
        save_shorthand(key, words, by=operator, at=MONDAY_9AM)


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed_when_it_is_refused_and_lists_what_was_kept(client: Client, operator: User) -> None:
    client.force_login(operator)

    refused = client.post("/me/shorthand/", {"key": "é", "words": "Hello there"})
    client.post("/me/shorthand/", {"key": "hi", "words": "Good morning"})
    page = client.get("/me/shorthand/").content.decode()
    client.post(f"/me/shorthand/{Shorthand.objects.get().pk}/remove/")

    assert refused.status_code == 422
    assert "Hello there" in refused.content.decode()
    assert ";hi</b>" in page
    assert "only me" not in page
    assert not Shorthand.objects.exists()
