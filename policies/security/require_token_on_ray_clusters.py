"""Every Ray node asks for its cluster's token; Ray alone only warns when it runs without one."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together
from policies.security.hosts import PURPOSE_WITHOUT_RAY, RAYLET, SANDBOX


def check(accused: Resource) -> Iterator[str]:
    """Find nodes that ask for nothing, and sandboxes of Ray without a token to ask for. Never shows a token."""
    if accused.type == RAYLET:
        yield from together(_check_authentication, _check_mode)(accused)
    elif accused.get("purpose") != PURPOSE_WITHOUT_RAY:
        yield from _check_token(accused)


def _check_authentication(raylet: Resource) -> Iterator[str]:
    authentication = raylet.get("authentication")
    if authentication != "token":
        yield f'authentication is {shown(authentication)}; allowed: "token"'


def _check_mode(raylet: Resource) -> Iterator[str]:
    mode = raylet.part("environment").get("RAY_AUTH_MODE")
    if mode != "token":  # what Ray obeys, whatever authentication says
        yield f'environment.RAY_AUTH_MODE is {shown(mode)}; allowed: "token"'


def _check_token(sandbox: Resource) -> Iterator[str]:
    token = sandbox.get("token")
    if token is None or not str(token).strip():
        yield f"token is {'absent' if token is None else 'empty'}"


RULE = ResourceRule(
    name="require-token-on-ray-clusters",
    promise="Every Ray cluster asks for its token, on every node.",
    severity=Severity.CRITICAL,
    remedy=(
        'set authentication and RAY_AUTH_MODE of the node to "token", and token of its sandbox to the value of a '
        "hosts:Secret"
    ),
    references=("NIST SP 800-53 IA-9", "NIST SP 800-53 AC-3"),
    types=(RAYLET, SANDBOX),
    check=check,
)
