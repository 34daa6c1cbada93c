"""Who works in a cluster comes as a role, whose sessions end, and not as a user or an account's root."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import ACCESS_ENTRY
from policies.judge.unknown import together


def of_masters(entry: Resource) -> Iterator[str]:
    """Find an entry in the group that no binding can take rights from."""
    if "system:masters" in listed(entry, "kubernetesGroups"):
        yield "kubernetesGroups has system:masters; allowed: groups that roles of the cluster bind"


RULE = ResourceRule(
    name="restrict-cluster-principals-on-aws",
    promise="Only roles work in EKS clusters, and none as a member of system:masters.",
    severity=Severity.HIGH,
    remedy="name a role in principalArn, and associate an access policy in place of kubernetesGroups",
    references=("CIS EKS 4.1.7", "CIS Kubernetes 5.1.7", "NIST SP 800-53 AC-2", "NIST SP 800-53 IA-5"),
    types=(ACCESS_ENTRY,),
    check=together(
        matches("principalArn", r"arn:[^:]+:iam::\d{12}:role/.+", "the ARN of a role"), of_masters
    ),
)
