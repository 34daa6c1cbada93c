"""A driver that Azure puts into a cluster gets its fixes by itself, from what is finished."""

from pulumi_policy import Severity

from policies.judge.asking import absent, equals, is_not_false
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-upgraded-extensions-on-azure",
    promise="Every extension of a cluster of Azure is upgraded by itself, from the stable train.",
    severity=Severity.LOW,
    remedy=(
        "leave autoUpgradeMinorVersion away or set it to true, leave version away, and set releaseTrain "
        "to Stable"
    ),
    references=("NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=("azure-native:kubernetesconfiguration:Extension",),
    check=together(
        is_not_false("autoUpgradeMinorVersion"),
        equals("releaseTrain", "Stable", "stable", None),
        absent("version", "no version, which is always the newest"),
    ),
)
