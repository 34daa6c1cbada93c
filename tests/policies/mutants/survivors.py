"""Mutations that no rule catches, and why each stays so; a reason that nothing needs fails the tests."""

from collections.abc import Mapping

REASONS: Mapping[str, Mapping[str, str]] = {
    "aws": {},
    "azure": {},
    "gcp": {},
    "kubernetes": {
        "kubernetes:storage.k8s.io/v1:StorageClass parameters gone": (
            "Filestore encrypts every instance, and its only parameter here is the tier"
        ),
    },
}
"""Target -> mutation, as it is written -> why no rule catches it."""

OF_SOME: Mapping[str, Mapping[str, str]] = {}
"""Target -> mutation of which the first mutant is caught -> why some others are not."""
