"""Who asked the API server of a cluster of Azure for what can be found out later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.logs_of_azure import ALL, logged
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, DIAGNOSTICS

WANTED = Setting(
    name="categories",
    says="the categories of logs that a cluster keeps; kube-audit has everything of kube-audit-admin",
    default=["kube-apiserver", "kube-audit-admin", "guard"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find categories that nothing keeps."""
    kept = logged(stack, cluster)
    if "kube-audit" in kept:
        kept |= {"kube-audit-admin"}
    missing = [one for one in cluster.said(WANTED) if one not in kept]
    if missing and ALL not in kept:
        yield f"no {DIAGNOSTICS} keeps {', '.join(missing)} of it"


RULE = StackRule(
    name="require-audit-logs-of-clusters-on-azure",
    promise="Every cluster of Azure keeps what was asked of its API server, and by whom.",
    severity=Severity.HIGH,
    remedy="make a DiagnosticSetting for the cluster with the rule's categories, and a place to keep them",
    references=(
        "CIS AKS 2.1.1",
        "NSA/CISA Kubernetes Hardening: Logging",
        "NIST SP 800-53 AU-2",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.2.1",
        "HIPAA 164.312(b)",
    ),
    types=(CLUSTER,),
    reads=(DIAGNOSTICS,),
    settings=(WANTED,),
    check=check,
)
