"""Reads of menus: what leads a call, what of it cannot be heard, and how a queue moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from balie.conversation.ivr import hearing
from balie.conversation.ivr.models import Announcement, Answering, Journey, Menu, MenuVersion
from balie.conversation.ivr.rules import expecting, outline
from balie.conversation.ivr.rules.outline import SPOKEN, Line
from balie.conversation.routing import rules as routing
from balie.conversation.routing.models import Offer, OperatorState, Queue, Waiting
from balie.conversation.telephony import prompts
from balie.conversation.telephony.models import Call, Number, Prompt
from balie.foundation.text.labels import LANGUAGES, Label
from balie.foundation.text.numbers import is_number
from balie.records.customers.models import Customer

LOOKS_BACK = timedelta(hours=4)
MOST_ANNOUNCED = 1000
MOST_VERSIONS = 20
_AT_WORK = (routing.State.AVAILABLE, routing.State.OFFERED, routing.State.TALKING, routing.State.WRAP_UP)


def all_menus() -> list[Menu]:
    return list(Menu.objects.prefetch_related("answering__number").order_by("key"))


def menu_to_edit(key: str) -> tuple[Menu, list[Line]] | None:
    """A menu with the outline that holds: one query."""
    newest_outline = MenuVersion.objects.filter(menu=OuterRef("pk")).order_by("-number").values("outline")[:1]
    found = Menu.objects.filter(key=key).annotate(outline_now=Subquery(newest_outline)).first()
    return (found, outline.read(found.outline_now)) if found else None


def menus_with_lines() -> list[tuple[Menu, list[Line]]]:
    """Each menu with the outline that holds: one query."""
    newest_outline = MenuVersion.objects.filter(menu=OuterRef("pk")).order_by("-number").values("outline")[:1]
    rows = Menu.objects.annotate(outline_now=Subquery(newest_outline)).order_by("key")
    return [(each, outline.read(each.outline_now)) for each in rows]


def newest(menu: Menu) -> MenuVersion | None:
    return MenuVersion.objects.filter(menu=menu).order_by("-number").first()


def lines_of(menu: Menu) -> list[Line]:
    version = newest(menu)
    return outline.read(version.outline) if version else []


def version_for(call: Call) -> MenuVersion | None:
    """The outline that leads who rang this number: the newest that can be heard whole, so that one who edits may record their words after."""
    led = Answering.objects.filter(number=call.number_id).values("menu")
    versions = list(MenuVersion.objects.select_related("menu").filter(menu__in=led).order_by("-number")[:MOST_VERSIONS])
    return next((each for each in versions if not _unspoken_in(outline.read(each.outline))), versions[0] if versions else None)


def is_led(call: Call) -> bool:
    """Whether a menu leads the caller, or led them before."""
    return Answering.objects.filter(number=call.number_id).exists() and not Journey.objects.filter(call=call).exists()


def numbers_to_choose() -> list[Number]:
    return list(Number.objects.filter(is_active=True).select_related("answering").order_by("digits"))


def unspoken(menu: Menu) -> list[str]:
    """The lines of which some language cannot be heard, as they read with the languages."""
    return _unspoken_in(lines_of(menu))


def _unspoken_in(lines: Sequence[Line]) -> list[str]:
    names = {hearing.name_of(line): line for line in lines if line.kind in SPOKEN}
    kept = set(Prompt.objects.filter(name__in=names).values_list("name", "language"))
    missing = {name: [code for code in LANGUAGES if (name, code) not in kept and not prompts.sound(name, code).exists()] for name in names}
    return [f"{Label(names[name].words)} ({', '.join(codes)})" for name, codes in missing.items() if codes]


def customer_numbered(digits: str) -> Customer | None:
    """Whose number these digits are; None for digits that cannot be one, or are nobody's."""
    if not is_number(int(digits), Customer.KIND_DIGIT):
        return None
    found = Customer.objects.select_related("merged_into").filter(number=int(digits)).first()
    return (found.merged_into or found) if found else None


def said_by(call_ids: Sequence[int]) -> dict[int, str]:
    """What callers chose, in the reader's language."""
    journeys = Journey.objects.filter(call__in=call_ids).values_list("call_id", "said")
    return {call_id: " · ".join(str(Label(each)) for each in said) for call_id, said in journeys if said}


def place_in(waiting: Waiting) -> int:
    """How many would be answered before, and one: who has waited longer, of those in the same queue."""
    before = Waiting.objects.filter(queue=waiting.queue_id, ended_at=None).filter(
        Q(since__lt=waiting.since) | Q(since=waiting.since, pk__lt=waiting.pk)
    )
    return before.count() + 1


def pace_of(queue: Queue, language: str, *, at: datetime) -> expecting.Pace:
    """How the queue moved in the last hours, and who is at work for it now who speaks the language."""
    ended = Offer.objects.filter(waiting__queue=queue, wrapped_up_at__gt=at - LOOKS_BACK, answered_at__isnull=False)
    handled = ended.aggregate(count=Count("pk"), mean=Avg(F("wrapped_up_at") - F("answered_at")))
    mean: timedelta | None = handled["mean"]
    return expecting.Pace(
        operators=_at_work(queue, language),
        handling_s=mean.total_seconds() if mean else 0.0,
        observed=handled["count"],
        patience_s=_patience_s(queue, at=at),
    )


def _at_work(queue: Queue, language: str) -> int:
    states = OperatorState.objects.filter(until=None, state__in=_AT_WORK, user__teams=queue.team_id).select_related("user")
    return sum(not language or language in (each.user.spoken_languages or [each.user.language]) for each in states)


def _patience_s(queue: Queue, *, at: datetime) -> float | None:
    """All that was waited, by the number of those who gave up: the estimate of a constant rate of giving up."""
    ended = Waiting.objects.filter(queue=queue, ended_at__gt=at - LOOKS_BACK, is_call_back=False)
    found = ended.aggregate(waited=Sum(F("ended_at") - F("entered_at")), gone=Count("pk", filter=Q(end=Waiting.End.ABANDONED)))
    return found["waited"].total_seconds() / found["gone"] if found["gone"] and found["waited"] else None


@dataclass(frozen=True)
class Coverage:
    """Of so many ranges that were announced to callers who were then answered, how many came out as said."""

    announced: int
    held: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.held / self.announced) if self.announced else None


def coverage() -> Coverage:
    """Of the newest announcements of a range."""
    rows = list(_came_out().order_by("-at")[:MOST_ANNOUNCED])
    held = sum(expecting.holds(expecting.Said(row.least_min or 0, row.most_min), row.waited_s or 0) for row in rows)
    return Coverage(len(rows), held)


def last_announced(call: Call) -> Announcement | None:
    return Announcement.objects.filter(call=call, least_min__isnull=False).order_by("-at", "-pk").first()


def _came_out() -> QuerySet[Announcement]:
    return Announcement.objects.filter(waited_s__isnull=False, least_min__isnull=False)
