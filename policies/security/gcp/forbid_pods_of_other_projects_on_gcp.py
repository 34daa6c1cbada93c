"""A right goes to pods of the stack's own clusters: those of another project are run by whoever runs it."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rights_of_gcp import members, rights
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import CLUSTER, OTHER_RIGHTS, RIGHTS
from policies.judge.unknown import each

POOLS = Setting(
    name="pools",
    says="pools of workload identities besides those of the stack's clusters, such as lab.svc.id.goog",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)
POOL = re.compile(
    r"(?:principal(?:Set)?://iam\.googleapis\.com/.*/workloadIdentityPools/|serviceAccount:)"
    r"([^/\[]+\.svc\.id\.goog)[/\[].*"
)
"""Google Cloud, "Principal identifiers": pods of a pool, and the older `serviceAccount:pool[namespace/account]`."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find pods of another project; where no cluster tells its pool, any may be its own."""
    yield from each(
        rights(accused), lambda right: each(members(right), lambda one: _check(stack, accused, one))
    )


def _check(stack: Stack, accused: Resource, member: Resource) -> Iterator[str]:
    found = POOL.fullmatch(member.value)
    if found is None:
        return
    pools = [one.part("workloadIdentityConfig").get("workloadPool") for one in stack.of_type(CLUSTER)]
    own = [pool for pool in pools if pool]
    if own and found[1] not in (*own, *accused.said(POOLS)):
        yield f"{member.way} is of the pool {shown(found[1])}; allowed: {', '.join(own)}"


RULE = StackRule(
    name="forbid-pods-of-other-projects-on-gcp",
    promise="No right in Google Cloud goes to pods of another project.",
    severity=Severity.HIGH,
    remedy="name pods of the stack's own cluster, or the other project's pool in the rule's pools",
    references=("NIST SP 800-53 AC-3", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(*RIGHTS, *OTHER_RIGHTS),
    reads=(CLUSTER,),
    settings=(POOLS,),
    check=check,
)
