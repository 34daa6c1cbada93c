"""The disks of a cluster of Azure, and its volumes, are encrypted with a key that its owner can take away."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-customer-key-for-node-disks-on-azure",
    promise="Every cluster of Azure names a set of encryption for its disks.",
    severity=Severity.HIGH,
    remedy="set diskEncryptionSetID; it can be said only when the cluster is made",
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(CLUSTER,),
    check=present("diskEncryptionSetID", "a disk encryption set"),
)
