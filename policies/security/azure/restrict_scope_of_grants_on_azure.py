"""A grant of Azure is about one resource: what is granted on a subscription holds for what others will put there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import GRANT

SCOPES = ("resource", "resource-group", "subscription")
WIDEST = Setting(
    name="widest",
    says="the widest scope of a grant",
    default="resource",
    schema={"type": "string", "enum": list(SCOPES)},
)


def check(grant: Resource) -> Iterator[str]:
    """Find grants on more than is allowed."""
    scope = width(str(grant.get("scope")))
    if scope not in SCOPES[: SCOPES.index(grant.said(WIDEST)) + 1]:
        yield f"scope is a {scope}; allowed: no more than a {grant.said(WIDEST)}"


def width(scope: str) -> str:
    """Return how wide a scope is; what lies above subscriptions is a management group.

    >>> width("/subscriptions/s/resourceGroups/g")
    'resource-group'
    """
    steps = scope.strip("/").lower().split("/")
    if steps[0] != "subscriptions":
        return "management group"
    if len(steps) <= 2:
        return "subscription"
    return "resource-group" if steps[2] == "resourcegroups" and len(steps) <= 4 else "resource"


RULE = ResourceRule(
    name="restrict-scope-of-grants-on-azure",
    promise="No grant of Azure is about more than a resource.",
    severity=Severity.HIGH,
    remedy="set scope to the id of the resource that is used, or widen the rule's widest",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(GRANT,),
    settings=(WIDEST,),
    check=check,
)
