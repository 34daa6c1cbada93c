"""A bucket of AWS has no ACLs: they give rights past every policy, object by object."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent, differs, equals, every
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKETS
from policies.judge.unknown import each

OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BESIDE = (
    *("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"),
    *(
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/objectCopy:ObjectCopy",
    ),
)
"""What sets an ACL beside a bucket, whose own controls may be in no stack of ours."""
PUBLIC = ("public-read", "public-read-write", "authenticated-read")


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that have a public ACL, and ownership that lets ACLs count."""
    yield from differs("acl", *PUBLIC)(bucket)
    if bucket.type not in BUCKETS:
        yield from every("accessControlPolicy.grants", absent("grantee.uri", "no group of everybody"))(bucket)
        return
    found = stack.about(bucket, OWNERSHIP, "bucket")
    if not found:
        # S3 makes a new bucket without ACLs (since April 2023), but where the controls are deleted these count again.
        yield f"no {OWNERSHIP} names it"
    yield from each(found, equals("rule.objectOwnership", "BucketOwnerEnforced"))


RULE = StackRule(
    name="forbid-acls-on-buckets-on-aws",
    promise="No ACL gives rights on a bucket of AWS.",
    severity=Severity.HIGH,
    remedy="set the rule of the BucketOwnershipControls to BucketOwnerEnforced, and take acl away",
    references=("AWS FSBP S3.12", "NIST SP 800-53 AC-3", "PCI DSS 7.2.1"),
    types=(*BUCKETS, *BESIDE),
    reads=(OWNERSHIP,),
    check=check,
)
