"""Who pushes an image to a registry of Azure, or pulls one, has a name."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import REGISTRY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="forbid-shared-logins-of-registries-on-azure",
    promise="No registry of Azure has an administrator's password, or lets strangers pull.",
    severity=Severity.HIGH,
    remedy="leave adminUserEnabled and anonymousPullEnabled away, and grant AcrPull to identities",
    references=("CIS AKS 5.1.2", "NIST SP 800-53 IA-2", "NIST SP 800-53 AC-3"),
    types=(REGISTRY,),
    check=together(is_not_true("adminUserEnabled"), is_not_true("anonymousPullEnabled")),
)
