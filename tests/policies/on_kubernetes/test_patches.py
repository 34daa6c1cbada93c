"""A patch of an object: refused for what it says wrong, and for nothing that it leaves as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule, StackRule
from policies.judge.types_of_kubernetes import (
    CLAIM,
    CLUSTER_ROLE,
    DEPLOYMENT,
    NAMESPACE,
    RAY_CLUSTER,
    RAY_JOB,
    RAY_SERVICE,
    SERVICE,
    STATEFUL_SET,
)
from tests.policies.breach import verdicts
from tests.policies.captured import in_order, plain, urn_of
from tests.policies.on_kubernetes.sound import sound
from tests.policies.rules_of import rules_of

RULES = {rule.name: rule for rule in rules_of("kubernetes")}


def pod(**said: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": said}}}


def one(**said: Any) -> dict[str, Any]:
    return pod(containers=[{"name": "main", **said}])


PRIVILEGED = {"securityContext": {"privileged": True}}
WARNS = {"pod-security.kubernetes.io/warn": "privileged"}
SPOT = {"karpenter.sh/capacity-type": "spot"}


def volume(**source: Any) -> dict[str, Any]:
    return pod(volumes=[{"name": "x", **source}])


def right(verb: str, resource: str) -> dict[str, Any]:
    return {"rules": [{"apiGroups": [""], "resources": [resource], "verbs": [verb]}]}


def service(**cluster: Any) -> dict[str, Any]:
    return {"spec": {"rayClusterConfig": cluster}}


def job(**cluster: Any) -> dict[str, Any]:
    return {"spec": {"rayClusterSpec": cluster}}


WRONG = (
    ("forbid-privileged-containers", DEPLOYMENT, one(**PRIVILEGED)),
    ("forbid-privileged-containers", RAY_SERVICE, service(autoscalerOptions=PRIVILEGED)),
    ("forbid-privileged-containers", RAY_JOB, job(headGroupSpec=one(**PRIVILEGED)["spec"])),
    ("require-non-root-containers", DEPLOYMENT, one(securityContext={"runAsUser": 0})),
    ("require-non-root-containers", DEPLOYMENT, pod(securityContext={"runAsUser": 0})),
    ("require-non-root-containers", STATEFUL_SET, pod(securityContext={"runAsNonRoot": False})),
    ("forbid-host-namespaces", DEPLOYMENT, pod(hostPID=True)),
    ("require-image-digests", DEPLOYMENT, one(image="registry.example.com/x:latest")),
    ("require-limits-and-requests", DEPLOYMENT, one(resources={"limits": {"memory": "0"}})),
    ("restrict-mounts-of-serving", DEPLOYMENT, volume(persistentVolumeClaim={"claimName": "store-datasets"})),
    ("restrict-mounts-of-serving", DEPLOYMENT, volume(csi={"driver": "x"})),
    ("restrict-claims-beside-serving", CLAIM, {"spec": {"volumeName": "pv-datasets"}}),
    ("restrict-claims-beside-serving", CLAIM, {"spec": {"dataSourceRef": {"name": "x"}}}),
    ("require-pod-security-labels", NAMESPACE, {"metadata": {"labels": WARNS}}),
    ("require-owner-labels", NAMESPACE, {"metadata": {"labels": {"groundplan-plan": ""}}}),
    ("restrict-service-types", SERVICE, {"spec": {"type": "LoadBalancer"}}),
    ("forbid-wildcards-in-roles", CLUSTER_ROLE, right("*", "pods")),
    ("restrict-roles-on-secrets", CLUSTER_ROLE, right("get", "secrets")),
    ("require-token-on-kuberay-clusters", RAY_CLUSTER, {"spec": {"authOptions": {"mode": "disabled"}}}),
    ("forbid-spot-heads", RAY_CLUSTER, {"spec": {"headGroupSpec": pod(nodeSelector=SPOT)["spec"]}}),
)
RIGHT = (
    (DEPLOYMENT, pod(tolerations=[{"key": "gpu", "operator": "Exists"}])),
    (DEPLOYMENT, one(env=[{"name": "LEVEL", "value": "debug"}])),
    (DEPLOYMENT, {"spec": {"replicas": 3}}),
    (NAMESPACE, {"metadata": {"labels": {"team": "ml"}}}),
    (RAY_CLUSTER, {"spec": {"headGroupSpec": one(env=[{"name": "LEVEL", "value": "debug"}])["spec"]}}),
    (RAY_JOB, {"spec": {"suspend": True}}),
)


def patch(kind: str, said: Mapping[str, Any]) -> Resource:
    metadata = {"name": "there", "namespace": "atlas-serve", **said.get("metadata", {})}
    token = f"{kind}Patch"
    inputs = unknown_checking_proxy({**said, "metadata": metadata})
    return Resource(token, "patch", urn_of(token, "patch"), inputs)


def judged(rule: Rule, changed: Resource) -> list[str]:
    beside = sound().resources if isinstance(rule, StackRule) else ()
    found = verdicts(rule, in_order([*beside, changed]))
    assert not [each for each in found if each.not_known or each.breakdown], f"{rule.name} could not judge"
    return [each.text for verdict in found for each in verdict.violations]


@pytest.mark.parametrize(("name", "kind", "said"), WRONG)
def test_what_a_patch_says_wrong_is_refused(name: str, kind: str, said: Mapping[str, Any]) -> None:
    (text,) = judged(RULES[name], patch(kind, said))
    assert 'Patch "patch"' in text, "the report names the patch"


@pytest.mark.parametrize(("kind", "said"), RIGHT)
def test_what_a_patch_leaves_out_is_not_refused(kind: str, said: Mapping[str, Any]) -> None:
    found = {name: texts for name, rule in RULES.items() if (texts := judged(rule, patch(kind, said)))}
    assert found == {}, "the object has what the patch does not say"


def bare() -> Iterator[Resource]:
    """Yield for each object one patch that says nothing but whom it is of."""
    for each in sound().resources:
        metadata = plain(each.value).get("metadata", {})
        named = {key: metadata[key] for key in ("name", "namespace") if key in metadata}
        if named:
            yield replace(each, type=f"{each.type}Patch", value=unknown_checking_proxy({"metadata": named}))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_patch_that_says_nothing_breaks_nothing(rule: Rule) -> None:
    assert [text for verdict in verdicts(rule, Stack(tuple(bare()))) for text in verdict.violations] == []


@pytest.mark.parametrize(
    "token", ["kubernetes:apps/v1beta1:Deployment", "kubernetes:extensions/v1beta1:Deployment"]
)
def test_an_old_version_of_a_kind_is_judged_as_the_kind(token: str) -> None:
    inputs = {
        "metadata": {"name": "old", "namespace": "atlas-train"},
        **one(securityContext={"privileged": True}),
    }
    old = Resource(token, "old", urn_of(token, "old"), unknown_checking_proxy(inputs))
    (text,) = judged(RULES["forbid-privileged-containers"], old)
    assert text.startswith('v1beta1:Deployment "old"'), "and told by its own name"
