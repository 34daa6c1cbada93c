"""A machine starts nothing that was changed under it."""

from pulumi_policy import Severity

from policies.judge.asking import inside, is_not_false, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES

RULE = ResourceRule(
    name="require-shielded-machines-on-gcp",
    promise="Every machine of Google Cloud checks what it boots.",
    severity=Severity.MEDIUM,
    remedy="set enableSecureBoot of shieldedInstanceConfig to true, and leave vTPM and integrity monitoring on",
    references=("CIS GCP Foundations 4.8", "NIST SP 800-53 SI-7"),
    types=MACHINES,
    check=inside(
        "shieldedInstanceConfig",
        is_true("enableSecureBoot"),
        is_not_false("enableVtpm"),
        is_not_false("enableIntegrityMonitoring"),
    ),
)
