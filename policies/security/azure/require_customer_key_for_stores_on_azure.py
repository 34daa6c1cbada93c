"""A storage account of Azure is encrypted with a key that its owner can take away."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, is_not_false, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

# Azure encrypts with keys of its own where nothing is said ("Azure Storage encryption for data at rest").
OF_A_VAULT = ("Microsoft.Keyvault", "Microsoft.KeyVault")

RULE = ResourceRule(
    name="require-customer-key-for-stores-on-azure",
    promise="Every storage account of Azure is encrypted with a key of a vault.",
    severity=Severity.HIGH,
    remedy=(
        "set encryption.keySource to Microsoft.Keyvault and name the key in "
        "encryption.keyVaultProperties, with an identity that may wrap and unwrap with it"
    ),
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(STORE,),
    check=inside(
        "encryption",
        equals("keySource", *OF_A_VAULT),
        present("keyVaultProperties.keyName", "the name of a key"),
        present("keyVaultProperties.keyVaultUri", "the address of a vault"),
        present("encryptionIdentity.encryptionUserAssignedIdentity", "an identity that may use the key"),
        is_not_false("services.blob.enabled"),
        is_not_false("services.file.enabled"),
    ),
)
