"""Few may do everything in a cluster."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import ACCESS_POLICY, CLUSTER

MOST = Setting(
    name="most",
    says="how many principals may administer a whole cluster",
    default=1,
    schema={"type": "integer", "minimum": 0},
)
ADMIN = r"arn:[^:]+:eks::aws:cluster-access-policy/AmazonEKS(Cluster)?AdminPolicy"


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters with more administrators of everything than the setting allows."""
    admins = [
        each
        for each in stack.about(cluster, ACCESS_POLICY, "clusterName")
        if re.fullmatch(ADMIN, each.get("policyArn") or "")
        and each.part("accessScope").get("type") != "namespace"
    ]
    most = cluster.said(MOST)
    if len(admins) > most:
        names = ", ".join(each.name for each in admins)
        yield f"{len(admins)} associations make administrators of the whole cluster ({names}); allowed: {most}"


RULE = StackRule(
    name="restrict-cluster-administrators-on-aws",
    promise="No more principals administer an EKS cluster than are allowed.",
    severity=Severity.HIGH,
    remedy="give others the view or edit policy, or accessScope namespace, or raise the rule's setting most",
    references=("CIS EKS 4.1.1", "NIST SP 800-53 AC-6(5)", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(CLUSTER,),
    settings=(MOST,),
    reads=(ACCESS_POLICY,),
    check=check,
)
