"""An authority is renewed a whole term before its end, and people hear of it in time."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.authorities.renewal import TERM, is_due, note

ENDS = datetime.datetime(2028, 11, 22, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@given(st.timedeltas(min_value=-4 * TERM, max_value=4 * TERM))
def test_it_is_due_from_one_term_before_its_end_on(left: datetime.timedelta) -> None:
    assert is_due(ENDS.isoformat(), ENDS - left) == (left <= TERM)


@given(st.timedeltas(min_value=-4 * TERM, max_value=4 * TERM))
def test_it_is_told_exactly_while_something_is_to_be_done(left: datetime.timedelta) -> None:
    now = ENDS - left
    assert (note("train", ENDS.isoformat(), now) is not None) == is_due(ENDS.isoformat(), now)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (ENDS - DAY, "ends on 2028-11-22: the next `groundplan up` renews it"),
        (ENDS + DAY, "ended on 2028-11-22"),
    ],
)
def test_what_is_told_names_the_cluster_the_day_and_the_remedy(now: datetime.datetime, told: str) -> None:
    said = note("train", ENDS.isoformat(), now) or ""
    assert "cluster train" in said and told in said
    assert "`groundplan up`" in said and "pod" in said, "what helps, and what it costs"
