"""A script as it is written down: one document of nodes, words, variables and the ways between them. It never changes; a change is another document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1
MOST_NODES, MOST_VARIABLES, LONGEST_WORDS, LONGEST_CONDITION = 1000, 300, 4000, 500

type Language = Literal["nl", "fr", "en", "de"]
type Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
type Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
type Words = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS, pattern=r"^[^\x00]*$")]
type Said = dict[Language, Words]
type Place = Annotated[int, Field(ge=-100_000, le=100_000)]
type Condition = Annotated[str, Field(min_length=1, max_length=LONGEST_CONDITION)]


class Part(BaseModel):
    """What a document is made of: nothing unknown in it, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(Part):
    """For whom words are; what is left out holds for all."""

    style: Literal["plain", "expert"] | None = None
    address: Literal["formal", "informal"] | None = None
    customer_types: tuple[Slug, ...] = ()


class Variant(Part):
    """Other words for some customers."""

    audience: Audience
    words: Said


class Edge(Part):
    """A way on, taken when its condition holds; without one, when none before it does."""

    go: Key
    when: Condition | None = None


class Link(Part):
    """Something to open beside the step: an address of the web, or one within Balie that begins with a slash."""

    name: Said
    address: Annotated[str, Field(pattern=r"^(https?://[^\s]+|/[^\s]*)$", max_length=500)]


class Objection(Part):
    """What a customer may object, and the answer to it."""

    said: Said
    answer: Said


class Calming(Part):
    """What helps when a customer is angry or upset."""

    title: Said
    words: Said


class Variable(Part):
    """What a question fills in. `known_as` is the fact that may hold it already: it is asked as a confirmation then.

    `least` and `most` bound numbers, `longest` and `pattern` (RE2) texts.
    """

    type: Literal["text", "number", "decimal", "date", "yes_no", "choice", "choices", "phone", "mail", "iban", "outcome"]
    label: Said
    required: bool = True
    choices: Annotated[dict[Key, Said], Field(max_length=60)] = {}
    least: float | None = None
    most: float | None = None
    longest: Annotated[int, Field(ge=1, le=4000)] = 500
    pattern: Annotated[str, Field(max_length=200)] = ""
    known_as: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None
    personal: bool = False


class Step(Part):
    """What every node has. `title` names it in searches; without one its words do. `place` is where it was put in the graph (x, y)."""

    title: Said = {}
    words: Said = {}
    variants: Annotated[tuple[Variant, ...], Field(max_length=20)] = ()
    objections: tuple[Key, ...] = ()
    links: Annotated[tuple[Link, ...], Field(max_length=20)] = ()
    expected_seconds: Annotated[int, Field(ge=1, le=3600)] | None = None
    mandatory: bool = False
    place: tuple[Place, Place] | None = None


class OnwardStep(Step):
    """A node that leads on: to one other, or by its edges, the last of which is the default."""

    to: Key | tuple[Edge, ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        return (Edge(go=self.to),) if isinstance(self.to, str) else self.to


class Say(OnwardStep):
    """What the operator says."""

    kind: Literal["say"]


class Info(OnwardStep):
    """What the operator must know here and does not say."""

    kind: Literal["info"]


class Ask(OnwardStep):
    """A question: its answer fills variables. With one of the type `outcome` it is a solution to read out."""

    kind: Literal["ask"]
    ask: Annotated[tuple[Key, ...], Field(min_length=1, max_length=10)]


class Legal(OnwardStep):
    """Words that must be said exactly so. Nodes in `required_for` are not reached without them; empty means every end."""

    kind: Literal["legal"]
    required_for: tuple[Key, ...] = ()


class Verify(OnwardStep):
    """The other party's identity is checked, as surely as `tier` asks."""

    kind: Literal["verify"]
    tier: Literal["claimed", "checked", "strong"] = "checked"


class Act(OnwardStep):
    """Something is done in Balie: a ticket, a transfer, a call-back, a promise …"""

    kind: Literal["action"]
    do: Slug


class Recording(OnwardStep):
    """The recording stops for what must not be on it, or goes on."""

    kind: Literal["pause_recording", "resume_recording"]


class SubScript(OnwardStep):
    """Another script is run through here. Its end is then known by the key of this node."""

    kind: Literal["script"]
    script: Slug


class End(Step):
    """The script ends with a result, and for a question tree with its diagnosis."""

    kind: Literal["end"]
    result: Slug
    diagnosis: Said = {}


type Node = Annotated[Say | Info | Ask | Legal | Verify | Act | Recording | SubScript | End, Field(discriminator="kind")]


class Document(Part):
    """The whole document. `languages` are those in which everything must be said."""

    balie_script: Literal[1] = Field(description="The format of this document.")
    key: Slug
    name: Said
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("nl", "fr", "en", "de")
    variables: Annotated[dict[Key, Variable], Field(max_length=MOST_VARIABLES)] = {}
    objections: Annotated[dict[Key, Objection], Field(max_length=100)] = {}
    calming: Annotated[dict[Key, Calming], Field(max_length=50)] = {}
    start: Key
    nodes: Annotated[dict[Key, Node], Field(min_length=1, max_length=MOST_NODES)]


def said_in(said: Mapping[Language, str], language: str) -> str:
    """The words in the language, else in the next best of ours; empty when nothing is said."""
    order = (language, *said)
    return next((said[code] for code in order if code in said), "")  # type: ignore[index]


def title_of(node: Step, language: str) -> str:
    """What a node is called: its title, else the beginning of its words."""
    words = said_in(node.title, language) or said_in(node.words, language)
    line = words.strip().partition("\n")[0]
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


def words_of(node: Step, *, language: str, audience: Audience) -> str:
    """What is said here to this customer: of the variants that fit the one that asks most, the first of those; else the usual words."""
    fitting = [each for each in node.variants if _fits(each.audience, audience) and language in each.words]
    best = max(fitting, key=lambda each: _asks(each.audience), default=None)
    return said_in(best.words if best else node.words, language)


def edges_of(node: Step) -> Sequence[Edge]:
    """The ways on from a node; an end has none."""
    return node.edges if isinstance(node, OnwardStep) else ()


def all_said(script: Document) -> Iterator[tuple[str, Said]]:
    """Every text of the document with where it stands, as `nodes.greet.words`. Titles are only listed where they are given."""
    yield "name", script.name
    for key, variable in script.variables.items():
        yield f"variables.{key}.label", variable.label
        yield from ((f"variables.{key}.choices.{choice}", said) for choice, said in variable.choices.items())
    for key, objection in script.objections.items():
        yield f"objections.{key}.said", objection.said
        yield f"objections.{key}.answer", objection.answer
    for key, calming in script.calming.items():
        yield f"calming.{key}.title", calming.title
        yield f"calming.{key}.words", calming.words
    for key, node in script.nodes.items():
        yield from _said_at(f"nodes.{key}", node)


def _said_at(place: str, node: Step) -> Iterator[tuple[str, Said]]:
    optional = {"title": node.title, "words": node.words, "diagnosis": node.diagnosis if isinstance(node, End) else {}}
    yield from ((f"{place}.{name}", said) for name, said in optional.items() if said)
    yield from ((f"{place}.variants.{at}.words", each.words) for at, each in enumerate(node.variants))
    yield from ((f"{place}.links.{at}.name", each.name) for at, each in enumerate(node.links))


def _fits(wanted: Audience, found: Audience) -> bool:
    return (
        wanted.style in {None, found.style}
        and wanted.address in {None, found.address}
        and (not wanted.customer_types or not set(wanted.customer_types).isdisjoint(found.customer_types))
    )


def _asks(audience: Audience) -> int:
    return (audience.style is not None) + (audience.address is not None) + bool(audience.customer_types)
