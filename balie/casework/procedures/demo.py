"""The demo's procedures: a fault, moving house, a complaint, and a meter reading to be put right."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from balie.access.accounts.models import Role, Team
from balie.casework.procedures.actions import StepFields, begin_draft, create_procedure, publish, save_draft, save_step
from balie.foundation.text.labels import LANGUAGES
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Category, Purpose

WORDS = Path(__file__).parent / "demo_words.json"
SINCE = timedelta(days=40)


def load(at: datetime) -> None:
    """Published before the demo's tickets were opened."""
    for told in json.loads(WORDS.read_text()):
        _write(told, at - SINCE)
    _go_on_writing(at)


def _write(told: dict[str, Any], at: datetime) -> None:
    procedure = create_procedure(name=_languages(told["name"]), by=None, at=at)
    save_draft(
        procedure.key,
        name=procedure.name,
        category=Category.objects.get(key=told["category"]),
        purpose=Purpose.objects.filter(key=told.get("purpose", "")).first(),
        calendar=Calendar.objects.filter(key=told.get("calendar", "balie")).first(),
        by=None,
        at=at,
    )
    for step in told["steps"]:
        titles, bodies = _languages(step["title"]), _languages(step.get("how", [""] * 4))
        words = {code: (titles[code], bodies[code]) for code in LANGUAGES}
        save_step(procedure.key, None, words=words, fields=_fields(step), by=None, at=at)
    publish(procedure.key, remark=told["remark"], by=None, at=at)


def _go_on_writing(at: datetime) -> None:
    """The next version of how complaints are treated is being written: two languages of its new step are missing."""
    begin_draft("treat-a-complaint", by=None, at=at)
    words = {"nl": ("Vraag of het antwoord volstaat", ""), "fr": ("Demander si la réponse suffit", "")}
    save_step("treat-a-complaint", None, words=words, fields=StepFields(is_mandatory=False), by=None, at=at)


def _fields(step: dict[str, Any]) -> StepFields:
    team, role = step.get("team", ""), step.get("role", "")
    return StepFields(
        doer="team" if team else "role" if role else "handler",
        team=Team.objects.get(key=team) if team else None,
        role=Role.objects.get(key=role) if role else None,
        margin_seconds=round(step["hours"] * 3600) if "hours" in step else None,
        margin_since=step.get("since", "start"),
        proof=step.get("proof", ""),
        is_mandatory=step.get("mandatory", True),
        may_skip=step.get("skip", False),
    )


def _languages(words: list[str]) -> dict[str, str]:
    """Written in the order of our languages."""
    return dict(zip(LANGUAGES, words, strict=True))
