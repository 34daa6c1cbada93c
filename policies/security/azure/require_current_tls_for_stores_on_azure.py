"""A storage account of Azure refuses the versions of TLS that are broken."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="require-current-tls-for-stores-on-azure",
    promise="No storage account of Azure takes a version of TLS before 1.2.",
    severity=Severity.HIGH,
    remedy="set minimumTlsVersion to TLS1_2",
    references=(
        "CIS Azure Foundations 9.3.6",
        "NIST SP 800-53 SC-8",
        "NIST SP 800-53 SC-13",
        "PCI DSS 4.2.1",
    ),
    types=(STORE,),
    check=equals("minimumTlsVersion", "TLS1_2", "TLS1_3"),
    mended=lambda store: {**store, "minimumTlsVersion": "TLS1_2"},
)
