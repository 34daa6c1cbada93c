"""Every failure of an example has a reason of its own, and every reason a failure; both are told where not."""

import pytest

from tests.bench import cloud_checks, cloud_reasons
from tests.bench.cloud_checks import Example, failures, faults, section
from tests.bench.cloud_reasons import REASONS, Reason, reason_of
from tests.judges.checkov import Verdict

BUCKET, LOGS = "aws_s3_bucket.storage-models", "aws_s3_bucket.storage-access-logs"
OWN = "aws_s3_bucket.own"
WHY = Reason(
    check="CKV_ONE",
    of=("aws_s3_bucket.*-logs", "aws_s3_bucket.own"),
    what="the logs' bucket",
    why="It would log itself.",
)


@pytest.fixture(autouse=True)
def one_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be one reason, whatever the examples need."""
    monkeypatch.setattr(cloud_reasons, "REASONS", (WHY,))
    monkeypatch.setattr(cloud_checks, "REASONS", (WHY,))


def example(**failed: tuple[str, ...]) -> Example:
    names = {check: f"what {check} says" for check in (*failed, "CKV_OTHER")}
    verdict = Verdict(passed={"CKV_OTHER": (BUCKET,)}, failed=failed, names=names)
    return Example(cloud="aws", size="small", declared=9, verdict=verdict)


def test_a_reason_excuses_the_resources_that_it_names_and_no_other() -> None:
    assert reason_of("CKV_ONE", LOGS) == WHY
    assert reason_of("CKV_ONE", BUCKET) is None, "another bucket may well log"
    assert reason_of("CKV_TWO", LOGS) is None


def test_a_failure_without_a_reason_is_a_fault_that_names_check_and_resource() -> None:
    found = failures([example(CKV_ONE=(LOGS, OWN, BUCKET))])
    assert faults(found) == [f"CKV_ONE fails on {BUCKET}: mend it, or write the reason"]


def test_a_reason_that_nothing_needs_is_a_fault_too_and_so_is_a_part_of_one() -> None:
    unneeded = [
        f"CKV_ONE of {of}: nothing fails it, so take the reason out" for of in ("aws_s3_bucket.*-logs", OWN)
    ]
    assert faults(failures([example()])) == unneeded
    assert faults(failures([example(CKV_ONE=(LOGS,))])) == unneeded[1:]


def test_the_section_has_a_row_for_each_example_and_one_for_each_reason() -> None:
    text = section([example(CKV_ONE=(LOGS,))])
    assert "| `aws-small` | 9 | 2 | 1 of 2 | 1 | **50.0%** |" in text
    assert "| aws | `CKV_ONE` what CKV_ONE says | 1 | the logs' bucket | It would log itself. |" in text


def test_no_reason_breaks_the_table() -> None:
    assert not [each for each in REASONS if "|" in each.what + each.why or "\n" in each.what + each.why]
