"""A file system of Azure is encrypted with a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import LUSTRE, NETAPP
from policies.judge.unknown import together

CHECKS = {
    LUSTRE: present("encryptionSettings.keyEncryptionKey", "a key of a vault"),
    NETAPP: together(
        equals("encryption.keySource", "Microsoft.KeyVault", "Microsoft.Keyvault"),
        present("encryption.keyVaultProperties", "a key of a vault"),
    ),
}


def check(accused: Resource) -> Iterator[str]:
    """Find what Azure's own keys encrypt."""
    yield from CHECKS[accused.type](accused)


RULE = ResourceRule(
    name="require-customer-key-for-file-systems-on-azure",
    promise="Every file system of Azure is encrypted with a key of a vault.",
    severity=Severity.HIGH,
    remedy=(
        "name the key in encryptionSettings.keyEncryptionKey of a Managed Lustre, or in encryption of a "
        "NetApp account with keySource Microsoft.KeyVault"
    ),
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(LUSTRE, NETAPP),
    check=check,
)
