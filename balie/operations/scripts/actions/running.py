"""Following a script: each thing that happens is kept, and the run stands where all of them bring it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.placeholders import fill
from balie.operations.scripts.actions.recordings import recorded
from balie.operations.scripts.models import Run, RunEvent, Version
from balie.operations.scripts.policies import FOLLOW
from balie.operations.scripts.queries.facts import facts_of
from balie.operations.scripts.queries.published import find_published, graph_in
from balie.operations.scripts.queries.running import events_of, placeholders_of
from balie.operations.scripts.queries.situation import situation_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import End, Legal, Verify, title_of
from balie.operations.scripts.rules.graph import Graph
from balie.operations.scripts.rules.runs import CannotGo, Event, State
from balie.operations.scripts.rules.values import WrongAnswer
from balie.operations.scripts.words import answer_in_words, refusal_in_words
from balie.records.taxonomy.models import Result


class CannotFollow(Refusal):
    """The script does not go that way now; the sentence says why."""

    code = "cannot_follow"
    sentence = _("{reason}")


class AlreadyRunning(Refusal):
    """One script at a time is followed in a contact."""

    code = "script_running"
    sentence = _("A script is being followed in this contact already.")


class ContactOver(Refusal):
    """A finished contact is opened again before anything happens in it."""

    code = "contact_over"
    sentence = _("This contact is finished: open it again first.")


@transaction.atomic
def start_run(contact: Contact, version: Version, *, language: str = "", by: User, at: datetime) -> tuple[Run, State]:
    """Begin to follow the published version, in the contact's language where the script has it. Raises `AlreadyRunning`, `NotFound`."""
    ensure_may(by, FOLLOW)
    _ensure_open(contact)
    if version.state != Version.State.PUBLISHED:
        raise NotFound()
    Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if Run.objects.filter(contact=contact, ended_at=None).exists():
        raise AlreadyRunning()
    graph = graph_in(version.pk)
    spoken = next((code for code in (language, contact.language) if code in graph.languages), graph.languages[0])
    event = Event(runs.STARTED, data={"language": spoken, "facts": facts_of(by, situation_of(contact, at=at))})
    state = runs.after(graph, State(language=spoken), event)
    run = Run.objects.create(contact=contact, version=version, language=spoken, node=state.node, operator=by, started_at=at)
    _keep(run, event, by=by, at=at)
    run.save(update_fields=["events_count"])
    record("scripts.run_started", run, by=by, at=at, data={"contact": contact.pk, "version": version.pk})
    return run, state


@transaction.atomic
def happen(
    contact: Contact, kind: str, *, node: str = "", opens: int | None = None, by: User, at: datetime, **data: Any
) -> tuple[Run, State]:
    """One thing more in the run under way; who does it for the first time takes it over. Without one the version `opens` begins.

    Raises `CannotFollow`, `Invalid` naming the variable that is answered wrongly, `NotFound` without a run.
    """
    ensure_may(by, FOLLOW)
    _ensure_open(contact)
    if opens and not Run.objects.filter(contact=contact, ended_at=None).exists():
        version = find_published(opens)
        if version is None:
            raise NotFound()
        start_run(contact, version, by=by, at=at)
    run = _under_way(contact)
    graph, state = graph_in(run.version_id), runs.replay(graph_in(run.version_id), events_of(run))
    if run.operator_id != by.pk:
        state = _next(graph, run, state, Event(runs.HANDED_OVER, state.node), by=by, at=at)
        run.operator = by
    state, event = _checked(contact, graph, run, state, Event(kind, node, data), by=by, at=at)
    event = recorded(contact, graph.nodes[state.node], event, by=by, at=at)
    said = fill(runs.said_here(graph, state), placeholders_of(by, contact, graph, state)) if _is_read(graph, event) else ""
    state = _next(graph, run, state, event, said=said, by=by, at=at)
    run.node, run.language, run.status = state.node, state.language, state.status
    if state.status in {runs.ENDED, runs.LEFT}:
        _end(run, graph, state, by=by, at=at)
    run.save(update_fields=["node", "language", "status", "events_count", "operator", "result", "ended_at"])
    return run, state


@transaction.atomic
def take_up(contact: Contact, run_id: int, *, by: User, at: datetime) -> tuple[Run, State]:
    """Go on, in this contact, with a run of the same customer that was paused in another one; on the version it began with."""
    ensure_may(by, FOLLOW)
    _ensure_open(contact)
    found = Run.objects.select_for_update().filter(pk=run_id, status=Run.Status.PAUSED, contact__customer=contact.customer_id)
    run = found.exclude(contact__customer=None).first()
    if run is None:
        raise NotFound()
    if Run.objects.filter(contact=contact, ended_at=None).exists():
        raise AlreadyRunning()
    before, run.contact = run.contact_id, contact
    run.save(update_fields=["contact"])
    record("scripts.run_taken_up", run, by=by, at=at, data={"contact": contact.pk, "before": before})
    happen(contact, runs.RESUMED, by=by, at=at)
    return happen(contact, runs.KNOWN, by=by, at=at, facts=facts_of(by, situation_of(contact, at=at)))


@transaction.atomic
def know_customer(contact_id: int, *, at: datetime) -> None:
    """The contact has another customer now: what is known of them counts from here on."""
    run = Run.objects.select_for_update().filter(contact=contact_id, ended_at=None).first()
    if run is None:
        return
    contact = Contact.objects.select_related("customer", "brand").get(pk=contact_id)
    graph = graph_in(run.version_id)
    state = runs.replay(graph, events_of(run))
    facts = facts_of(run.operator, situation_of(contact, at=at))
    _next(graph, run, state, Event(runs.KNOWN, state.node, {"facts": facts}), by=None, at=at)
    run.save(update_fields=["events_count"])
    nudge(f"contact:{contact.number}")


def _under_way(contact: Contact) -> Run:
    run = Run.objects.select_for_update(of=("self",)).filter(contact=contact, ended_at=None).select_related("version__script").first()
    if run is None:
        raise NotFound()
    return run


def _next(graph: Graph, run: Run, state: State, event: Event, *, said: str = "", by: User | None, at: datetime) -> State:
    """The state after the event, which is kept. Raises `CannotFollow`, `Invalid`."""
    try:
        after = runs.after(graph, state, event)
    except WrongAnswer as wrong:
        raise Invalid(field=wrong.name, reason=answer_in_words(wrong))
    except CannotGo as cannot:
        named = title_of(graph.nodes[cannot.what], state.language) if cannot.what in graph.nodes else ""
        raise CannotFollow(reason=refusal_in_words(cannot, named))
    _keep(run, event, said=said, language=state.language, by=by, at=at)
    return after


def _keep(run: Run, event: Event, *, said: str = "", language: str = "", by: User | None, at: datetime) -> None:
    run.events_count += 1
    RunEvent.objects.create(
        run=run,
        position=run.events_count,
        kind=event.kind,
        node=event.node,
        data=dict(event.data),
        said=said,
        language=language or run.language,
        at=at,
        by=by,
    )


def _checked(contact: Contact, graph: Graph, run: Run, state: State, event: Event, *, by: User, at: datetime) -> tuple[State, Event]:
    """A step that checks the identity is done by the check itself: what was reached is known from here on, and is its outcome.

    Raises `CannotFollow` when that is less than the step asks.
    """
    node = graph.nodes[state.node]
    if event.kind != runs.WENT_ON or not isinstance(node, Verify):
        return state, event
    situation = situation_of(contact, at=at)
    if situation.assurance < Assurance[node.tier.upper()]:
        raise CannotFollow(reason=_("Check the identity first, or skip the step with a reason."))
    known = Event(runs.KNOWN, state.node, {"facts": facts_of(by, situation)})
    return _next(graph, run, state, known, by=by, at=at), Event(event.kind, event.node, {"outcome": situation.assurance.name.lower()})


def _is_read(graph: Graph, event: Event) -> bool:
    return event.kind == runs.WENT_ON and isinstance(graph.nodes.get(event.node), Legal)


def _end(run: Run, graph: Graph, state: State, *, by: User, at: datetime) -> None:
    node = graph.nodes[state.node]
    run.ended_at = at
    if state.status == runs.ENDED and isinstance(node, End):
        run.result = Result.objects.filter(key=node.result).first()
    record("scripts.run_ended", run, by=by, at=at, data={"status": state.status, "result": run.result_id})


def _ensure_open(contact: Contact) -> None:
    if contact.finished_at is not None:
        raise ContactOver()
