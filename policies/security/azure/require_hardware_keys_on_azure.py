"""A key of Azure lies in hardware that gives it to nobody, also not to those who run the vault.

That of a Managed Lustre does not, since it takes no other type than RSA.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.services_of_azure import serves_lustre
from policies.judge.types_of_azure import KEY, LUSTRE
from policies.judge.unknown import each

in_hardware = equals("properties.kty", "RSA-HSM", "EC-HSM", "oct-HSM")
stays_there = is_not_true("properties.attributes.exportable")


def not_in_hardware(stack: Stack, key: Resource) -> Iterator[str]:
    """Find keys outside hardware, but for that of a Managed Lustre."""
    for found in in_hardware(key):
        if not (key.part("properties").get("kty") == "RSA" and serves_lustre(stack, key)):
            yield found


def check(stack: Stack, key: Resource) -> Iterator[str]:
    """Find keys that can be had outside hardware."""
    return each((lambda: not_in_hardware(stack, key), lambda: stays_there(key)), lambda judge: judge())


RULE = StackRule(
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
    reads=(LUSTRE,),
    check=check,
)
