"""A run as the operator sees it: the step in front, what may be done there, and the summary for who takes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from balie.access.accounts.models import User
from balie.access.permissions.masking import HIDDEN, Mask
from balie.conversation.contacts.models import Contact
from balie.foundation.text.placeholders import fill
from balie.foundation.text.sentences import with_colon
from balie.foundation.ui.filters import language_name, phone
from balie.operations.scripts.extensions import ACTIONS, ScriptAction
from balie.operations.scripts.models import Run, RunEvent, Version
from balie.operations.scripts.queries.facts import facts_of
from balie.operations.scripts.queries.published import graph_in
from balie.operations.scripts.queries.situation import Situation
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Act, Ask, End, Node, Variable, said_in, title_of
from balie.operations.scripts.rules.graph import Graph
from balie.operations.scripts.rules.runs import Event, State
from balie.operations.scripts.rules.values import Value, choices_of
from balie.records.customers.queries import said_name

SUMMED_ANSWERS, ONE_LINE = 4, 500
MOST_RUNS, OFFERED_PAUSED = 50, 5
OWN_CHOICES = {
    "solved": gettext_lazy("Solved"),
    "not_solved": gettext_lazy("Not solved"),
    "not_tried": gettext_lazy("Not tried"),
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
}


@dataclass(frozen=True)
class Field:
    """A variable that the step asks: `choices` are (key, words); `whence` tells of a value that stands there already."""

    name: str
    label: str
    type: str
    required: bool
    choices: Sequence[tuple[str, str]]
    value: Any
    whence: str
    is_long: bool = False


@dataclass(frozen=True)
class RunView:
    """The run with its step in front, in its language. `steps` are all one may jump to, `later` what may be answered early."""

    viewer_id: int
    run: Run
    graph: Graph
    state: State
    node: Node
    title: str
    words: str
    fields: Sequence[Field]
    objections: Sequence[tuple[str, str, str]]
    calming: Sequence[tuple[str, str, str]]
    links: Sequence[tuple[str, str]]
    steps: Sequence[tuple[str, str]]
    later: Sequence[tuple[str, str]]
    action: ScriptAction | None
    address: str | None
    diagnosis: str
    is_stuck: bool
    summary: Sequence[str]
    answers: Sequence[str]

    @property
    def is_over(self) -> bool:
        return self.run.status in {Run.Status.ENDED, Run.Status.LEFT}

    @property
    def is_handed_over(self) -> bool:
        """Whether somebody else followed it so far."""
        return not self.is_over and self.run.operator_id != self.viewer_id

    @property
    def may_go_back(self) -> bool:
        return any(not stop.is_passed for stop in self.state.trail[:-1])

    @property
    def choice(self) -> Field | None:
        """The one thing that is asked, where a digit answers it."""
        return self.fields[0] if len(self.fields) == 1 and self.fields[0].choices and self.fields[0].type != "choices" else None


@dataclass(frozen=True)
class Runs:
    """Of a contact: the run `here`, under way or the last one; and those `paused` in other contacts of its customer, newest first."""

    here: Run | None
    paused: Sequence[Run]


def runs_of(contact: Contact) -> Runs:
    """In one query. A paused run is taken up on the version it began with."""
    wanted = Q(contact=contact)
    if contact.customer_id is not None:
        wanted |= Q(contact__customer=contact.customer_id, status=Run.Status.PAUSED)
    known = (
        Run.objects.filter(wanted)
        .select_related("version__script", "operator", "result", "contact")
        .defer("version__content", "version__joined")
    )
    is_here = ExpressionWrapper(Q(contact=contact), BooleanField())
    found = list(known.annotate(is_here=is_here).order_by("-is_here", F("ended_at").desc(nulls_first=True), "-pk")[:MOST_RUNS])
    return Runs(
        here=next((run for run in found if run.contact_id == contact.pk), None),
        paused=[run for run in found if run.contact_id != contact.pk][:OFFERED_PAUSED],
    )


def not_begun(viewer: User, situation: Situation, version: Version) -> tuple[Run, State]:
    """The script as it would begin: nothing of it is kept yet."""
    graph, contact = graph_in(version.pk), situation.contact
    spoken = contact.language if contact.language in graph.languages else graph.languages[0]
    event = Event(runs.STARTED, data={"language": spoken, "facts": facts_of(viewer, situation)})
    state = runs.after(graph, State(language=spoken), event)
    return Run(contact=contact, version=version, language=spoken, node=state.node, operator=viewer, started_at=situation.at), state


def early_field(viewer: User, view: RunView, name: str) -> Field | None:
    """A question that comes later, to be answered now; None when it does not."""
    if name not in {each for each, _ in view.later}:
        return None
    known = view.state.early.get(name)
    language = view.state.language
    return _field(view.graph.variables[name], name, (known, "before") if known is not None else None, language, Mask(viewer))


def told(view: RunView, kind: str, key: str) -> tuple[str, str] | None:
    """What was asked for just now: an objection with its answer, or a calming step."""
    among = {runs.OBJECTION: view.objections, runs.CALMED: view.calming}.get(kind, ())
    return next(((title, words) for each, title, words in among if each == key), None)


def events_of(run: Run) -> list[Event]:
    rows = RunEvent.objects.filter(run=run).order_by("position").values_list("kind", "node", "data")
    return [Event(kind, node, data) for kind, node, data in rows]


def state_of(run: Run) -> State:
    """Where the run stands, by a fresh replay of what happened."""
    return runs.replay(graph_in(run.version_id), events_of(run))


def run_view(viewer: User, run: Run, contact: Contact, *, state: State | None = None) -> RunView:
    return view_of(viewer, run, contact, graph_in(run.version_id), state or state_of(run))


def view_of(viewer: User, run: Run, contact: Contact, graph: Graph, state: State) -> RunView:
    """What stands in front in this state; a contact that is not kept has no place where an action is done."""
    node, language = graph.nodes[state.node], state.language
    said, later = placeholders_of(viewer, contact, graph, state), runs.later_questions(graph, state)
    action = next((each for each in ACTIONS.fillings() if isinstance(node, Act) and each.key == node.do), None)
    return RunView(
        viewer_id=viewer.pk,
        run=run,
        graph=graph,
        state=state,
        node=node,
        title=title_of(node, language),
        words=fill(runs.said_here(graph, state), said),
        fields=_fields(viewer, graph, state),
        objections=[
            (key, fill(said_in(each.said, language), said), fill(said_in(each.answer, language), said))
            for key, each in graph.objections.items()
            if not node.objections or key in node.objections
        ],
        calming=[(key, said_in(each.title, language), fill(said_in(each.words, language), said)) for key, each in graph.calming.items()],
        links=[(said_in(each.name, language), each.address) for each in node.links],
        steps=graph.stops(language),
        later=[(name, said_in(graph.variables[name].label, language)) for name in later],
        action=action,
        address=action.url(contact) if action and contact.pk else None,
        diagnosis=fill(said_in(node.diagnosis, language), said) if isinstance(node, End) else "",
        is_stuck=not isinstance(node, End)
        and runs.ways_on(graph, state) is None
        and state.here in {*state.given, *state.skipped, *state.done},
        summary=summary_of(viewer, run, graph, state, later),
        answers=answers_of(viewer, graph, state),
    )


def placeholders_of(viewer: User, contact: Contact, graph: Graph, state: State) -> dict[str, str]:
    """What is filled in between braces, as the operator may read it."""
    mask, language = Mask(viewer), state.language
    known = {name: str(value) for name, value in state.facts.items() if isinstance(value, str)}
    values = runs.values_of(graph, state)
    answers = {name: in_words(graph.variables[name], value, language, mask) for name, value in values.items() if name in graph.variables}
    more = {"greeting": greeting(int(state.facts.get("contact.hour", 12)), language), "operator.name": viewer.name}  # type: ignore[arg-type]
    if contact.customer:
        more["customer.salutation"] = mask.text(said_name(contact.customer, language=language))
    return known | answers | more


def greeting(hour: int, language: str) -> str:
    """As one says it at that hour: a Walloon says good day until six."""
    morning, day, evening = GREETINGS[language]
    return morning if 5 <= hour < 12 else day if 12 <= hour < 18 else evening


GREETINGS = {
    "nl": ("Goedemorgen", "Goedemiddag", "Goedenavond"),
    "fr": ("bonjour", "bonjour", "bonsoir"),
    "en": ("Good morning", "Good afternoon", "Good evening"),
    "de": ("guten Morgen", "guten Tag", "guten Abend"),
}


def in_words(variable: Variable, value: Value, language: str, mask: Mask | None = None) -> str:
    """An answer as it is read out."""
    if variable.personal and mask is not None and mask.text("x") != "x":
        return HIDDEN
    if isinstance(value, list):
        return ", ".join(_choice(variable, each, language) for each in value)
    if isinstance(value, bool):
        return _choice(variable, "yes" if value else "no", language)
    if choices_of(variable):
        return _choice(variable, str(value), language)
    if variable.type == "phone":
        return phone(str(value))
    if variable.type == "date":
        return "/".join(reversed(str(value).split("-")))
    return str(value)


def answers_of(viewer: User, graph: Graph, state: State) -> list[str]:
    """Each answer with what it answers, as the viewer may read it."""
    mask, language = Mask(viewer), state.language
    return [
        with_colon(said_in(graph.variables[name].label, language), mask.text(in_words(graph.variables[name], value, language, mask)))
        for name, value in runs.values_of(graph, state).items()
        if name in graph.variables
    ]


def summary_of(viewer: User, run: Run, graph: Graph, state: State, later: Sequence[str]) -> list[str]:
    """Five lines for who takes over: where it stands, what was answered, what was read, what was left out, what comes."""
    language = state.language
    told = "; ".join(answers_of(viewer, graph, state)[-SUMMED_ANSWERS:])
    read = ", ".join(title_of(graph.nodes[key], language) for key in runs.read_words(graph, state))
    left = ", ".join(title_of(graph.nodes[key], language) for key in runs.unread_of(graph, state))
    open_questions = ", ".join(said_in(graph.variables[name].label, language) for name in later[:3])
    return [
        _("{script}, version {number} ({language}); now at “{step}”.").format(
            script=run.version.script,
            number=run.version.number,
            language=language_name(language),
            step=title_of(graph.nodes[state.node], language),
        ),
        with_colon(_("answered"), told or pgettext("answers", "nothing yet")),
        with_colon(_("legal words read"), read or pgettext("legal words", "none")),
        with_colon(_("left out"), left or pgettext("steps", "nothing")),
        with_colon(_("still to ask"), open_questions or pgettext("questions", "nothing")),
    ]


def _fields(viewer: User, graph: Graph, state: State) -> list[Field]:
    node = graph.nodes[state.node]
    if not isinstance(node, Ask):
        return []
    known = runs.prefilled(graph, state)
    return [_field(graph.variables[name], name, known.get(name), state.language, Mask(viewer)) for name in node.ask]


def _field(variable: Variable, name: str, known: tuple[Value, str] | None, language: str, mask: Mask) -> Field:
    value, whence = known or ("", "")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if variable.personal and mask.text("x") != "x":
        value, whence = "", ""
    return Field(
        name=name,
        label=said_in(variable.label, language),
        type=variable.type,
        required=variable.required,
        choices=[(key, _choice(variable, key, language)) for key in choices_of(variable)],
        value=value,
        whence=whence,
        is_long=variable.type == "text" and variable.longest > ONE_LINE,
    )


def _choice(variable: Variable, key: str, language: str) -> str:
    """A choice in words, in the language of the conversation and not of the screen."""
    if key in variable.choices:
        return said_in(variable.choices[key], language)
    with translation.override(language):
        return str(OWN_CHOICES[key])
