"""A key of Azure lies in hardware that gives it to nobody, also not to those who run the vault."""

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import KEY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-hardware-keys-on-azure",
    promise="Every key of Azure lies in a hardware security module, and cannot be taken out.",
    severity=Severity.MEDIUM,
    remedy=(
        "set properties.kty to RSA-HSM or EC-HSM, in a vault with the SKU premium, and leave "
        "attributes.exportable away"
    ),
    references=(
        "CIS Azure Foundations 8.3.10",
        "NIST SP 800-53 SC-12",
        "FIPS 140-3 level 3",
        "PCI DSS 3.6.1",
    ),
    types=(KEY,),
    check=together(
        equals("properties.kty", "RSA-HSM", "EC-HSM", "oct-HSM"),
        is_not_true("properties.attributes.exportable"),
    ),
)
