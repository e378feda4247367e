"""A caller is led through a menu: what they press and hear to its end moves them on, and what they chose goes to their call and contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from balie.conversation.contacts.actions import attach_customer, change_contact, save_question
from balie.conversation.ivr import hearing, queries
from balie.conversation.ivr.actions.messages import hang_up_as, leave_message
from balie.conversation.ivr.actions.waiting_keys import press_while_waiting
from balie.conversation.ivr.models import Journey
from balie.conversation.ivr.rules import outline, walking
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import rules as telephony
from balie.conversation.telephony.actions.keeping import customer_leg, locked, note
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.receiving import go_on
from balie.conversation.telephony.events import KeyPressed, Played
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg
from balie.records.taxonomy.models import Purpose

PLAYER = "menu"


def begin_journey(leg: Leg, at: datetime) -> None:
    """The greeting was heard: now the menu of the number."""
    version = queries.version_for(leg.call)
    assert version is not None  # `leads` said so
    standing = walking.begin(outline.read(version.outline))
    assert standing is not None  # no version is empty
    journey = Journey(call=leg.call, version=version, began_at=at)
    note(leg.call, "menu", at=at, detail=version.menu.key)
    _come_to(journey, standing, leg, at=at)


def follow_key(event: KeyPressed) -> None:
    """Reaction: a key of who is led, or waits."""
    journey, leg = _of(event.call_id)
    if leg is None:
        return
    if journey is None:
        press_while_waiting(leg, event.digit, at=event.at)
        return
    lines = outline.read(journey.version.outline)
    _take(journey, walking.press(lines, _standing(journey), event.digit, is_right=_is_customer), leg, at=event.at)


def follow_played(event: Played) -> None:
    """Reaction: who is led heard all there was to hear, and pressed nothing in time."""
    if event.player.split(":")[0] != PLAYER:
        return
    journey, leg = _of(event.call_id)
    if journey is not None and leg is not None and event.player == _player(journey, leg):
        lines = outline.read(journey.version.outline)
        _take(journey, walking.hear(lines, _standing(journey), is_right=_is_customer), leg, is_over=True, at=event.at)


def _of(call_id: int) -> tuple[Journey | None, Leg | None]:
    call = locked(call_id)
    if call.state == Call.State.ENDED:
        return None, None
    journey = Journey.objects.select_related("version__menu").filter(call=call, ended_at=None).first()
    leg = customer_leg(call)
    if leg is not None:
        leg.call = call
    return journey, leg


def _standing(journey: Journey) -> walking.Standing:
    return walking.Standing(journey.line, journey.typed, journey.tries, journey.steps)


def _is_customer(digits: str) -> bool:
    return queries.customer_numbered(digits) is not None


def _take(journey: Journey, turn: walking.Turn, leg: Leg, *, is_over: bool = False, at: datetime) -> None:
    """What was chosen is kept before the next step says anything: it may speak another language already. `is_over`: nothing plays any more."""
    if turn.is_typing:
        _wait_for_digit(journey, turn, leg)
        return
    if not is_over:
        order(leg.instance, commands.Stop(_player(journey, leg)))
    if turn.language:
        _speak(leg.call, turn.language, at=at)
    if turn.number:
        _attach(leg.call, turn.number, at=at)
    if turn.choice is not None:
        _choose(journey, turn.choice, leg.call, at=at)
    if turn.standing is None:
        _end(journey, at=at)
        go_on(leg, at=at)
    else:
        _come_to(journey, turn.standing, leg, heard=turn.heard, at=at)


def _come_to(journey: Journey, standing: walking.Standing, leg: Leg, *, heard: str = "", at: datetime) -> None:
    journey.line, journey.typed, journey.tries, journey.steps = standing.at, standing.typed, standing.tries, standing.steps
    lines = outline.read(journey.version.outline)
    line = lines[outline.index_of(lines, standing.at)]
    if line.kind in outline.LAST:
        _end(journey, at=at)
        _finish(line, leg, at=at)
        return
    warned = [hearing.sound(heard, leg.call.language)] if heard else []
    _play(journey, leg, [*warned, *hearing.of_line(line, leg.call.language)])


def _finish(line: Line, leg: Leg, *, at: datetime) -> None:
    if line.kind == Kind.VOICEMAIL:
        leave_message(leg, at=at)
    elif line.kind == Kind.END:
        hang_up_as(leg, telephony.Outcome.SERVED, at=at)
    else:
        leg.call.queue = Queue.objects.filter(pk=line.queue or 0, is_retired=False).first()
        leg.call.save(update_fields=["queue"])
        go_on(leg, at=at)


def _end(journey: Journey, *, at: datetime) -> None:
    journey.ended_at = at
    journey.save()


def _play(journey: Journey, leg: Leg, files: Sequence[Path]) -> None:
    journey.turn += 1
    journey.save()
    order(leg.instance, commands.Play(_player(journey, leg), tuple(map(str, files)), (leg.name,)))


def _wait_for_digit(journey: Journey, turn: walking.Turn, leg: Leg) -> None:
    """What is said falls silent as soon as somebody types."""
    if turn.standing is None or turn.standing.typed == journey.typed:
        return
    order(leg.instance, commands.Stop(_player(journey, leg)))
    journey.typed = turn.standing.typed
    _play(journey, leg, [hearing.QUIET])


def _player(journey: Journey, leg: Leg) -> str:
    return f"{PLAYER}:{leg.name}:{journey.turn}"


def _speak(call: Call, language: str, *, at: datetime) -> None:
    call.language = language
    call.save(update_fields=["language"])
    note(call, "language", at=at, detail=language)
    if call.contact is not None:
        change_contact(call.contact, language=language, by=None, at=at)


def _attach(call: Call, digits: str, *, at: datetime) -> None:
    """The file of who typed its number; the language they chose stays theirs."""
    customer = queries.customer_numbered(digits)
    if customer is None or call.contact is None:
        return
    attach_customer(call.contact, customer, by=None, at=at)
    change_contact(call.contact, language=call.language, by=None, at=at)
    note(call, "customer_typed", at=at)


def _choose(journey: Journey, choice: Line, call: Call, *, at: datetime) -> None:
    journey.said = [*journey.said, dict(choice.words)]
    note(call, "chose", at=at, detail=choice.key)
    if choice.skill is not None:
        call.skills = {**call.skills, str(choice.skill): choice.least}
        call.save(update_fields=["skills"])
    purpose = Purpose.objects.filter(pk=choice.purpose or 0).first()
    if purpose is not None and call.contact is not None:
        save_question(call.contact, 1, purpose=purpose, by=None, at=at)
