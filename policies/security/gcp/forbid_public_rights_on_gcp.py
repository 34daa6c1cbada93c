"""No right is everybody's: `allAuthenticatedUsers` is whoever has any account of Google's."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import differs, equals
from policies.judge.resource import Resource, shown
from policies.judge.rights_of_gcp import every_member
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import ACCESS_CONTROLS, ACLS, OTHER_RIGHTS, RIGHTS
from policies.judge.unknown import each, together

EVERYBODY = ("allUsers", "allAuthenticatedUsers")
CLOSED_ACLS = ("private", "projectPrivate", "bucketOwnerRead", "bucketOwnerFullControl")
"""Predefined ACLs that give nobody outside the project anything (Cloud Storage, "Predefined ACLs")."""


def is_everybody(member: Resource) -> Iterator[str]:
    """Find everybody among those who have a right."""
    if member.value in EVERYBODY:
        yield f"{member.way} is {shown(member.value)}; allowed: anything but {' and '.join(EVERYBODY)}"


def is_of_everybody(role: Resource) -> Iterator[str]:
    """Find everybody in an entry of an ACL, such as READER:allUsers."""
    if str(role.value).partition(":")[2] in EVERYBODY:
        yield f"{role.way} is {shown(role.value)}; allowed: anything but {' and '.join(EVERYBODY)}"


of_acl = together(
    equals("predefinedAcl", None, *CLOSED_ACLS), lambda acl: each(acl.parts("roleEntities"), is_of_everybody)
)


def check(accused: Resource) -> Iterator[str]:
    """Find what everybody is given, by a role or by an ACL."""
    if accused.type in ACLS:
        yield from of_acl(accused)
    elif accused.type in ACCESS_CONTROLS:
        yield from differs("entity", *EVERYBODY)(accused)
    else:
        yield from every_member(is_everybody)(accused)


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
    types=(*RIGHTS, *OTHER_RIGHTS, *ACCESS_CONTROLS, *ACLS),
    check=check,
)
