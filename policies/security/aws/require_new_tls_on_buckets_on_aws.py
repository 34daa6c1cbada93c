"""A bucket of AWS refuses TLS before 1.2, which can be broken."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.statements_of_aws import denied_to_all, statements
from policies.judge.types_of_aws import BUCKET_POLICY, BUCKETS
from policies.judge.unknown import each


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find bucket policies that let old TLS pass; whether there is a policy at all another rule asks."""
    yield from each(stack.about(bucket, BUCKET_POLICY, "bucket"), denies_old)


def denies_old(policy: Resource) -> Iterator[str]:
    """Find a policy under which TLS before 1.2 will do."""
    found = [denied_to_all(one, "NumericLessThan", "s3:TlsVersion") for one in statements(policy, "policy")]
    if not any(is_new(version) for versions in found for version in versions):
        yield "policy has no statement that denies s3:* to everybody where s3:TlsVersion is less than 1.2"


def is_new(version: str) -> bool:
    """Tell whether what is below a version is old TLS only, or also some that will do."""
    try:
        return float(version) >= OLDEST
    except ValueError:
        return False


OLDEST = 1.2


RULE = StackRule(
    name="require-new-tls-on-buckets-on-aws",
    promise="Every bucket of AWS refuses TLS before 1.2.",
    severity=Severity.MEDIUM,
    remedy="let the BucketPolicy deny s3:* where s3:TlsVersion is less than 1.2",
    references=("NIST SP 800-52 3.1", "NIST SP 800-53 SC-8(1)", "PCI DSS 4.2.1"),
    types=BUCKETS,
    reads=(BUCKET_POLICY,),
    check=check,
)
