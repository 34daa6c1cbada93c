"""People come onto a machine by who they are, and lose that with their account; a key in metadata stays."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES

SAID = ("TRUE", "true", "True", True)
"""How metadata says yes."""

RULE = ResourceRule(
    name="require-os-login-on-gcp",
    promise="Every machine of Google Cloud asks IAM who may log in, and no key of the project's opens it.",
    severity=Severity.MEDIUM,
    remedy="set metadata enable-oslogin to TRUE, and block-project-ssh-keys to TRUE",
    references=("CIS GCP Foundations 4.3", "CIS GCP Foundations 4.4", "NIST SP 800-53 AC-2", "PCI DSS 8.2.1"),
    types=MACHINES,
    check=inside("metadata", equals("enable-oslogin", *SAID), equals("block-project-ssh-keys", *SAID)),
)
