"""Every Ray node asks for its cluster's token; Ray alone only warns when it runs without one."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.security.hosts_types import RAYLET


def check(raylet: Resource) -> Iterator[str]:
    """Find a node that asks for nothing, and one that has no token to compare with. Never shows the token."""
    authentication = raylet.get("authentication")
    if authentication != "token":
        yield f'authentication is {shown(authentication)}; allowed: "token"'
    token = raylet.get("token")
    if token is None or not str(token).strip():
        yield f"token is {'absent' if token is None else 'empty'}"


RULE = ResourceRule(
    name="require-token-on-ray-nodes",
    promise="Every Ray node asks for its cluster's token.",
    severity=Severity.CRITICAL,
    remedy='give the node authentication "token" and the token of its cluster, the value of a hosts:Secret',
    references=("NIST SP 800-53 IA-9", "NIST SP 800-53 AC-3"),
    types=(RAYLET,),
    check=check,
)
