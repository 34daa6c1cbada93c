"""No document ends in a traceback: it is a plan, or every error has a place in the file and a remedy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from components.plan.errors import PlanErrors
from components.plan.loading import load_plan
from components.plan.model import Plan
from tests.components.plan.hostile import DOCUMENTS

SHORT = {"a good plan with other values": 1000, "the text of a good plan with damage": 500, "noise": 500}
"""2,000 documents: each run of the tests."""

LONG = {kind: 5 * count for kind, count in SHORT.items()}
"""10,000 documents: `make prove`."""


@contextmanager
def plan_file(text: str) -> Iterator[Path]:
    """Give a file with this text; what UTF-8 cannot hold becomes a byte that is not UTF-8."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        yield path


def judge(text: str) -> None:
    """Load a document; whatever it is, the answer must be one of a plan or of errors that help."""
    with plan_file(text) as path:
        try:
            plan: Plan | PlanErrors = load_plan(path)
        except PlanErrors as errors:
            plan = errors
        if isinstance(plan, Plan):
            assert Plan.model_validate(plan.model_dump(mode="json")) == plan, (
                "a plan can be written and read again"
            )
            return
        lines = (
            len(text.encode("utf-8", "replace").splitlines()) + text.count("\x85") + text.count("\u2028") + 2
        )
        for error in plan.errors:
            assert 1 <= error.line <= lines, "the line is one of the file"
            assert error.column >= 1, "columns count from 1"
            assert error.problem and error.given and error.allowed and error.remedy, "no part is empty"
            assert str(error).isprintable(), "a message is one line that any terminal shows as it is"
            str(error).encode("utf-8")


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_document_ends_in_a_traceback(kind: str) -> None:
    run(kind, SHORT[kind])


@pytest.mark.long
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_document_of_many_ends_in_a_traceback(kind: str) -> None:
    run(kind, LONG[kind])


def run(kind: str, count: int) -> None:
    """Judge `count` documents of a kind."""
    checked = settings(
        max_examples=count,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )(given(DOCUMENTS[kind])(judge))
    checked()
