"""A right of workload identity is one account's: that of a whole namespace or pool is whoever comes into it."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rights_of_gcp import every_right, members
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import OTHER_RIGHTS, RIGHTS
from policies.judge.unknown import each

CROWD = re.compile(r"principalSet://.*|domain:.*|serviceAccount:[^@]*\[[^/\]]*/?\]")
"""Sets of principals, a whole domain, and the older `serviceAccount:project.svc.id.goog[namespace]`."""


DOMAIN = "domain:"
PROXY, ENTRY = "gcp:iap/", "roles/iap.httpsResourceAccessor"
"""Where, and by which role, Identity-Aware Proxy lets a whole company in: by signing in as one of its people."""


def check(right: Resource) -> Iterator[str]:
    """Find members of a role that are many."""
    yield from each(members(right), lambda member: _is_many(right, member))


def _is_many(right: Resource, member: Resource) -> Iterator[str]:
    if not CROWD.fullmatch(member.value):
        return
    of_proxy = member.value.startswith(DOMAIN) and right.declared.startswith(PROXY)
    if not (of_proxy and right.get("role") == ENTRY):
        yield f"{member.way} is {shown(member.value)}; allowed: one identity"


RULE = ResourceRule(
    name="forbid-rights-of-whole-pools-on-gcp",
    promise="No right in Google Cloud is given to all identities of a pool, a namespace, a cluster or a domain; "
    "a domain may come in through Identity-Aware Proxy.",
    severity=Severity.HIGH,
    remedy="name a group of people, or one Kubernetes service account: principal://…/subject/ns/<namespace>/sa/<account>",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(*RIGHTS, *OTHER_RIGHTS),
    check=every_right(check),
)
