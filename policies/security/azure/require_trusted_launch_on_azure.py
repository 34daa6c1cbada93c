"""A machine of Azure starts only what is signed, so that nothing hides below its system."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside, is_true, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import MACHINES

RULE = ResourceRule(
    name="require-trusted-launch-on-azure",
    promise="Every machine of Azure starts with secure boot and a virtual TPM.",
    severity=Severity.MEDIUM,
    remedy=(
        "set securityProfile.securityType to TrustedLaunch, with uefiSettings.secureBootEnabled and "
        "vTpmEnabled"
    ),
    references=("NIST SP 800-53 SI-7",),
    types=tuple(MACHINES),
    check=wherever(
        MACHINES,
        inside(
            "securityProfile",
            equals("securityType", "TrustedLaunch", "ConfidentialVM"),
            is_true("uefiSettings.secureBootEnabled"),
            is_true("uefiSettings.vTpmEnabled"),
        ),
    ),
)
