"""Nothing runs in the namespace that everybody gets who names none: no policy and no quota is about it."""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.pod_templates import POD_KINDS
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-default-namespace",
    promise="Every workload is in a namespace of its own purpose.",
    severity=Severity.MEDIUM,
    remedy="set metadata.namespace to a namespace that has network policies, Pod Security and a quota",
    references=("CIS Kubernetes 5.7.4", "CIS EKS 4.5.3", "CIS GKE 4.6.4", "NIST SP 800-53 SC-7(21)"),
    types=POD_KINDS,
    # The provider puts what names no namespace into its own default one.
    check=differs("metadata.namespace", None, "", "default", "kube-system", "kube-public"),
)
