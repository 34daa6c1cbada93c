"""A cache that keeps the state of Ray's heads is encrypted, on disks and on the way."""

from pulumi_policy import Severity

from policies.judge.asking import differs, is_true, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CACHE
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-encrypted-caches-on-aws",
    promise="Every cache of AWS is encrypted at rest by a customer's key, and in transit.",
    severity=Severity.HIGH,
    remedy="set atRestEncryptionEnabled, transitEncryptionEnabled and kmsKeyId",
    references=("AWS FSBP ElastiCache.4", "AWS FSBP ElastiCache.5", "NIST SP 800-53 SC-28", "PCI DSS 3.5.1"),
    types=(CACHE,),
    check=together(
        is_true("atRestEncryptionEnabled"),
        is_true("transitEncryptionEnabled"),
        present("kmsKeyId", "a customer's key"),
        differs("transitEncryptionMode", "preferred"),
    ),
)
