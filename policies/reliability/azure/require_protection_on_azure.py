"""What cannot be made again is not deleted by a program, in production."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, only_where, protected
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import (
    CLUSTER,
    DISK_ENCRYPTION,
    KEY,
    LUSTRE,
    NETWORK,
    POSTGRES,
    SQL,
    STORE,
    VAULT,
)

RULE = ResourceRule(
    name="require-protection-on-azure",
    promise="Everything of production of Azure that holds data or keys is protected by the engine.",
    severity=Severity.HIGH,
    remedy="make it with the resource option protect=True",
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 SC-12(1)", "SOC 2 A1.2"),
    types=(
        STORE,
        VAULT,
        KEY,
        DISK_ENCRYPTION,
        LUSTRE,
        CLUSTER,
        NETWORK,
        "azure-native:resources:ResourceGroup",
        SQL,
        POSTGRES,
    ),
    check=only_where(in_production("tags"), protected),
)
