"""What serves says when it can, and when it hangs: else requests go to it before, and after."""

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.pod_templates import EXEMPT, every_pod, unless_exempt
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import DAEMON_SET, DEPLOYMENT, STATEFUL_SET

RULE = ResourceRule(
    name="require-probes",
    promise="Every lasting container says whether it is ready, and whether it is alive.",
    severity=Severity.MEDIUM,
    remedy="set readinessProbe and livenessProbe; KubeRay sets those of Ray itself",
    references=("NIST SP 800-53 SI-13", "NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(DEPLOYMENT, STATEFUL_SET, DAEMON_SET),
    settings=(EXEMPT,),
    check=unless_exempt(
        every_pod(
            every("containers", present("readinessProbe", "a probe"), present("livenessProbe", "a probe"))
        )
    ),
)
