"""What the engine gets to see: reports with remedies, unknown values as the SDK's error, breakdowns as mandatory."""

from typing import Any, cast

import pytest
from pulumi_policy import (
    EnforcementLevel,
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from policies.judge.guards import JUDGED, READ, SHOWN, STACK_JUDGED, STACK_SHOWN, VALID
from policies.judge.pack import logical_name, policies
from policies.judge.rule import ResourceRule, Rule, StackRule
from policies.security.__main__ import RULES
from tests.policies.simulated_hosts import UNKNOWN

TYPE = "pulumi-python:dynamic/hosts:Volume"
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
DESCRIBED: dict[str, Any] = {
    "name": "require-something",
    "promise": "Something holds.",
    "severity": Severity.HIGH,
    "remedy": "do it",
    "references": ("NIST SP 800-53 SC-28", "NIST SP 800-53 AC-6"),
    "types": (TYPE,),
}
Reports = list[tuple[str, str | None]]


def on_resource(rules: list[Rule], **inputs: Any) -> Reports:
    """Judge one volume as the SDK does: all policies of the pack, in their order, in this thread."""
    arguments = ResourceValidationArgs(TYPE, unknown_checking_proxy(inputs), "urn:a", "a", OPTIONS, None)
    reports: Reports = []
    for policy in policies(rules):
        if isinstance(policy, ResourceValidationPolicy):
            policy.validate(arguments, lambda text, urn: reports.append((text, urn)))
    return reports


def on_stack(rules: list[Rule], *names: str) -> Reports:
    """Judge a stack of volumes as the SDK does, the resources in this order."""
    volumes = [PolicyResource(TYPE, {}, f"urn:{name}", name, OPTIONS, None, None, [], {}) for name in names]
    reports: Reports = []
    for policy in policies(rules):
        if isinstance(policy, StackValidationPolicy):
            policy.validate(StackValidationArgs(volumes), lambda text, urn: reports.append((text, urn)))
    return reports


def test_report_says_what_where_remedy_and_references() -> None:
    rule = ResourceRule(**DESCRIBED, check=lambda _: ["it is bad"])
    text = 'hosts:Volume "a": it is bad\nRemedy: do it\nReferences: NIST SP 800-53 SC-28, NIST SP 800-53 AC-6'
    assert on_resource([rule]) == [(text, "urn:a")], "a reader needs no other page"


def test_stack_is_judged_in_the_order_of_urns() -> None:
    rule = StackRule(**DESCRIBED, reads=(), check=lambda _, volume: [volume.name])
    assert [urn for _, urn in on_stack([rule], "c", "a", "b")] == ["urn:a", "urn:b", "urn:c"], (
        "the engine's order differs from run to run"
    )


def test_unknown_value_is_the_error_of_the_sdk_at_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_DRY_RUN", "true")
    rule = ResourceRule(**DESCRIBED, check=lambda volume: [volume.get("holds")])
    with pytest.raises(UnknownValueError) as unknown:
        on_resource([rule], holds=UNKNOWN)
    assert unknown.value.message == 'cannot be judged yet, judged at apply: hosts:Volume "a": holds', (
        "the SDK reports this as advisory"
    )


@pytest.mark.parametrize("dry_run", ["false", None])
def test_unknown_value_is_a_violation_at_apply(monkeypatch: pytest.MonkeyPatch, dry_run: str | None) -> None:
    if dry_run is None:
        monkeypatch.delenv("PULUMI_DRY_RUN", raising=False)
    else:
        monkeypatch.setenv("PULUMI_DRY_RUN", dry_run)
    rule = ResourceRule(**DESCRIBED, check=lambda volume: [volume.get("holds")])
    reports = on_resource([rule], holds=UNKNOWN)
    assert len(reports) == 1, "nothing is left to wait for, so that it is refused"
    assert 'hosts:Volume "a": holds: still not known at apply' in reports[0][0], "the reason is said"


def test_violations_are_reported_before_the_unknown_value_ends_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PULUMI_DRY_RUN", "true")
    rule = ResourceRule(**DESCRIBED, check=lambda volume: (volume.get(key) for key in ("name", "holds")))
    arguments = ResourceValidationArgs(
        TYPE, unknown_checking_proxy({"name": "bad", "holds": UNKNOWN}), "urn:a", "a", OPTIONS, None
    )
    reports: Reports = []
    policy = cast(ResourceValidationPolicy, policies([rule])[1])
    with pytest.raises(UnknownValueError):
        policy.validate(arguments, lambda text, urn: reports.append((text, urn)))
    assert len(reports) == 1, "what is known is reported at preview"


def test_rule_that_fails_is_reported_by_itself_and_by_the_guard() -> None:
    rule = ResourceRule(**DESCRIBED, check=lambda _: [str(1 // 0)])
    own, guards = on_resource([rule])
    assert "the rule itself failed: ZeroDivisionError" in own[0], "the reason is said"
    assert "Remedy: mend the rule" in own[0], "the remedy is said"
    assert "require-something could not be judged" in guards[0], "the guard refuses whatever the rule's level"


def test_stack_rule_that_fails_is_reported_by_itself_and_by_the_guard() -> None:
    rule = StackRule(**DESCRIBED, reads=(), check=lambda _, volume: [str(1 // 0)])
    own, guards = on_stack([rule], "a")
    assert "the stack: the rule itself failed: ZeroDivisionError" in own[0], "the reason is said"
    assert "require-something could not be judged" in guards[0], "the guard refuses whatever the rule's level"


def test_breakdown_is_forgotten_once_the_guard_reported_it() -> None:
    failing = ResourceRule(**DESCRIBED, check=lambda volume: [str(1 // int(volume.get("number")))])
    pack = [policy for policy in policies([failing]) if isinstance(policy, ResourceValidationPolicy)]
    counts = []
    for number in (0, 1):
        reports: Reports = []
        arguments = ResourceValidationArgs(
            TYPE, unknown_checking_proxy({"number": number}), "urn:a", "a", OPTIONS, None
        )
        for policy in pack:
            policy.validate(arguments, lambda text, urn, into=reports: into.append((text, urn)))
        counts.append(len(reports))
    assert counts == [2, 1], "the second resource was judged, and its one violation is all there is"


def test_guards_stand_around_the_rules_and_only_what_shows_lets_pass() -> None:
    names = [policy.name for policy in policies(list(RULES))]
    own = [rule.name for rule in RULES]
    assert names == [VALID, *own, JUDGED, STACK_JUDGED, SHOWN, STACK_SHOWN, READ], (
        "what cannot be waived is known before a rule judges, and a guard reports what came before it"
    )
    levels = {policy.name: policy.enforcement_level for policy in policies([])}
    advising = {name for name, level in levels.items() if level is EnforcementLevel.ADVISORY}
    assert advising == {SHOWN, STACK_SHOWN, READ}, "the other guards refuse"


@pytest.mark.parametrize(
    ("urn", "name"),
    [
        ("urn:pulumi:local::groundplan::a:b:C$d:e:F::volume-models", "volume-models"),
        ("urn:pulumi:local::groundplan::a:b:C::a::b", "a::b"),
    ],
)
def test_the_name_of_a_resource_is_all_behind_its_type(urn: str, name: str) -> None:
    assert logical_name(urn) == name, "a waiver is matched by it"


def test_two_rules_of_one_name_are_refused() -> None:
    rule = ResourceRule(**DESCRIBED, check=lambda _: [])
    with pytest.raises(ValueError, match="rule names given twice: require-something"):
        policies([rule, rule])


def test_rule_of_neither_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="give a ResourceRule or a StackRule"):
        policies([Rule(**DESCRIBED)])


def test_severity_reaches_the_engine() -> None:
    assert policies([ResourceRule(**DESCRIBED, check=lambda _: [])])[1].severity is Severity.HIGH, (
        "the engine shows it beside the violation"
    )


def test_at_preview_a_resource_without_properties_is_not_known_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = StackRule(**DESCRIBED, reads=(), check=lambda _, volume: [str(volume.get("holds"))])
    monkeypatch.setenv("PULUMI_DRY_RUN", "true")
    with pytest.raises(UnknownValueError):
        on_stack([rule], "a")  # a provider that is not configured yet tells nothing of what it would make
    monkeypatch.setenv("PULUMI_DRY_RUN", "false")
    assert "None" in on_stack([rule], "a")[0][0], "at apply what is not there is absent"
