"""The demo's articles as a colleague finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import override_settings

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.foundation.text.labels import LANGUAGES
from balie.records.catalogue import demo as catalogue_demo
from balie.records.catalogue.models import ContractType
from balie.records.knowledge import demo
from balie.records.knowledge.models import Article, Edition
from balie.records.knowledge.queries.waiting import waiting_for
from balie.records.knowledge.queries.words import said_in
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
TOLD: list[dict[str, Any]] = yaml.safe_load(demo.ARTICLES.read_text())


def test_the_demo_has_forty_articles_in_dutch_and_french_and_a_good_part_in_english_and_german(tmp_path: Path) -> None:
    for name, role in (
        ("knowledge", "knowledge"),
        ("supervisor", "supervisor"),
        ("lead", "lead"),
        ("operator", "operator"),
        ("operator2", "operator"),
    ):
        a_user(role, username=name)
    for key in {key for each in TOLD for key in each["categories"]}:
        a_term(Category, key)
    for key in catalogue_demo.TYPES:
        a_term(ContractType, key)
    a_team("winkel")

    with override_settings(BALIE_FILES_ROOT=tmp_path):
        demo.load(MONDAY_9AM)

    counted = {code: Edition.objects.filter(language=code).count() for code in LANGUAGES}
    assert counted["nl"] == counted["fr"] == len(TOLD) >= 40
    assert counted["en"] >= 12
    assert counted["de"] >= 12
    assert all(not said.is_outdated for article in Article.objects.all() for said in said_in(article).values())
    unread = waiting_for(a_user("operator", language="en"), today=MONDAY_9AM.date())
    assert [name["en"] for _what, _key, name, _since in unread] == ["New tariffs from 1 January", "False mails in our name"]
