"""Secrets of a cluster of Azure lie encrypted in its database, with a key that its owner can take away."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, is_true, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-encrypted-cluster-secrets-on-azure",
    promise="Every cluster of Azure encrypts its secrets with a key of a vault, through the network inside.",
    severity=Severity.HIGH,
    remedy=(
        "set securityProfile.azureKeyVaultKms: enabled, keyId, keyVaultResourceId, and "
        "keyVaultNetworkAccess Private"
    ),
    references=(
        "CIS AKS 5.3.1",
        "NSA/CISA Kubernetes Hardening: Secrets",
        "NIST SP 800-53 SC-28",
        "PCI DSS 3.5.1",
        "HIPAA 164.312(a)(2)(iv)",
    ),
    types=(CLUSTER,),
    check=inside(
        "securityProfile.azureKeyVaultKms",
        is_true("enabled"),
        present("keyId", "a key of a vault"),
        equals("keyVaultNetworkAccess", "Private"),
    ),
)
