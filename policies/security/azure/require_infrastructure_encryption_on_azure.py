"""A storage account of Azure is encrypted a second time, so that one broken cipher opens nothing."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="require-infrastructure-encryption-on-azure",
    promise="Every storage account of Azure is encrypted twice.",
    severity=Severity.MEDIUM,
    remedy=(
        "set encryption.requireInfrastructureEncryption to true; it can be said only when the account is made"
    ),
    references=("NIST SP 800-53 SC-28(1)",),
    types=(STORE,),
    check=is_true("encryption.requireInfrastructureEncryption"),
)
