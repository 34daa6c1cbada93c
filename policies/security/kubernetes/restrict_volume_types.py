"""A pod's volumes come from the cluster, not from folders of its node or from a server that the pod names."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_pod, unless_exempt
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

ALLOWED = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip


def check(volume: Resource) -> Iterator[str]:
    """Find volumes of another kind; the one key besides the name says which."""
    for key in sorted(volume.value):
        if key != "name" and key not in ALLOWED and volume.get(key) is not None:
            yield f"{volume.way} ({shown(volume.get('name'))}) is of the kind {key}; allowed: {', '.join(ALLOWED)}"


RULE = ResourceRule(
    name="restrict-volume-types",
    promise="No pod mounts a folder of its node, or a server that it names itself.",
    severity=Severity.CRITICAL,
    remedy="claim storage by a persistentVolumeClaim, and take an emptyDir for what may be lost",
    references=(
        "Pod Security Standards restricted: Volume Types",
        "Pod Security Standards baseline: HostPath Volumes",
        "CIS Kubernetes 5.2.11",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
        "NIST SP 800-53 AC-6",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_pod(every("volumes", check))),
)  # fmt: skip
