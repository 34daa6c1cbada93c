"""A volume that is full can grow where it is, without a copy of what it holds."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import BY_HAND, STORAGE_CLASS

RULE = ResourceRule(
    name="require-growing-storage-classes",
    promise="Every volume can grow.",
    severity=Severity.LOW,
    remedy="set allowVolumeExpansion to true",
    references=("NIST SP 800-53 CP-2(2)", "SOC 2 A1.1"),
    types=(STORAGE_CLASS,),
    # What no driver makes, no driver makes larger.
    check=only_where(lambda made: made.get("provisioner") != BY_HAND, is_true("allowVolumeExpansion")),
    mended=lambda storage_class: {**storage_class, "allowVolumeExpansion": True},
)
