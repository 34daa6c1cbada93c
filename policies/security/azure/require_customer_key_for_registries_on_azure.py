"""The images of a registry of Azure are encrypted with a key that its owner can take away."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import REGISTRY

RULE = ResourceRule(
    name="require-customer-key-for-registries-on-azure",
    promise="Every registry of Azure is encrypted with a key of a vault.",
    severity=Severity.MEDIUM,
    remedy=(
        "set encryption.status to enabled and name the key in encryption.keyVaultProperties; it can be "
        "said only when the registry is made"
    ),
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1"),
    types=(REGISTRY,),
    check=inside(
        "encryption", equals("status", "enabled"), present("keyVaultProperties", "a key of a vault")
    ),
)
