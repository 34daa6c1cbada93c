"""A volume is made in the zone of its pod: one that is made first can lie where no pod of its kind may run."""

from pulumi_policy import Severity

from policies.judge.asking import equals, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import BY_HAND, STORAGE_CLASS

ANYWHERE = (
    BY_HAND,
    *("filestore.csi.storage.gke.io", "lustre.csi.storage.gke.io", "fsx.csi.aws.com", "efs.csi.aws.com"),
    *("file.csi.azure.com", "azurelustre.csi.azure.com"),
)
"""Provisioners of file systems: these are mounted over the network, wherever a pod runs."""

RULE = ResourceRule(
    name="require-late-binding-of-volumes",
    promise="Every volume is made where its pod runs.",
    severity=Severity.LOW,
    remedy='set volumeBindingMode to "WaitForFirstConsumer" in a new class',
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.1"),
    types=(STORAGE_CLASS,),
    # Unsaid it is Immediate.
    check=only_where(
        lambda made: made.get("provisioner") not in ANYWHERE,
        equals("volumeBindingMode", "WaitForFirstConsumer"),
    ),
)
