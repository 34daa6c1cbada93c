"""The private address of an API server of Azure stands in no public directory."""

from pulumi_policy import Severity

from policies.judge.asking import TRUE, has, is_false, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

# Absent is yes where the cluster is private ("Create a private AKS cluster").
is_private = has("apiServerAccessProfile.enablePrivateCluster", *TRUE)

RULE = ResourceRule(
    name="forbid-public-name-of-api-server-on-azure",
    promise="No private cluster of Azure has a public name.",
    severity=Severity.LOW,
    remedy="set apiServerAccessProfile.enablePrivateClusterPublicFQDN to false",
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 SC-22"),
    types=(CLUSTER,),
    check=only_where(is_private, is_false("apiServerAccessProfile.enablePrivateClusterPublicFQDN")),
)
