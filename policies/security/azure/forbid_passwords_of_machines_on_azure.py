"""Nobody comes into a machine of Azure by guessing."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import MACHINES

# A machine of another system has no such configuration, and one that is made of a disk has no profile.

RULE = ResourceRule(
    name="forbid-passwords-of-machines-on-azure",
    promise="No Linux machine of Azure takes a password.",
    severity=Severity.HIGH,
    remedy=(
        "set osProfile.linuxConfiguration.disablePasswordAuthentication to true, and leave adminPassword away"
    ),
    references=("NIST SP 800-53 IA-2", "NIST SP 800-53 IA-5"),
    types=tuple(MACHINES),
    check=wherever(
        MACHINES,
        only_where(
            lambda machine: (
                machine.part("osProfile").get("windowsConfiguration") is None
                and machine.get("osProfile") is not None
            ),
            is_true("osProfile.linuxConfiguration.disablePasswordAuthentication"),
        ),
    ),
)
