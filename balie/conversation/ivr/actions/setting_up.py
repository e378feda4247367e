"""Menus as the organisation sets them up: checked whole before they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.ivr import queries
from balie.conversation.ivr.models import Answering, Menu, MenuVersion
from balie.conversation.ivr.policies import SETTINGS
from balie.conversation.ivr.rules import outline
from balie.conversation.ivr.rules.outline import Line, Problem
from balie.conversation.telephony.models import Number
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.text.labels import LANGUAGES, Label


class Unusable(Refusal):
    """The outline has faults: `problems` are all of them."""

    code = "menu_unusable"
    sentence = _("This menu cannot be used as it is: see what is told at its lines.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems


@transaction.atomic
def save_menu(key: str, lines: Sequence[Line], *, name: Label, by: User | None, at: datetime) -> Menu:
    """Keep the outline as the newest version, made or changed; the same outline again is no new version. Raises `Unusable`."""
    ensure_may(by, SETTINGS)
    found = outline.problems(lines, languages=LANGUAGES)
    if found:
        raise Unusable(found)
    menu, _made = Menu.objects.select_for_update().update_or_create(key=key, defaults={"name": name})
    last, kept = queries.newest(menu), outline.written(lines)
    if last is None or last.outline != kept:
        MenuVersion.objects.create(menu=menu, number=last.number + 1 if last else 1, outline=kept, saved_at=at, saved_by=by)
    record("ivr.menu_saved", menu, by=by, at=at, data={"key": key, "lines": len(lines)})
    return menu


@transaction.atomic
def answer_by_menu(menu: Menu, numbers: Sequence[Number], *, by: User | None, at: datetime) -> None:
    """Who rings these numbers, and no others, is led by the menu. Raises `Invalid` while something of it cannot be heard."""
    ensure_may(by, SETTINGS)
    unspoken = queries.unspoken(menu) if numbers else []
    if unspoken:
        raise Invalid(
            field="numbers",
            reason=_("Record or upload first what callers hear, in every language: {lines}").format(lines="; ".join(unspoken)),
        )
    Answering.objects.filter(menu=menu).exclude(number__in=numbers).delete()
    for number in numbers:
        Answering.objects.update_or_create(number=number, defaults={"menu": menu})
    record("ivr.menu_answers", menu, by=by, at=at, data={"numbers": [each.digits for each in numbers]})
