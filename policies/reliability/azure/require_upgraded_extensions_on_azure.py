"""A driver that Azure puts into a cluster gets its fixes by itself, from what is finished.

Lustre's is of one version instead: a newer one cannot take over while anything is mounted, so who upgrades it stops
that work first ("Install Azure Lustre CSI Driver with Helm 3", Upgrade).
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import Check, absent, equals, is_false, is_not_false, matches
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

LUSTRE = "microsoft.azuremanagedlustre"
UPGRADED = together(
    is_not_false("autoUpgradeMinorVersion"), absent("version", "no version, which is always the newest")
)
OF_ONE_VERSION = together(
    is_false("autoUpgradeMinorVersion"), matches("version", r"\d+\.\d+\.\d+", "one version, such as 0.6.0")
)


def check(extension: Resource) -> Iterator[str]:
    """Find what is not upgraded by itself, of Lustre's driver what is."""
    asked: Check = OF_ONE_VERSION if str(extension.get("extensionType")).lower() == LUSTRE else UPGRADED
    yield from asked(extension)


RULE = ResourceRule(
    name="require-upgraded-extensions-on-azure",
    promise="Every extension of a cluster of Azure is stable and upgraded by itself, Lustre's driver by hand.",
    severity=Severity.LOW,
    remedy=(
        "leave autoUpgradeMinorVersion away or set it to true, leave version away, and set releaseTrain "
        "to Stable; for Lustre's driver set autoUpgradeMinorVersion to false, and version"
    ),
    references=("NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=("azure-native:kubernetesconfiguration:Extension",),
    check=together(check, equals("releaseTrain", "Stable", "stable", None)),
)
