"""Each thing that a Kubernetes cluster may lack is told with its remedy."""

from dataclasses import replace

import pytest

from stacks.doctor.checks import judge
from stacks.doctor.facts import ClusterFacts, PlanFacts
from tests.stacks.doctor.healthy import FACTS

CLUSTER = ClusterFacts(
    context="team",
    version="v1.34.1",
    nodes=(5, 5),
    present=("kuberay",),
    storage=("fast", "ebs.csi.aws.com"),
    encryption="EBS encrypts the volume",
)
HEALTHY = replace(FACTS, cluster=CLUSTER, plan=PlanFacts(file="plan.yaml"))


def test_a_cluster_on_which_all_is_well_is_told_so() -> None:
    checks = judge(HEALTHY)
    assert {check.state for check in checks} == {"ok"}, checks
    names = [check.name for check in checks]
    assert names == [
        "python",
        "packages",
        "engine",
        "cluster",
        "nodes",
        "rights",
        "services",
        "storage",
        "plan",
    ], "what this machine's disk and kernel can do does not matter there"


@pytest.mark.parametrize(
    ("changed", "name", "state", "remedy"),
    [
        ({"version_note": "newer than what was tested"}, "cluster", "note", "watch the first `up`"),
        ({"nodes": (4, 5)}, "nodes", "note", "kubectl get nodes"),
        ({"nodes": (0, 5)}, "nodes", "refused", "kubectl get nodes"),
        ({"missing_rights": ("create namespaces",)}, "rights", "refused", "cluster's owner"),
        ({"storage": None, "encryption": None}, "storage", "note", "is-default-class=true"),
        ({"encryption": None}, "storage", "note", "a driver that encrypts"),
        (
            {"renewals": ("it ends on 2028-11-22: run `groundplan up`",)},
            "authority",
            "note",
            "run `groundplan up`",
        ),
    ],
)
def test_what_is_missing_is_told_with_the_remedy(
    changed: dict[str, object], name: str, state: str, remedy: str
) -> None:
    checks = {check.name: check for check in judge(replace(HEALTHY, cluster=replace(CLUSTER, **changed)))}
    assert checks[name].state == state, "how much it matters"
    assert remedy in (checks[name].remedy or ""), "and what to do"


def test_a_cluster_that_cannot_be_asked_leaves_the_plan_unjudged() -> None:
    away = ClusterFacts(problem="the cluster does not answer at https://x; see `kubectl cluster-info`")
    checks = {check.name: check for check in judge(replace(HEALTHY, cluster=away))}
    assert checks["cluster"].state == "refused", "`up` would not work"
    assert checks["cluster"].remedy == "see `kubectl cluster-info`", "with what to do"
    assert "plan" not in checks, "whether it fits nobody knows"


def test_what_waits_on_a_cluster_that_fits_is_told_with_what_to_do() -> None:
    note = "not open for pods: gpu-2; one machine waits; see `kubectl describe node`"
    checks = judge(replace(HEALTHY, plan=PlanFacts(file="plan.yaml", notes=(note,))))
    assert [(check.name, check.state) for check in checks[-2:]] == [("plan", "ok"), ("plan", "note")]
    assert checks[-1].found == "not open for pods: gpu-2; one machine waits"
    assert checks[-1].remedy == "see `kubectl describe node`"


def test_a_plan_that_does_not_fit_the_cluster_is_refused() -> None:
    checks = judge(replace(HEALTHY, plan=PlanFacts(file="plan.yaml", errors=("too many GPUs",))))
    assert (checks[-1].name, checks[-1].state) == ("plan", "refused"), "before anything is created"
