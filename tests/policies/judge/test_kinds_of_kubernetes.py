"""A kind is a kind in every version of its API; a patch is judged by what it says, not by what it leaves out."""

from typing import Any

import pytest
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Severity

from policies.judge.asking import every, inside, is_true
from policies.judge.by_type import JudgingByType, types_of
from policies.judge.judging import Judge
from policies.judge.kinds_of_kubernetes import kind_of
from policies.judge.pack import policies
from policies.judge.resource import Resource, Stack
from policies.judge.rule import ResourceRule, StackRule
from policies.judge.types_of_kubernetes import (
    CLUSTER_QUEUE,
    CRON_JOB,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    INGRESS,
    NAMESPACE,
    NETWORK_POLICY,
    POD,
    RAY_CLUSTER,
)
from policies.judge.unknown import together
from tests.policies.judge.requests import asked, tell
from tests.policies.rules_of import rules_of

DESCRIBED: dict[str, Any] = {
    "promise": "Something holds.",
    "severity": Severity.LOW,
    "remedy": "do it",
    "references": ("NIST SP 800-53 SC-28",),
}


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("kubernetes:apps/v1beta2:Deployment", DEPLOYMENT),
        ("kubernetes:extensions/v1beta1:Deployment", DEPLOYMENT),
        ("kubernetes:extensions/v1beta1:Ingress", INGRESS),
        ("kubernetes:extensions/v1beta1:NetworkPolicy", NETWORK_POLICY),
        ("kubernetes:policy/v1beta1:PodDisruptionBudget", DISRUPTION_BUDGET),
        ("kubernetes:batch/v1beta1:CronJob", CRON_JOB),
        ("kubernetes:ray.io/v1alpha1:RayCluster", RAY_CLUSTER),
        ("kubernetes:kueue.x-k8s.io/v1beta1:ClusterQueue", CLUSTER_QUEUE),
        ("kubernetes:v1:Pod", POD),
        (DEPLOYMENT, DEPLOYMENT),
    ],
)
def test_every_version_of_a_kind_is_that_kind(token: str, kind: str) -> None:
    assert kind_of(token) == (kind, False)
    assert kind_of(f"{token}Patch") == (kind, True), "a part of it is one of it too"


@pytest.mark.parametrize(
    "token",
    [
        "kubernetes:example.com/v1:Deployment",
        "kubernetes:helm.sh/v3:Chart",
        "kubernetes:apps/v1:DeploymentList",
        "aws:s3/bucket:Bucket",
        "kubernetes:yaml:ConfigFile",
    ],
)
def test_what_is_of_another_group_is_something_else(token: str) -> None:
    assert kind_of(token) == (token, False), "the same word elsewhere is another thing"


def test_rules_name_kinds_by_the_one_token_of_each() -> None:
    named = {
        token
        for rule in rules_of("kubernetes")
        for token in (*rule.types, *(rule.reads if isinstance(rule, StackRule) else ()))
        if token.startswith("kubernetes:")  # a rule may read the machines of a cloud beside
    }
    astray = {token for token in named if kind_of(token) != (token, False)}
    assert astray == set(), "a rule that names another version would meet nothing"
    unread = {each for each in named if "helm.sh" not in each and kind_of(f"{each}Patch") != (each, True)}
    assert unread == set(), "declare the token in types_of_kubernetes, where all versions of it are read"


def one(token: str, inputs: Any) -> Resource:
    return Resource(token, "x", f"urn:{token}::x", inputs)


def found(check: Any, token: str, inputs: Any) -> list[str]:
    rule = ResourceRule(name="require-x", types=(DEPLOYMENT,), check=check, **DESCRIBED)
    verdict = Judge().resource(rule, one(token, inputs))
    assert verdict.breakdown is None and verdict.not_known == (), "what a patch leaves out waits for nothing"
    return [each.text for each in verdict.violations]


def test_a_report_names_the_type_that_the_program_names() -> None:
    assert found(is_true("on"), "kubernetes:apps/v1beta1:DeploymentPatch", {"on": False}) == [
        'v1beta1:DeploymentPatch "x": on is False; allowed: true'
    ], "who reads it looks for what stands there"


def test_an_old_version_is_judged_whole() -> None:
    assert found(is_true("on"), "kubernetes:extensions/v1beta1:Deployment", {}) == [
        'v1beta1:Deployment "x": on is absent; allowed: true'
    ]


@pytest.mark.parametrize("inputs", [{}, {"spec": {}}, {"spec": {"containers": [{}]}}, {"spec": None}])
def test_what_a_patch_leaves_out_is_no_breach(inputs: Any) -> None:
    check = together(is_true("on"), inside("spec", is_true("on"), every("containers", is_true("on"))))
    assert found(check, f"{DEPLOYMENT}Patch", inputs) == [], "the object has its own"


def test_what_a_patch_says_is_judged_beside_what_it_leaves_out() -> None:
    check = inside("spec", is_true("on"), every("containers", is_true("a"), is_true("b")))
    patch = {"spec": {"containers": [{"name": "main", "b": False}]}}
    assert found(check, f"{DEPLOYMENT}Patch", patch) == [
        'v1:DeploymentPatch "x": spec.containers[0].b is False; allowed: true'
    ]


def test_an_element_that_a_patch_replaces_is_judged_whole() -> None:
    check = every("rules", is_true("on"))
    assert len(found(check, f"{DEPLOYMENT}Patch", {"rules": [{}]})) == 1, (
        "the cluster merges no list of these"
    )


@pytest.mark.parametrize(("name", "expected"), [("require-x", 0), ("forbid-x", 1)])
def test_of_a_patch_nobody_asks_what_is_not_beside_it(name: str, expected: int) -> None:
    rule = StackRule(name=name, types=(NAMESPACE,), reads=(), check=lambda *_: ["it is bad"], **DESCRIBED)
    verdict = Judge().stack(rule, Stack((one(f"{NAMESPACE}Patch", {}),)))
    assert len(verdict.violations) == expected


def test_a_patch_is_no_proof_for_another_object() -> None:
    def check(stack: Stack, _: Resource) -> list[str]:
        return [] if stack.of_type(NETWORK_POLICY) else ["none"]

    rule = StackRule(name="require-x", types=(NAMESPACE,), reads=(NETWORK_POLICY,), check=check, **DESCRIBED)
    for token, count in ((f"{NETWORK_POLICY}Patch", 1), ("kubernetes:extensions/v1beta1:NetworkPolicy", 0)):
        verdict = Judge().stack(rule, Stack((one(NAMESPACE, {}), one(token, {}))))
        assert len(verdict.violations) == count, token


@pytest.mark.parametrize("token", [DEPLOYMENT, "kubernetes:apps/v1beta1:Deployment", f"{DEPLOYMENT}Patch"])
def test_a_pack_hands_every_version_and_patch_to_the_rules_of_the_kind(token: str) -> None:
    rules = (
        ResourceRule(name="require-on", types=(DEPLOYMENT,), check=is_true("on"), **DESCRIBED),
        StackRule(
            name="forbid-x", types=(DEPLOYMENT,), reads=(), check=lambda *_: ["it is bad"], **DESCRIBED
        ),
    )
    pack = JudgingByType(types_of(rules), "pack", "1.0.0", policies(rules), EnforcementLevel.MANDATORY)
    tell(pack, {})
    answer = pack.Analyze(asked(proto.AnalyzeRequest, token, {"on": False}), None)
    assert [each.policyName for each in answer.diagnostics] == ["require-on"]
    stack = proto.AnalyzeStackRequest(resources=[asked(proto.AnalyzerResource, token, {})])
    assert [each.policyName for each in pack.AnalyzeStack(stack, None).diagnostics] == ["forbid-x"]
