from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.exchange import csv_lines, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+32", "-2", "@x", "\tx", " =1", "a\n=1", "a\r@x"])
def test_a_cell_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Peeters", "1+1", "a-b", "x@y.be"])
def test_plain_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=2, max_size=2)))
def test_rows_read_back_as_written(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["a", "b"], rows)).removeprefix("\ufeff")

    read = list(csv.reader(text.splitlines(keepends=True)))

    assert read[1:] == [[safe_cell(cell) for cell in row] for row in rows]
