"""Local users of a storage account of Azure have passwords and keys of their own, past all roles."""

from pulumi_policy import Severity

from policies.judge.asking import is_false, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE
from policies.judge.unknown import together

# Local users are allowed where nothing is said ("Configure access for SFTP clients").

RULE = ResourceRule(
    name="forbid-local-users-of-stores-on-azure",
    promise="No storage account of Azure has users of its own, or SFTP for them.",
    severity=Severity.MEDIUM,
    remedy="set isLocalUserEnabled to false, and leave isSftpEnabled away",
    references=("NIST SP 800-53 IA-2", "NIST SP 800-53 AC-2", "PCI DSS 8.2.1"),
    types=(STORE,),
    check=together(is_false("isLocalUserEnabled"), is_not_true("isSftpEnabled")),
)
