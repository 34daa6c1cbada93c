"""A secret in a vault of Azure comes to an end by itself, when nobody remembers who has it."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="require-expiring-secrets-on-azure",
    promise="Every secret of a vault of Azure has an end.",
    severity=Severity.MEDIUM,
    remedy="set properties.attributes.expires",
    references=("CIS Azure Foundations 8.3.3", "NIST SP 800-53 IA-5(1)", "PCI DSS 8.6.3"),
    types=("azure-native:keyvault:Secret",),
    check=present("properties.attributes.expires", "the time when it ends, in seconds since 1970"),
)
