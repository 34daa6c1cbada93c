"""Verdicts: violations, what waits for apply, and breakdowns of the rule itself."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi_policy import Severity

from policies.judge.judging import Judge, Verdict, Violation
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule
from tests.policies.simulated_hosts import UNKNOWN, simulated_resource, stack_of

VOLUME = simulated_resource("Volume", "datasets", {"holds": "datasets"})
DESCRIBED: dict[str, Any] = {
    "name": "require-something",
    "promise": "Something holds.",
    "severity": Severity.LOW,
    "remedy": "do it",
    "references": ("NIST SP 800-53 SC-28",),
    "types": (VOLUME.type,),
}


def resource_rule(check: Any, **changes: Any) -> ResourceRule:
    """Return a rule about volumes with this check."""
    return ResourceRule(**{**DESCRIBED, **changes}, check=check)


def test_finding_becomes_a_violation_of_its_resource() -> None:
    verdict = Judge().resource(resource_rule(lambda _: ["it is bad"]), VOLUME)
    assert verdict == Verdict((Violation('hosts:Volume "datasets": it is bad', VOLUME.urn),)), (
        "where and what"
    )


def test_other_types_are_not_judged() -> None:
    forward = simulated_resource("Forward", "job-api", {})
    assert Judge().resource(resource_rule(lambda _: ["it is bad"]), forward) == Verdict(), (
        "not the rule's matter"
    )


def test_malformed_property_is_a_violation() -> None:
    rule = resource_rule(lambda resource: [str(part) for part in resource.parts("holds")])
    assert [each.text for each in Judge().resource(rule, VOLUME).violations] == [
        'hosts:Volume "datasets": holds is "datasets"; a list is expected'
    ], "what no rule can judge is not passed"


@pytest.mark.parametrize(
    "read",
    [lambda resource: resource.get("holds"), lambda resource: resource.value["holds"]],
    ids=["through the judge", "past the judge"],
)
def test_unknown_value_waits_for_apply(read: Any) -> None:
    volume = simulated_resource("Volume", "datasets", {"holds": UNKNOWN})
    verdict = Judge().resource(resource_rule(lambda resource: [read(resource)]), volume)
    assert verdict == Verdict(not_known=('hosts:Volume "datasets": holds',)), "neither passed nor refused"


def test_finding_before_an_unknown_value_is_kept() -> None:
    def check(resource: Resource) -> Iterator[str]:
        yield "it is bad"
        yield resource.get("holds")

    verdict = Judge().resource(
        resource_rule(check), simulated_resource("Volume", "datasets", {"holds": UNKNOWN})
    )
    assert len(verdict.violations) == 1, "what is known is judged at preview"
    assert len(verdict.not_known) == 1, "the rest waits for apply"


def test_stack_rule_sees_what_it_reads_and_judges_each_resource_of_its_types() -> None:
    stack = stack_of(
        {"Volume": {"a": {}, "b": {"holds": UNKNOWN}, "c": {}}, "Forward": {"d": {}}, "Sandbox": {"e": {}}}
    )
    forward = simulated_resource("Forward", "", {}).type

    def check(seen: Stack, volume: Resource) -> Iterator[str]:
        volume.get("holds")
        yield f"one of {len(seen.resources)}"

    verdict = Judge().stack(StackRule(**DESCRIBED, reads=(forward,), check=check), stack)
    assert [each.text for each in verdict.violations] == [
        'hosts:Volume "a": one of 4',
        'hosts:Volume "c": one of 4',
    ], "an unknown resource hides no other"
    assert verdict.not_known == ('hosts:Volume "b": holds',), "what is not known is told"


@pytest.mark.parametrize("failure", [ZeroDivisionError("division by zero"), SystemExit(0), RecursionError()])
def test_failing_rule_is_a_breakdown_and_not_a_pass(failure: BaseException) -> None:
    def check(_resource: Resource) -> Iterator[str]:
        raise failure
        yield ""

    breakdown = Judge().resource(resource_rule(check), VOLUME).breakdown
    assert breakdown is not None, "a rule that failed passed the resource"
    assert breakdown.startswith('hosts:Volume "datasets": the rule itself failed: '), "it says where"
    assert type(failure).__name__ in breakdown, "it says what"


def test_check_that_returns_nothing_to_iterate_is_a_breakdown() -> None:
    breakdown = Judge().resource(resource_rule(lambda _: None), VOLUME).breakdown
    assert breakdown is not None, "a forgotten yield passed the resource"


def test_rule_over_its_time_is_a_breakdown_and_is_not_started_again() -> None:
    released, starts = threading.Event(), []

    def check(resource: Resource) -> Iterator[str]:
        starts.append(resource.name)
        released.wait()
        yield "too late"

    judge, slow = Judge(), resource_rule(check, time_limit_s=0.05)
    try:
        first, second = judge.resource(slow, VOLUME), judge.resource(slow, VOLUME)
    finally:
        released.set()
    assert first.breakdown is not None, "a rule over its time passed the resource"
    assert "ran over its time limit: not done after 0.05 s" in first.breakdown, "it says why"
    assert second.breakdown is not None, "a rule that is not started passed the resource"
    assert starts == ["datasets"], "each start would leave another thread behind"


def test_rule_over_its_time_stops_no_other_rule() -> None:
    released, judge = threading.Event(), Judge()
    try:
        judge.resource(resource_rule(lambda _: [str(released.wait())], time_limit_s=0.05), VOLUME)
    finally:
        released.set()
    verdict = judge.resource(resource_rule(lambda _: ["bad"], name="require-other"), VOLUME)
    assert len(verdict.violations) == 1, "the other rules go on"
