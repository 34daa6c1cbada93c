"""What became of a resource is told in its service's own word, and a day where it has one."""

from datetime import UTC, datetime

import pytest

from components.aws.states import State


@pytest.mark.parametrize(
    ("word", "goes"),
    [
        ("PendingDeletion", True), ("PendingReplicaDeletion", True), ("terminated", True), ("shutting-down", True),
        ("DELETING", True), ("deleted", True), ("Enabled", False), ("Disabled", False), ("running", False),
        ("stopped", False), ("available", False), ("ACTIVE", False), ("CREATE_FAILED", False), ("DELETE_FAILED", False),
        ("", False), ("in-use", False),
    ],
)  # fmt: skip
def test_only_what_nobody_has_to_end_goes_by_itself(word: str, goes: bool) -> None:
    assert (State(word=word).going is not None) is goes, "what only stands still costs, and stays"


def test_the_day_is_told() -> None:
    assert State(word="PendingDeletion", until=datetime(2026, 12, 27, tzinfo=UTC)).going == (
        "PendingDeletion until 2026-12-27"
    )
