"""Queries the ORM writes once; later calls only fill in the values.

For the reads of every page: what a queryset works out anew each time costs more there than the database's own work. What
decides the SQL itself (who looks, which filter is on) is the *shape*; what only fills it is `Given`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Lookup, QuerySet
from django.db.models.expressions import Expression
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from balie.foundation.statements.cursors import numbered_cursor
from balie.foundation.statements.together import Asked, Row, answer_to

MOST_SHAPES = 512


class HasSight(Protocol):
    """A viewer: `sight` is equal for two viewers exactly when they may see the same."""

    @property
    def sight(self) -> Hashable: ...


@dataclass(frozen=True)
class _Place:
    """Where a value comes among the parameters."""

    name: str


class Given(Expression):
    """A value given at each call: `filter(number=Given("number", BigIntegerField()))`."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return f"%s::{self.output_field.db_type(connection)}", [_Place(self.name)]


@Field.register_lookup
class Among(Lookup):
    """One of the values of a list: `filter(pk__among=Given("ids", ArrayField(BigIntegerField())))`. `in` has a place for each value."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY {right}", [*left_params, *right_params]


@dataclass(frozen=True)
class _Statement:
    """`converters`: column → what Django makes of its value; `made`: the record of a row, when the queryset gives records."""

    sql: str
    params: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    made: Callable[[Row], Any]

    @cached_property
    def as_text(self) -> str:
        return f"SELECT coalesce(json_agg(found), '[]')::text FROM ({self.sql}) found"  # noqa: S608  our own statement

    @cached_property
    def as_counts(self) -> str:
        return f"SELECT value, count(*) FROM ({self.sql}) AS found (value) GROUP BY value"  # noqa: S608  our own statement


class Prepared:
    """`prepared(viewer, …, number=…)`: the rows as tuples in the order of the queryset's `values_list`; `records` as records.

    A viewer's `sight` stands for the viewer: what two see alike is written once.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statements: dict[Hashable, _Statement] = {}

    def __call__(self, *shape: Any, **values: Any) -> list[Row]:
        return _rows(self._statement(shape), values)

    def records(self, *shape: Any, **values: Any) -> list[Any]:
        """As the queryset itself would give them, with what `select_related` and `annotate` add."""
        statement = self._statement(shape)
        return [statement.made(row) for row in _rows(statement, values)]

    def text(self, *shape: Any, **values: Any) -> str:
        """The rows as one JSON text of objects, column by column: a list that seldom changes is known again by it."""
        statement = self._statement(shape)
        if statement is _NOTHING:
            return "[]"
        [(written,)] = _fetched(statement.as_text, statement, values)
        return str(written)

    def counts(self, *shape: Any, **values: Any) -> dict[Any, int]:
        """How many rows there are with each value of `value`, the only column: counted there, not fetched."""
        statement = self._statement(shape)
        return {} if statement is _NOTHING else dict(_fetched(statement.as_counts, statement, values))

    def asked(self, *shape: Any, **values: Any) -> Asked:
        """The same question, to be sent beside others by `asked_together`."""
        statement = self._statement(shape)
        return Asked(statement.sql, _given(statement, values))

    def asked_as_text(self, *shape: Any, **values: Any) -> Asked:
        """The question of `text`."""
        statement = self._statement(shape)
        return Asked(statement.as_text if statement.sql else "", _given(statement, values))

    def asked_for_counts(self, *shape: Any, **values: Any) -> Asked:
        """The question of `counts`."""
        statement = self._statement(shape)
        return Asked(statement.as_counts if statement.sql else "", _given(statement, values))

    def _statement(self, shape: Sequence[Any]) -> _Statement:
        key = tuple(getattr(each, "sight", each) for each in shape)
        known = self._statements.get(key)
        if known is None:
            if len(self._statements) >= MOST_SHAPES:
                self._statements.clear()
            known = self._statements[key] = _written(self._build(*shape))
        return known


_NOTHING = _Statement("", (), (), tuple)


def _written(queryset: QuerySet[Any, Any]) -> _Statement:
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:  # who looks may see nothing of it
        return _NOTHING
    sql, params = _with_words(sql, params)
    found = compiler.get_converters([selected[0] for selected in compiler.select])
    converters = [(at, each, column) for at, (each, column) in found.items()]
    return _Statement(sql, params, converters, _maker(compiler) if queryset._iterable_class is ModelIterable else tuple)  # noqa: SLF001  # nothing public tells


def _with_words(sql: str, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The statement with numbered places and its texts written in: the planner then knows once and for all that the index of the open tickets fits.

    Numbers stay places, since those of the viewer are among them: colleagues share a plan.
    """
    places = count(1)
    written = [Literal(each).as_string() if isinstance(each, str) else f"${next(places)}" for each in params]
    return sql % tuple(written), [each for each in params if not isinstance(each, str)]


def _maker(compiler: SQLCompiler) -> Callable[[Row], Any]:
    """What `ModelIterable` does with a row."""
    info, select, annotated = compiler.klass_info, compiler.select, compiler.annotation_col_map or {}
    begin, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [selected[0].target.attname for selected in select[begin:end]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS, FETCH_ONE)

    def make(row: Row) -> Any:
        record = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
        for populator in populators:
            populator.populate(row, record)
        for name, at in annotated.items():
            setattr(record, name, row[at])
        return record

    return make


def _rows(statement: _Statement, values: Mapping[str, Any]) -> list[Row]:
    if statement is _NOTHING:
        return []
    rows = _fetched(statement.sql, statement, values)
    return [_converted(row, statement) for row in rows] if statement.converters else rows


def _fetched(sql: str, statement: _Statement, values: Mapping[str, Any]) -> list[Row]:
    given = _given(statement, values)
    known = answer_to(sql, given)
    if known is not None:
        return known
    with numbered_cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[Row] = cursor.fetchall()
    return rows


def _given(statement: _Statement, values: Mapping[str, Any]) -> list[Any]:
    return [values[each.name] if isinstance(each, _Place) else each for each in statement.params]


def _converted(row: Row, statement: _Statement) -> Row:
    values = list(row)
    for at, converters, column in statement.converters:
        for convert in converters:
            values[at] = convert(values[at], column, connection)
    return tuple(values)
