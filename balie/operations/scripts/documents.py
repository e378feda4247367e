"""Scripts as YAML: one document each, or several in a file, of which the first may run through the others. See docs/reference/scripts.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from balie.operations.scripts.rules.document import Document

MOST_BYTES, DEEPEST, MOST_DOCUMENTS = 4_000_000, 30, 50
BOM = "\ufeff"


@dataclass(frozen=True)
class Fault:
    """What cannot be read: `code` as pydantic names it, or ours; `at` which part, `line` where, `about` more facts."""

    code: str
    at: str
    line: int
    about: Mapping[str, object]


class Unreadable(ValueError):
    """The file is no script; `faults` say where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{faults[0].code} in line {faults[0].line}")
        self.faults = faults


class _Loader(yaml.CSafeLoader):
    """YAML as of version 1.2: only true and false are truths; a date is text, as is 0470. No key stands twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as yaml calls it
        seen: set[object] = set()
        for key_node, _value in node.value:
            key = key_node.value
            if not isinstance(key, str) or key in seen:
                raise Unreadable([Fault("double_key", str(key), key_node.start_mark.line + 1, {})])
            seen.add(key)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


_PLAIN = {
    "bool": (r"^(?:true|false)$", "tf"),
    "int": (r"^-?(?:0|[1-9][0-9]{0,17})$", "-0123456789"),
    "float": (r"^-?[0-9]{1,18}\.[0-9]{1,18}$", "-0123456789"),
    "null": (r"^(?:null|~|)$", ["n", "~", ""]),
}
for _tag, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def read_documents(raw: bytes) -> list[Document]:
    """The scripts of a file, in order. Raises `Unreadable`."""
    text = _text(raw)
    _ensure_plain(text)
    found = [_document(loader, node) for loader, node in _nodes(text)]
    if not found:
        raise Unreadable([Fault("empty", "", 1, {})])
    return found


def read_data(data: object) -> Document:
    """A script as `data_of` gave it. Raises `pydantic.ValidationError`."""
    return Document.model_validate(data)


def faults_in(data: object, error: ValidationError) -> list[Fault]:
    """What `read_data` refuses, with where it stands in the data; of a union only what is wrong deepest."""
    found = [
        Fault(each["type"], _place_in(data, each["loc"]), 0, each.get("ctx", {}) | {"message": each["msg"]}) for each in _errors(error)
    ]
    return [fault for fault in found if not any(other.at.startswith(f"{fault.at}.") for other in found)]


def data_of(script: Document) -> dict[str, Any]:
    """The script as JSON holds it; what stands at its usual value is left out, so that it reads back the same."""
    return script.model_dump(mode="json", exclude_defaults=True, exclude_none=True) | {"balie_script": 1}


def write_script(script: Document) -> str:
    """The script as YAML, its parts in the order of the format."""
    data = data_of(script)
    ordered = {name: data[name] for name in Document.model_fields if name in data}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def schema() -> dict[str, Any]:
    """The JSON Schema of a document."""
    made = TypeAdapter(Document).json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Balie script", **made}


class _Dumper(yaml.CSafeDumper):
    """Texts of several lines as blocks; what would read as something else in quotes."""

    yaml_implicit_resolvers = yaml.CSafeDumper.yaml_implicit_resolvers


def _write_string(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text and not any(line != line.rstrip() for line in text.split("\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_string)


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable([Fault("too_large", "", 1, {"most": MOST_BYTES // 1_000_000})])
    try:
        return raw.decode().removeprefix(BOM)
    except UnicodeDecodeError as error:
        raise Unreadable([Fault("no_utf8", "", raw[: error.start].count(b"\n") + 1, {})]) from None


def _ensure_plain(text: str) -> None:
    """No anchors, by which a few lines become millions; nothing nested without end; so many documents at most."""
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Unreadable([Fault("anchor", "", _line(event), {})])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if depth > DEEPEST or documents > MOST_DOCUMENTS:
                raise Unreadable([Fault("too_deep" if depth > DEEPEST else "too_many", "", _line(event), {})])
    except yaml.YAMLError as error:
        raise Unreadable([_yaml_fault(error)]) from None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _yaml_fault(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    return Fault("yaml", "", mark.line + 1 if mark else 1, {"problem": getattr(error, "problem", None) or str(error)})


def _nodes(text: str) -> Iterator[tuple[_Loader, yaml.Node]]:
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is not None:
                yield loader, node
    finally:
        loader.dispose()


def _document(loader: _Loader, node: yaml.Node) -> Document:
    try:
        data = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise Unreadable([_yaml_fault(error)]) from None
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise Unreadable([_fault(node, each) for each in _errors(error)]) from None


def _errors(error: ValidationError) -> list[Any]:
    """What is wrong, its place without the kind of a node, which stands between its key and its fields there."""
    found = error.errors(include_url=False, include_input=False)
    return [each | {"loc": each["loc"][:2] + each["loc"][3:] if each["loc"][:1] == ("nodes",) else each["loc"]} for each in found]


def _place_in(data: Any, loc: Sequence[str | int]) -> str:
    """As `_place`, in data that did not come from a file."""
    found: list[str] = []
    for at, part in enumerate(loc):
        if _is_in(data, part):
            data = data[part]
        elif at < len(loc) - 1 or not isinstance(data, Mapping):
            continue
        found.append(str(part))
    return ".".join(found)


def _is_in(data: Any, part: str | int) -> bool:
    return part in data if isinstance(data, Mapping) else isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)


def _fault(node: yaml.Node, error: Any) -> Fault:
    at, line = _place(node, error["loc"])
    return Fault(error["type"], at, line, error.get("ctx", {}) | {"message": error["msg"]})


def _place(node: yaml.Node, loc: Sequence[str | int]) -> tuple[str, int]:
    """Which part that is, and its line: what pydantic names besides (the kind of a union) stands nowhere in the file."""
    line, found = node.start_mark.line + 1, []
    for part in loc:
        below = _below(node, part)
        if below is None:
            found += [str(part)] if part == loc[-1] and isinstance(node, yaml.MappingNode) else []
            continue
        found.append(str(part))
        node, line = below
    return ".".join(found), line


def _below(node: yaml.Node, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((value, key.start_mark.line + 1) for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
