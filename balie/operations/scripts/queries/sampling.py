"""A draft tried out: a customer as one chooses them, and the steps as they would be said to them. Nothing is kept, nothing is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property

from balie.access.accounts.models import User
from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts.models import Contact
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.ui.filters import language_name
from balie.operations.scripts.models import Run, Version
from balie.operations.scripts.queries.designing import Problem, problem_of
from balie.operations.scripts.queries.facts import facts_of
from balie.operations.scripts.queries.running import RunView, view_of
from balie.operations.scripts.queries.situation import HOME_ZONE, Situation
from balie.operations.scripts.queries.written import around, document_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.checks import findings
from balie.operations.scripts.rules.document import Verify
from balie.operations.scripts.rules.graph import Graph, graph_of
from balie.operations.scripts.rules.runs import CannotGo, Event, State
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import CustomerType

# With one of these no step can be gone: what a way, a question or a condition names is not there.
STANDS_IN_THE_WAY = {
    "dead_link",
    "no_such_variable",
    "unknown_script",
    "runs_itself",
    "too_deep",
    "other_type",
    "wrong_condition",
    "no_choices",
    "wrong_pattern",
}
GIVEN_NAME, FAMILY_NAME, PHONE, MAIL, POSTCODE, CITY = "Jan", "Peeters", "+32470000001", "jan.peeters@klant.example", "9000", "Gent"


@dataclass(frozen=True)
class Sample:
    """The customer and the contact one tries it with; `type` is a customer type by key, `hour` of the day."""

    language: str = "nl"
    is_known: bool = True
    salutation: str = "mr"
    address: str = "formal"
    style: str = "plain"
    type: str = ""
    channel: str = "call"
    direction: str = "in"
    hour: int = 10

    def as_sent(self) -> dict[str, str]:
        """As `sample_of` reads it again."""
        return {f"sample_{name}": str(int(value) if isinstance(value, bool) else value) for name, value in asdict(self).items()}


def sample_of(sent: Mapping[str, str]) -> Sample:
    """As it was chosen in a form; what cannot be right is as usual."""
    usual = Sample()

    def among(name: str, values: Sequence[str]) -> str:
        value = sent.get(f"sample_{name}", "")
        return value if value in values else getattr(usual, name)

    hour = sent.get("sample_hour", "")
    return Sample(
        language=among("language", LANGUAGES),
        is_known=sent.get("sample_is_known", "1") == "1",
        salutation=among("salutation", Customer.Salutation.values),
        address=among("address", Customer.Address.values),
        style=among("style", Customer.Style.values),
        type=sent.get("sample_type", "")[:40],
        channel=among("channel", Contact.Channel.values),
        direction=among("direction", Contact.Direction.values),
        hour=min(whole(hour), 23) if hour else usual.hour,
    )


def offered_samples() -> dict[str, list[tuple[str, str]]]:
    """What one may choose: name → (value, words)."""
    types = CustomerType.objects.filter(is_retired=False).order_by("position", "pk")
    return {
        "language": [(code, language_name(code)) for code in LANGUAGES],
        "salutation": [(value, str(words)) for value, words in Customer.Salutation.choices],
        "address": [(value, str(words)) for value, words in Customer.Address.choices],
        "style": [(value, str(words)) for value, words in Customer.Style.choices],
        "type": [("", "–"), *((each.key, str(each)) for each in types)],
        "channel": [(value, str(words)) for value, words in Contact.Channel.choices],
        "direction": [(value, str(words)) for value, words in Contact.Direction.choices],
    }


class Trial:
    """A version with a sample; `graph` is None as long as `problems` stand in the way of going any step."""

    def __init__(self, viewer: User, version: Version, sample: Sample, *, at: datetime) -> None:
        self.viewer, self.version, self.sample = viewer, version, sample
        self.at = at
        self.problems: list[Problem] = []
        self.graph = self._graph()

    def state_after(self, events: Sequence[Event]) -> State:
        """From the start, after all that happened. Raises `CannotGo` for what cannot have."""
        try:
            return runs.replay(self._known_graph, [self.started, *events])
        except (KeyError, TypeError, AttributeError):
            raise CannotGo("elsewhere") from None

    def after(self, events: Sequence[Event], happening: Event) -> tuple[list[Event], State]:
        """One thing more: (all that happened, where it stands). An identity that is asked counts as checked. Raises `CannotGo`, `WrongAnswer`."""
        state = self.state_after(events)
        node = self._known_graph.nodes[state.node]
        if happening.kind == runs.WENT_ON and isinstance(node, Verify):
            known = Event(runs.KNOWN, state.node, {"facts": {**state.facts, "identity.tier": node.tier}})
            added = [known, Event(runs.WENT_ON, happening.node, {"outcome": node.tier})]
        else:
            added = [happening]
        for event in added:
            state = runs.after(self._known_graph, state, event)
        return [*events, *added], state

    def view(self, state: State) -> RunView:
        """As the operator would see it."""
        run = Run(contact=self.contact, version=self.version, language=state.language, node=state.node, operator=self.viewer)
        run.started_at, run.status = self.at, state.status
        return view_of(self.viewer, run, self.contact, self._known_graph, state)

    @cached_property
    def contact(self) -> Contact:
        sample = self.sample
        kept = CustomerType.objects.filter(key=sample.type).first() if sample.type else None
        customer = Customer(
            given_name=GIVEN_NAME,
            family_name=FAMILY_NAME,
            language=sample.language,
            salutation=sample.salutation,
            form_of_address=sample.address,
            style=sample.style,
            customer_type=kept,
        )
        return Contact(
            channel=sample.channel,
            direction=sample.direction,
            language=sample.language,
            customer=customer if sample.is_known else None,
            operator=self.viewer,
        )

    @cached_property
    def started(self) -> Event:
        """How it begins for the sample, in its language where the script has it."""
        known = self.sample.is_known
        situation = Situation(
            contact=self.contact,
            at=self.at,
            assurance=Assurance.NONE,
            number="",
            queue="",
            purpose="",
            phone=PHONE if known else "",
            mail=MAIL if known else "",
            postcode=POSTCODE if known else "",
            city=CITY if known else "",
            organisation="Balie",
            zone=HOME_ZONE,
        )
        languages = self._known_graph.languages
        spoken = self.sample.language if self.sample.language in languages else languages[0]
        return Event(runs.STARTED, data={"language": spoken, "facts": {**facts_of(None, situation), "contact.hour": self.sample.hour}})

    @property
    def _known_graph(self) -> Graph:
        assert self.graph is not None
        return self.graph

    def _graph(self) -> Graph | None:
        document = document_of(self.version)
        beside = around(document)
        found = findings(document, beside)
        self.problems = [problem_of(document, each) for each in found]
        if any(each.code in STANDS_IN_THE_WAY for each in found):
            return None
        return graph_of(document, beside.scripts)
