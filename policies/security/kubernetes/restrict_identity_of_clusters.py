"""The nodes of a Ray cluster are not promotion: that is a pod of its own, and nothing on Ray has its rights."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import every_template
from policies.judge.purposes import PROMOTERS
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import together

ROLE = "groundplan-role"


def check(cluster: Resource) -> Iterator[str]:
    """Find pods of Ray that have the service account of promotion, or its label."""
    yield from every_template(together(_account, _label))(cluster)


def _account(template: Resource) -> Iterator[str]:
    spec = template.part("spec")
    if spec.get("serviceAccountName") in spec.said(PROMOTERS):
        yield f"{spec.place('serviceAccountName')} is {spec.show('serviceAccountName')}; allowed: the cluster's own"


def _label(template: Resource) -> Iterator[str]:
    labels = template.part("metadata").part("labels")
    if labels.get(ROLE) in labels.said(PROMOTERS):
        yield f"{labels.place(ROLE)} is {shown(labels.get(ROLE))}; allowed: what a node of Ray is"


RULE = ResourceRule(
    name="restrict-identity-of-clusters",
    promise="No node of a Ray cluster has the identity of promotion.",
    severity=Severity.CRITICAL,
    remedy="give the pods the service account of their own cluster, and no label of promotion",
    references=("NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.5", "SOC 2 CC6.3"),
    types=RAY_KINDS,
    settings=(PROMOTERS,),
    check=check,
)
