"""A key has a policy of its own: by the default one whoever has rights on everything in the account may use it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import KEY, KEY_POLICY


def check(stack: Stack, key: Resource) -> Iterator[str]:
    """Find keys whose policy is neither their own property nor a resource beside them."""
    if not stack.about(key, KEY_POLICY, "keyId"):
        yield from present(
            "policy", f"a policy, or a {KEY_POLICY}: by the default one all of the account's rights count"
        )(key)


RULE = StackRule(
    name="require-key-policies-on-aws",
    promise="Every key of AWS has a policy of its own.",
    severity=Severity.CRITICAL,
    remedy="set policy of the key, or add a KeyPolicy that names it",
    references=(
        "KMS developer guide: Key policies",
        "NIST SP 800-53 AC-3",
        "PCI DSS 3.6.1",
        "HIPAA 164.312(a)(1)",
    ),
    types=(KEY,),
    reads=(KEY_POLICY,),
    check=check,
)
