"""What stands below an operator's mail: the words of the team and the brand, their placeholders filled."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, F, OuterRef, Value
from django.db.models.functions import Cast, Concat, JSONObject

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.templates import PLACEHOLDERS, values_for
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Translation
from balie.foundation.text.numbers import whole
from balie.foundation.text.placeholders import fill

KIND = "signature"
# Of everybody who has none of their own.
EVERYBODY = "all"
OFFERED = [each for each in PLACEHOLDERS if each.name in {"operator.name", "team.name", "brand.name"}]


def key_of(team_id: int | None, brand_id: int | None) -> str:
    """The key of the signature of the team, of the brand, of the team under the brand, or of everybody."""
    parts = [f"{name}-{pk}" for name, pk in (("team", team_id), ("brand", brand_id)) if pk is not None]
    return "-".join(parts) or EVERYBODY


def scope_of(key: str) -> tuple[int | None, int | None]:
    """The team and the brand that `key` names."""
    named = dict(zip(key.split("-")[::2], key.split("-")[1::2], strict=False))
    team, brand = (whole(named.get(name, "")) or None for name in ("team", "brand"))
    return team, brand


def signature_for(ticket: Ticket, *, by: User) -> str:
    """The signature below what `by` writes in the ticket, in its language or the next best; empty when there is none.

    The closest wins: of the team under the brand, of the team, of the brand, of everybody. One query, none for a ticket read with
    its `signature_lines`.
    """
    keys = [key_of(*scope) for scope in ((ticket.team_id, ticket.brand_id), (ticket.team_id, None), (None, ticket.brand_id), (None, None))]
    shown = ticket if "signature_lines" in vars(ticket) else _signed(ticket)
    lines = vars(shown)["signature_lines"]
    found = {(line["key"], line["language"]): line["body"] for line in lines}
    wanted = (ticket.language, *LANGUAGES)
    key = next((key for key in keys if any((key, language) in found for language in LANGUAGES)), EVERYBODY)
    language = next((language for language in wanted if (key, language) in found), "")
    return filled(found[key, language], values_for(shown, by=by, language=language)) if language else ""


def filled(body: str, values: dict[str, str]) -> str:
    """`body` with its placeholders filled; a line of which nothing is left goes."""
    lines = [(line, fill(line, values).rstrip()) for line in body.splitlines()]
    return "\n".join(words for line, words in lines if words or not line.strip()).strip()


def signature_lines() -> ArraySubquery:
    """The words that `signature_for` chooses from, of the ticket this is annotated to: {key, language, body}."""
    team, brand = Cast(OuterRef("team_id"), CharField()), Cast(OuterRef("brand_id"), CharField())
    # Of a ticket without a team or a brand its key names nobody.
    keys = [
        Value(EVERYBODY),
        Concat(Value("team-"), team),
        Concat(Value("brand-"), brand),
        Concat(Value("team-"), team, Value("-brand-"), brand),
    ]
    current = Translation.objects.filter(text__kind=KIND, text__is_retired=False, text__key__in=keys, version=F("text__version"))
    return ArraySubquery(current.values(line=JSONObject(key="text__key", language="language", body="body")))


def signature_asked(ticket: Ticket) -> Asked:
    """What `signature_for` will ask."""
    return _SIGNED.asked(ticket=ticket.pk)


def _signed(ticket: Ticket) -> Ticket:
    """With its `signature_lines`, and with whom their placeholders name."""
    [found] = _SIGNED.records(ticket=ticket.pk)
    signed: Ticket = found
    return signed


_SIGNED = Prepared(
    lambda: (
        Ticket.objects.filter(pk=Given("ticket", BigIntegerField()))
        .select_related("customer", "team", "brand")
        .annotate(signature_lines=signature_lines())
    )
)
