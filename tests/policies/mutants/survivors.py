"""Mutations that no rule catches, and why each stays so; a reason that nothing needs fails the tests."""

from collections.abc import Mapping

OWN_PODS = "some: registry and observability run the stack's own pods alone, which ask for no GPU; no rule asks there"
OWN_SIZES = "some: registry and observability run the stack's own pods alone, which say their size; no rule asks there"
ANOTHER_KEY = (
    "any key of the customer keeps the promise; which one encrypts what is the plan's, and no rule knows it"
)

REASONS: Mapping[str, Mapping[str, str]] = {
    "aws": {
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration "
        "rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyId with :999999999999:key for :\\d{12}:key": (
            "an account that keeps the keys of others is usual; who reads by a key is said by the key's own policy"
        ),
    },
    "azure": {
        "azure-native:storage:StorageAccount encryption that of logs-account of store-.*": ANOTHER_KEY,
    },
    "gcp": {
        "gcp:storage/bucket:Bucket encryption that of storage-access-logs of storage-bucket-.*": ANOTHER_KEY,
    },
    "kubernetes": {
        "kubernetes:storage.k8s.io/v1:StorageClass parameters gone": (
            "Filestore encrypts every instance, and its only parameter here is the tier"
        ),
        "kubernetes:core/v1:ResourceQuota spec.hard.requests.nvidia.com/gpu gone": OWN_PODS,
        "kubernetes:core/v1:ResourceQuota whole gone": OWN_PODS,
        "kubernetes:core/v1:LimitRange whole gone": OWN_SIZES,
    },
    "hosts": {},
}
"""Target -> mutation, as it is written -> why no rule catches it."""

OF_SOME: Mapping[str, Mapping[str, str]] = {
    "kubernetes": {
        "kubernetes:networking.k8s.io/v1:NetworkPolicy spec.ingress.*.from []": (
            "the rule's setting lets operators answer on their own ports whoever asks: no peer names an API server"
        ),
        "kubernetes:networking.k8s.io/v1:NetworkPolicy spec.egress.*.to []": (
            "the rule's setting lets a way out to an API server's port name nobody: no peer names its machines"
        ),
    },
}
"""Target -> mutation of which the first mutant is caught -> why some others are not."""
