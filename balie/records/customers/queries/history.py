"""What happened with a customer, what is open, what changed on the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.access.audit.models import AuditLine
from balie.access.permissions.masking import Mask
from balie.foundation.text.sentences import with_colon
from balie.records.customers.extensions import ALONG, LONG_TIMELINE, OPEN_WORK, PANELS, TIMELINE, OpenWork, Panel, TimelineEntry
from balie.records.customers.models import Customer, LevelChange
from balie.records.customers.queries.labels import FIELD_NAMES

MOST_CHANGES = 100
CHANGES = {
    "created": gettext_lazy("made the file"),
    "changed": gettext_lazy("changed"),
    "level_set": gettext_lazy("changed who may see the file"),
    "secret_revealed": gettext_lazy("revealed"),
    "merged": gettext_lazy("merged another file into this one"),
    "merged_away": gettext_lazy("merged this file into another"),
    "phone_added": gettext_lazy("added a telephone number"),
    "phone_changed": gettext_lazy("changed a telephone number"),
    "phone_removed": gettext_lazy("removed a telephone number"),
    "mailaddress_added": gettext_lazy("added a mail address"),
    "mailaddress_changed": gettext_lazy("changed a mail address"),
    "mailaddress_removed": gettext_lazy("removed a mail address"),
    "postaladdress_added": gettext_lazy("added an address"),
    "postaladdress_changed": gettext_lazy("changed an address"),
    "postaladdress_removed": gettext_lazy("removed an address"),
    "relation_added": gettext_lazy("added a relation"),
    "relation_removed": gettext_lazy("removed a relation"),
    "holding_added": gettext_lazy("added what the customer has"),
    "holding_changed": gettext_lazy("changed what the customer has"),
    "holding_removed": gettext_lazy("removed what the customer has"),
    "consent_added": gettext_lazy("recorded a consent"),
    "customernote_added": gettext_lazy("wrote a note"),
    "customernote_removed": gettext_lazy("removed a note"),
}


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str
    detail: str


def timeline_for(viewer: User, customer: Customer, most: int, *, is_whole: bool = False) -> tuple[list[TimelineEntry], bool]:
    """The newest `most` entries of all fillings, newest first, and whether there are more; `is_whole`: those of the whole timeline too."""
    fillings = [*TIMELINE.fillings(), *(LONG_TIMELINE.fillings() if is_whole else ())]
    entries = [entry for fill in fillings for entry in fill(viewer, customer, most + 1)]
    newest = nlargest(most + 1, entries, key=lambda entry: entry.at)
    return newest[:most], len(newest) > most


def open_work_for(viewer: User, customer: Customer) -> list[OpenWork]:
    """Open tickets and orders: what runs out first, first; without a moment last."""
    work = [each for fill in OPEN_WORK.fillings() for each in fill(viewer, customer)]
    return sorted(work, key=lambda each: (each.when is None, each.when.timestamp() if each.when else 0, each.number))


def panels_for(viewer: User, customer: Customer) -> list[Panel]:
    return [panel for fill in PANELS.fillings() if (panel := fill(viewer, customer))]


def moving_with(customer: Customer) -> list[tuple[str, int]]:
    """What the apps above would move in a merge: (words, how many), empty ones left out."""
    counted = ((str(each.words), each.model._default_manager.filter(**{each.field: customer}).count()) for each in ALONG.fillings())
    return [(words, count) for words, count in counted if count]


def changes_of(viewer: User, customer: Customer) -> list[Change]:
    """Who changed what on the file, newest first; fields by name, never their values. Levels come with their reason."""
    lines = AuditLine.objects.filter(subject_kind="customers.customer", subject_id=str(customer.pk))
    levels = {each.pk: each for each in LevelChange.objects.filter(customer=customer).select_related("team")}
    mask = Mask(viewer)
    return [_change(line, levels, mask) for line in lines.select_related("actor").order_by("-id")[:MOST_CHANGES]]


def _change(line: AuditLine, levels: Mapping[int, LevelChange], mask: Mask) -> Change:
    verb = line.verb.removeprefix("customers.")
    if change := levels.get(line.data.get("change_id", 0)):
        return Change(line.at, _who(line), str(CHANGES[verb]), _level(change, mask))
    named = [*line.data.get("fields", []), *([line.data["field"]] if "field" in line.data else [])]
    detail = ", ".join(str(FIELD_NAMES.get(name, name)) for name in named)
    return Change(line.at, _who(line), str(CHANGES.get(verb, verb.replace("_", " "))), detail)


def _who(line: AuditLine) -> str:
    return line.actor.name if line.actor else _("Balie")


def _level(change: LevelChange, mask: Mask) -> str:
    place = f"{change.get_level_display()} · {change.team.name}" if change.team else str(change.get_level_display())
    return with_colon(place, f"“{mask(LevelChange, 'reason', change.reason)}”")
