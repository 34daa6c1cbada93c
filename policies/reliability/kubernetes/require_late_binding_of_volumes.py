"""A volume is made in the zone of its pod: one that is made first can lie where no pod of its kind may run."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import STORAGE_CLASS

RULE = ResourceRule(
    name="require-late-binding-of-volumes",
    promise="Every volume is made where its pod runs.",
    severity=Severity.LOW,
    remedy='set volumeBindingMode to "WaitForFirstConsumer" in a new class',
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.1"),
    types=(STORAGE_CLASS,),
    # Unsaid it is Immediate.
    check=equals("volumeBindingMode", "WaitForFirstConsumer"),
)
