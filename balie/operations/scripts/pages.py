"""What scripts fill in for others, and what their action steps may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.promises.policies import MAKE as PROMISE
from balie.foundation.live.extensions import TopicKind
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.suggestions.extensions import Situation, SuggestionKind
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import SettingsPage
from balie.operations.scripts.extensions import ScriptAction
from balie.operations.scripts.policies import FOLLOW, WRITE
from balie.operations.scripts.queries.finding import KIND, open_contact_of, scripts_found


def make_ticket(contact: Contact) -> str | None:
    """From the last question that was noted; there is none to make it of before."""
    question_id = contact.questions.order_by("-position").values_list("pk", flat=True).first()
    return f"{url('tickets:create')}?question={question_id}" if question_id else None


def beside_contact(contact: Contact) -> str | None:
    """Promises stand in the contact's own page."""
    return f"{url('contacts:contact', contact.number)}#promises-contact-{contact.number}"


def in_the_bar(_contact: Contact) -> str | None:
    """A transfer is made where the call is."""
    return None


def results_for(viewer: User, ids: Sequence[int]) -> list[Result]:
    """Search hits among scripts: they open in the contact the viewer is in; who writes them without one sees how they are written."""
    number = open_contact_of(viewer)
    if number is None and not viewer.has(WRITE):
        return []
    found = scripts_found(viewer, ids, language=_read_in())
    return [Result(each.id, each.name, _opens(number, each.key) if number else url("scripts:script", each.key)) for each in found]


def suggested_for(viewer: User, situation: Situation, ids: Sequence[int]) -> list[Result]:
    """The scripts that may be opened in a contact under way."""
    contact = situation.subject
    if not isinstance(contact, Contact) or contact.finished_at is not None:
        return []
    found = scripts_found(viewer, ids, language=_read_in(), beside=contact)
    return [Result(each.id, each.name, _opens(contact.number, each.key)) for each in found]


def _opens(number: int, key: str) -> str:
    """The bundle opens the script that the address names."""
    return f"{url('contacts:contact', number)}#script:{key}"


def _read_in() -> str:
    return (get_language() or LANGUAGES[0])[:2]


def may_follow(viewer: User | Any, key: str) -> bool:
    """`scripts`: that some script changed."""
    return not key and bool(viewer.has(FOLLOW))


ACTIONS = [
    ScriptAction("ticket", _("Make a ticket"), "ticket", make_ticket, "tickets.open"),
    ScriptAction("transfer", _("Transfer"), "arrow", in_the_bar, "contacts.register"),
    ScriptAction("call-back", _("Agree a call-back"), "clock", beside_contact, PROMISE),
    ScriptAction("promise", _("Promise something"), "clock", beside_contact, PROMISE),
]
CONTACT_PANELS = [ContactPanel(_("Script"), lambda contact: url("scripts:panel", contact.number), leads=True)]
SEARCHABLE = [SearchKind(KIND, _("Scripts"), "list", results_for, learns=True)]
SUGGESTED = [SuggestionKind("script", KIND, _("script"), "list", suggested_for, learns=True)]
SETTINGS_PAGES = [SettingsPage(_("Scripts"), "scripts:index", "list", WRITE, _("Organisation"))]
TOPICS = [TopicKind("scripts", may_follow)]
