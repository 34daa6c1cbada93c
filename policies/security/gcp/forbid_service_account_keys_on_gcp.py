"""Nobody holds a private key of a service account: it never ends, and lies in plain in the state of the stack."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-service-account-keys-on-gcp",
    promise="Google Cloud makes no private key of a service account.",
    severity=Severity.HIGH,
    remedy="use workload identity; where a key has to be, upload the public half of one made elsewhere: publicKeyData",
    references=("CIS GCP Foundations 1.5", "NIST SP 800-53 IA-5", "PCI DSS 8.6.3"),
    types=("gcp:serviceaccount/key:Key",),
    check=present("publicKeyData", "the public half of a key that was made elsewhere"),
)
