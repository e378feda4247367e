"""Where procedures were not followed: late steps, skipped ones, tickets closed without; newest first, paged by key, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.procedures.models import Deviation, RunStep
from balie.casework.procedures.queries.runs import in_language, words_of
from balie.casework.tickets.models import Ticket
from balie.foundation.statements.page_keys import moment_in, number_in
from balie.foundation.ui.relative import span

PAGE = 50
PERIODS = (1, 7, 30, 90, 365)
USUAL_PERIOD = 30


@dataclass(frozen=True)
class Asked:
    """What the list shows: of which team, of which kind, of the last so many days; after which key."""

    team_id: int | None = None
    kind: str = ""
    days: int = USUAL_PERIOD
    after: str = ""


@dataclass(frozen=True)
class DeviationLine:
    """One line, masked. `late_words` tells how long after its time the step was done, or is open still; `who` ended it."""

    id: int
    at: datetime
    kind: str
    kind_words: str
    step: str
    procedure: str
    number: int
    subject: str
    team: str
    who: str
    reason: str
    due_at: datetime | None
    is_open: bool
    late_words: str


@dataclass(frozen=True)
class DeviationPage:
    rows: Sequence[DeviationLine]
    next: str


def deviations_for(viewer: User, asked: Asked, *, at: datetime) -> DeviationPage:
    """Fifty lines of tickets the viewer may see, and the key of the next page ("" at the end): one query."""
    visible = Ticket.objects.visible_to(viewer).values("pk")
    rows = Deviation.objects.filter(run_step__run__ticket_run__ticket__in=visible, at__gt=at - timedelta(days=asked.days))
    if asked.team_id is not None:
        rows = rows.filter(team=asked.team_id)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if key := _read(asked.after):
        # The plain bound lets the index be used; the second part is for lines of the same moment.
        rows = rows.filter(Q(at__lte=key[0]), Q(at__lt=key[0]) | Q(pk__lt=key[1]))
    related = ("team", "run_step__by", "run_step__run__version__procedure", "run_step__run__ticket_run__ticket")
    words = words_of("run_step__step__text", "run_step__step__text_version")
    found = list(rows.select_related(*related).annotate(lines=words).order_by("-at", "-id")[: PAGE + 1])
    mask = Mask(viewer)
    more = found[PAGE - 1] if len(found) > PAGE else None
    return DeviationPage([_line(row, mask, at) for row in found[:PAGE]], f"{more.at.isoformat()}_{more.pk}" if more else "")


def _line(row: Deviation, mask: Mask, at: datetime) -> DeviationLine:
    step = row.run_step
    ticket = step.run.ticket_run.ticket
    return DeviationLine(
        id=row.pk,
        at=row.at,
        kind=row.kind,
        kind_words=str(row.get_kind_display()),
        step=in_language(vars(row)["lines"]).title,
        procedure=str(step.run.version.procedure.name),
        number=ticket.number,
        subject=mask.text(ticket.subject),
        team=str(row.team.name) if row.team else "",
        who=step.by.name if step.by else "",
        reason=mask.text(step.reason),
        due_at=step.due_at,
        is_open=step.state == RunStep.State.OPEN,
        late_words=_late_words(step, at) if row.kind == Deviation.Kind.LATE else "",
    )


def _late_words(step: RunStep, at: datetime) -> str:
    end = step.ended_at or at
    if step.due_at is None or end <= step.due_at:
        return ""
    return gettext("%(span)s late") % {"span": span(end - step.due_at)}


def _read(key: str) -> tuple[datetime, int] | None:
    """The key of a page; None for none, and for what is none of ours."""
    moment, _line, pk = key.partition("_")
    try:
        return moment_in(moment), number_in(pk)
    except ValueError:
        return None
