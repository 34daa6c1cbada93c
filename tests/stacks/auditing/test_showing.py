"""What is left is shown with its age, in the largest unit that it has."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.audit import Audit, Found
from stacks.auditing.showing import UNITS, age, audit_document, going_lines

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEY = Found(
    kind="kms:key", name="1234", location="us-east-1", labels={"Name": "atlas-disks"},
    made=NOW - timedelta(days=3), going="PendingDeletion until 2026-12-27",
)  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (86_400, "1 d"), (-5, "0 s")],
)
def test_an_age_is_in_its_largest_unit(seconds: int, shown: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == shown


def test_an_age_that_nobody_knows_is_said_so() -> None:
    assert age(None, NOW) == "unknown"


@given(st.integers(0, 10**9))
def test_an_age_is_rounded_down_by_less_than_its_unit(seconds: int) -> None:
    number, unit = age(NOW - timedelta(seconds=seconds), NOW).split()
    size = dict(UNITS).get(unit, 1)
    assert 0 <= seconds - int(number) * size < size


def test_what_goes_is_told_with_why() -> None:
    assert going_lines([KEY]) == [
        "not counted: kms:key 1234 (atlas-disks) (PendingDeletion until 2026-12-27)"
    ]


def test_a_document_has_all_of_it() -> None:
    document = audit_document(
        "atlas", "aws", "prod", Audit(place="account 1", left=(), going=(KEY,), notes=("n",))
    )
    assert document == {
        "plan": "atlas", "target": "aws", "stack": "prod", "place": "account 1", "left": [], "notes": ["n"],
        "going": [
            {
                "kind": "kms:key", "name": "1234", "location": "us-east-1", "made": "2026-11-24T12:00:00+00:00",
                "labels": {"Name": "atlas-disks"}, "why": "PendingDeletion until 2026-12-27",
            }
        ],
    }  # fmt: skip
