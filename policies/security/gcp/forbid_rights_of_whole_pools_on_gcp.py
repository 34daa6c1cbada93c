"""A right of workload identity is one account's: that of a whole namespace or pool is whoever comes into it."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rights_of_gcp import every_member
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import OTHER_RIGHTS, RIGHTS

CROWD = re.compile(r"principalSet://.*|domain:.*|serviceAccount:[^@]*\[[^/\]]*/?\]")
"""Sets of principals, a whole domain, and the older `serviceAccount:project.svc.id.goog[namespace]`."""


def is_many(member: Resource) -> Iterator[str]:
    """Find a member that is many."""
    if CROWD.fullmatch(member.value):
        yield f"{member.way} is {shown(member.value)}; allowed: one identity"


RULE = ResourceRule(
    name="forbid-rights-of-whole-pools-on-gcp",
    promise="No right in Google Cloud is given to all identities of a pool, a namespace, a cluster or a domain.",
    severity=Severity.HIGH,
    remedy="name one Kubernetes service account: principal://…/subject/ns/<namespace>/sa/<account>",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(*RIGHTS, *OTHER_RIGHTS),
    check=every_member(is_many),
)
