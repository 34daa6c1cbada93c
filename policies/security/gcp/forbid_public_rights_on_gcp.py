"""No right is everybody's: `allAuthenticatedUsers` is whoever has any account of Google's."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rights_of_gcp import every_member
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import RIGHTS

EVERYBODY = ("allUsers", "allAuthenticatedUsers")


def is_everybody(member: Resource) -> Iterator[str]:
    """Find everybody among those who have a right."""
    if member.value in EVERYBODY:
        yield f"{member.way} is {shown(member.value)}; allowed: anything but {' and '.join(EVERYBODY)}"


RULE = ResourceRule(
    name="forbid-public-rights-on-gcp",
    promise="No right in Google Cloud is given to everybody.",
    severity=Severity.CRITICAL,
    remedy="name who is meant: a service account, a group, or a principal of workload identity",
    references=(
        "CIS GCP Foundations 1.10",
        "CIS GCP Foundations 5.1",
        "NIST SP 800-53 AC-3",
        "PCI DSS 7.2.1",
        "HIPAA 164.312(a)(1)",
    ),
    types=RIGHTS,
    check=every_member(is_everybody),
)
