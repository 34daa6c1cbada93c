"""An identity of Azure trusts the clusters of its own stack: another issuer makes whatever token it likes."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, TRUST

ISSUERS = Setting(
    name="issuers",
    says="addresses of issuers outside the stack whose tokens are trusted, such as that of a pipeline",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, trust: Resource) -> Iterator[str]:
    """Find issuers that come from nowhere in the stack; a cluster's own is told by where the value comes from."""
    of_clusters = {cluster.urn for cluster in stack.of_type(CLUSTER)}
    if of_clusters.isdisjoint(trust.refers_to.get("issuer", ())) and trust.get("issuer") not in trust.said(
        ISSUERS
    ):
        yield f"issuer is {trust.show('issuer')}; allowed: a cluster of this stack, or one of the rule's issuers"


RULE = StackRule(
    name="restrict-issuers-of-trust-on-azure",
    promise=(
        "Every trust of an identity of Azure is in a cluster of the same stack, or in an issuer that a "
        "team names."
    ),
    severity=Severity.HIGH,
    remedy="take issuer from the cluster's oidcIssuerProfile.issuerURL, or add it to the rule's issuers",
    references=("CIS AKS 5.2.1", "NIST SP 800-53 IA-9", "NIST SP 800-53 AC-6"),
    types=(TRUST,),
    reads=(CLUSTER,),
    settings=(ISSUERS,),
    check=check,
)
