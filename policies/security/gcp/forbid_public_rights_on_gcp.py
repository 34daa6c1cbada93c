"""No right is everybody's: `allAuthenticatedUsers` is whoever has any account of Google's."""

from collections.abc import Iterator, Sequence

from pulumi_policy import Severity

from policies.judge.asking import Check, differs
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import RIGHTS
from policies.judge.unknown import together

EVERYBODY = ("allUsers", "allAuthenticatedUsers")


def named(forbidden: Sequence[str]) -> Check:
    """Ask that the one member of a right is none of these."""
    return differs("member", *forbidden)


def each_member(right: Resource) -> Iterator[str]:
    """Find everybody among the members of a binding."""
    for element in right.parts("members"):
        if element.value in EVERYBODY:
            yield f"{element.way} is {shown(element.value)}; allowed: anything but {' and '.join(EVERYBODY)}"


RULE = ResourceRule(
    name="forbid-public-rights-on-gcp",
    promise="No right in Google Cloud is given to everybody.",
    severity=Severity.CRITICAL,
    remedy="name who is meant: a service account, a group, or a principal of workload identity",
    references=(
        "CIS GCP Foundations 1.9",
        "CIS GCP Foundations 5.1",
        "NIST SP 800-53 AC-3",
        "PCI DSS 7.2.1",
        "HIPAA 164.312(a)(1)",
    ),
    types=RIGHTS,
    check=together(named(EVERYBODY), each_member),
)
