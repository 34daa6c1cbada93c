"""Remarks are skipped, lines keep their numbers, and sources are told in remarks."""

from pathlib import Path

from components.catalog.table import rows, sources

TEXT = """\
# a table
a,b
# between
1,"two, quoted"

3,
# source list: where it is from
# source another-one: elsewhere: a page
"""


def test_lines_keep_their_numbers_past_remarks_and_empty_lines() -> None:
    found = [(row.line, dict(row.cells)) for row in rows(Path("t.csv"), TEXT, ("a", "b"))]
    assert found == [(4, {"a": "1", "b": "two, quoted"}), (6, {"a": "3", "b": ""})]


def test_a_source_is_a_key_and_what_it_stands_for() -> None:
    assert sources(TEXT) == {"list": "where it is from", "another-one": "elsewhere: a page"}
