"""The scripts an organisation may begin with are right, in four languages, and lead to an end."""

from __future__ import annotations

from typing import Any

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_contact, a_question
from balie.operations.scripts import demo
from balie.operations.scripts.library import starters
from balie.operations.scripts.pages import ACTIONS
from balie.operations.scripts.queries.published import offered, opening_for
from balie.operations.scripts.queries.situation import situation_of
from balie.operations.scripts.rules.checks import Surroundings, findings
from balie.operations.scripts.rules.document import Document, all_said
from balie.operations.scripts.rules.graph import graph_of
from balie.operations.scripts.rules.walking import walk
from balie.records.taxonomy.actions import install_taxonomy
from balie.records.taxonomy.defaults import CONTACT_RESULTS
from balie.records.taxonomy.models import Purpose

ALL = {each.key: each for each in starters()}
WHO = {"caller_name": "An", "postcode": "9000"}


@pytest.mark.parametrize("document", starters(), ids=lambda each: each.key)
def test_nothing_is_wrong_with_it(document: Document) -> None:
    around = Surroundings(ALL, actions={each.key for each in ACTIONS}, results=CONTACT_RESULTS.keys())

    assert findings(document, around) == []


@pytest.mark.parametrize(
    ("key", "answers", "end"),
    [
        ("identification", WHO, "identified"),
        ("technical-fault", WHO | {"danger": "yes"}, "to_emergency"),
        ("technical-fault", WHO | {"danger": "no", "fault": "now_and_then", "cables": "solved"}, "was_cable"),
        ("technical-fault", WHO | {"danger": "no", "fault": "nothing_works", "power": "no", "plugged": "not_solved"}, "with_ticket"),
        ("information", WHO | {"subject": "hours", "answered_now": "at_once", "clear": "yes"}, "told"),
        ("complaint", WHO | {"complaint": "late", "wanted": "sorry", "right": "yes"}, "taken"),
        ("order", WHO | {"product": "lamp", "amount": "2", "deliver_to": "collect", "agreed": "yes"}, "ordered"),
        ("outbound", {"reached": "the_person", "suits": "go_on", "interested": "yes"}, "sold"),
    ],
)
@pytest.mark.decree("S4.10", "S5.3")
def test_it_leads_to_an_end(key: str, answers: dict[str, Any], end: str) -> None:
    for language in ("nl", "fr", "en", "de"):
        lines = list(walk(graph_of(ALL[key], ALL), answers, language=language, facts={}))

        assert lines[-1]["end"] == end


def test_french_has_its_hard_spaces() -> None:
    for document in starters():
        for place, words in all_said(document):
            assert not any(f" {mark}" in words.get("fr", "") for mark in ":;!?»"), (document.key, place)


@pytest.mark.decree("A6.2")
def test_an_outbound_call_says_who_calls_and_why_before_anything_is_offered() -> None:
    assert graph_of(ALL["outbound"]).guards["purpose"] == ("opening",)


@pytest.mark.django_db
def test_the_demo_has_them_in_use_and_they_open_by_what_the_contact_is_for() -> None:
    install_taxonomy(MONDAY_9AM)

    demo.load(MONDAY_9AM)

    operator = a_user("operator")
    call, mail = a_contact(operator=operator), a_contact(operator=operator, channel="mail")
    a_question(mail, purpose=Purpose.objects.get(key="complaint"))
    opened = [opening_for(situation_of(contact, at=MONDAY_9AM), offered()) for contact in (call, mail)]
    assert [version.script.key for version in opened if version] == ["identification", "complaint"]
