"""Work has a namespace of its own purpose: the default one has no policies, the system's holds the cluster itself."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.pod_templates import POD_KINDS, namespace_of
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting

SYSTEM = "kube-system"
OF_THE_CLUSTER = Setting(
    name="of-the-cluster",
    says=f"names of workloads that are parts of the cluster itself and so belong into {SYSTEM}",
    default=["cluster-autoscaler", "efa-device-plugin", "nvidia-dcgm-exporter"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(work: Resource) -> Iterator[str]:
    """Find work in a namespace of nobody's purpose; the provider puts what names none into its own default one."""
    name = work.part("metadata").get("name")
    if namespace_of(work) != SYSTEM or name not in work.said(OF_THE_CLUSTER):
        yield from differs("metadata.namespace", None, "", "default", SYSTEM, "kube-public")(work)


RULE = ResourceRule(
    name="forbid-default-namespace",
    promise="Every workload is in a namespace of its own purpose.",
    severity=Severity.MEDIUM,
    remedy="set metadata.namespace to a namespace that has network policies, Pod Security and a quota",
    references=("CIS Kubernetes 5.6.4", "CIS EKS 4.5.2", "CIS GKE 4.6.4", "NIST SP 800-53 SC-7(21)"),
    types=POD_KINDS,
    settings=(OF_THE_CLUSTER,),
    check=check,
)
