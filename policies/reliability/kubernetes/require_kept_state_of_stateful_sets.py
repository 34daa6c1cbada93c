"""What a StatefulSet keeps is on a claim that stays while its pods come and go."""

from pulumi_policy import Severity

from policies.judge.asking import differs, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import STATEFUL_SET
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-kept-state-of-stateful-sets",
    promise="What a StatefulSet keeps outlives its pods.",
    severity=Severity.HIGH,
    remedy='declare volumeClaimTemplates, and let persistentVolumeClaimRetentionPolicy.whenScaled be "Retain"',
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 CP-10", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(ii)(A)"),
    types=(STATEFUL_SET,),
    check=together(
        present("spec.volumeClaimTemplates", "a claim"),
        differs("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Delete"),
    ),
)
