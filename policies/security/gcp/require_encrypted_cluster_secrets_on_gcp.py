"""Kubernetes secrets are encrypted by a key of the plan before they come to Google's disks."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-encrypted-cluster-secrets-on-gcp",
    promise="Every cluster of GKE encrypts its secrets by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy='set databaseEncryption to state: "ENCRYPTED" and keyName: a key of the plan',
    references=("CIS GKE 5.3.1", "NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(CLUSTER,),
    check=inside(
        "databaseEncryption", equals("state", "ENCRYPTED"), present("keyName", "a key of Cloud KMS")
    ),
)
