"""Commands and events as lines of JSON."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, asdict, fields
from types import UnionType
from typing import get_args, get_origin, get_type_hints

from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.refusals import BadField, UnknownCommand, UnknownEvent


def name_of(kind: type) -> str:
    """The name of a command or event in JSON: `HangUp` is `hang_up`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


COMMANDS = {name_of(each): each for each in commands.Command.__subclasses__()}
EVENTS = {name_of(each): each for each in events.Event.__subclasses__()}


def read_command(told: dict[str, object]) -> commands.Command:
    """The command in a decoded line, `do` naming it. Raises `UnknownCommand` and `BadField`."""
    name = told.get("do")
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UnknownCommand(f"there is no command {name!r}")
    found = _read(kind, {key: value for key, value in told.items() if key not in {"do", "id"}}, name_of(kind))
    if not isinstance(found, commands.Command):
        raise UnknownCommand(f"there is no command {name!r}")
    return found


def write_event(event: events.Event, sequence: int | None) -> bytes:
    """The line of an event; one that is not kept has no sequence number."""
    return write_line({"seq": sequence, "event": name_of(type(event)), **asdict(event)})


def write_command(command: commands.Command, number: int) -> bytes:
    """The line of a command; its answer has the same `id`."""
    return write_line({"id": number, "do": name_of(type(command)), **asdict(command)})


def read_event(told: dict[str, object]) -> events.Event:
    """The event in a decoded line. Raises `UnknownEvent` and `BadField`."""
    name = told.get("event")
    kind = EVENTS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UnknownEvent(f"there is no event {name!r}")
    found = _read(kind, {key: value for key, value in told.items() if key not in {"event", "seq"}}, name_of(kind))
    if not isinstance(found, events.Event):
        raise UnknownEvent(f"there is no event {name!r}")
    return found


def write_line(told: dict[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _read(kind: type, told: object, where: str) -> object:
    if not isinstance(told, dict):
        raise BadField(f"{where} is no object")
    kinds = get_type_hints(kind)
    known = {each.name: each for each in fields(kind)}
    unknown = set(told) - set(known)
    missing = {name for name, each in known.items() if each.default is MISSING} - set(told)
    if unknown or missing:
        raise BadField(f"{where}: {', '.join(sorted(map(str, unknown or missing)))} {'unknown' if unknown else 'missing'}")
    return kind(**{name: _value(kinds[name], value, f"{where}.{name}") for name, value in told.items()})


def _value(kind: type, value: object, where: str) -> object:
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise BadField(f"{where} is no list")
        return tuple(_value(get_args(kind)[0], each, where) for each in value)
    if get_origin(kind) is UnionType:
        return None if value is None else _value(get_args(kind)[0], value, where)
    if kind is float and type(value) is int:
        return float(value)
    if kind in {str, int, bool, float}:
        if type(value) is not kind:
            raise BadField(f"{where} is no {kind.__name__}")
        return value
    return _read(kind, value, where)
