"""No command comes into a cluster of Azure past its API server's walls."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="forbid-run-command-on-azure",
    promise="No cluster of Azure runs commands that come through the management plane.",
    severity=Severity.HIGH,
    remedy="set apiServerAccessProfile.disableRunCommand to true",
    references=("NIST SP 800-53 AC-17", "NIST SP 800-53 CM-7", "SOC 2 CC6.6"),
    types=(CLUSTER,),
    check=is_true("apiServerAccessProfile.disableRunCommand"),
    mended=lambda cluster: {
        **cluster,
        "apiServerAccessProfile": {
            **(cluster.get("apiServerAccessProfile") or {}),
            "disableRunCommand": True,
        },
    },
)
