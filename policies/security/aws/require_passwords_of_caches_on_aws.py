"""Whoever reaches a cache without a password reads and writes the state of Ray's heads."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CACHE


def check(cache: Resource) -> Iterator[str]:
    """Find caches that ask for no password; the password itself is not read into the report."""
    if cache.get("authToken") is None and not cache.parts("userGroupIds"):
        yield "neither authToken nor userGroupIds is there; allowed: one of them"


RULE = ResourceRule(
    name="require-passwords-of-caches-on-aws",
    promise="Every cache of AWS asks for a password, or for a user of it.",
    severity=Severity.HIGH,
    remedy="set authToken from a secret, or userGroupIds",
    references=("AWS FSBP ElastiCache.6", "NIST SP 800-53 IA-2", "PCI DSS 8.3.1"),
    types=(CACHE,),
    check=check,
)
