"""A program cannot change what its image holds, so that nothing written there runs or stays."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="require-read-only-root-filesystems",
    promise="No container can write to the files of its image.",
    severity=Severity.MEDIUM,
    remedy="set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the program writes",
    references=(
        "NSA/CISA Kubernetes Hardening: Immutable container file systems",
        "CIS Kubernetes 5.6.3",
        "NIST SP 800-53 CM-5",
        "NIST SP 800-53 SI-7",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_container(is_true("securityContext.readOnlyRootFilesystem"))),
)  # fmt: skip
