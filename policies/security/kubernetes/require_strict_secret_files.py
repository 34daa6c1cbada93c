"""A mounted secret is read by the user and group of its pod, and by nobody else in it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.pod_templates import POD_KINDS, every_pod
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule

OTHERS = 0o007
# Kubernetes, SecretVolumeSource: what mounted secrets have where nothing is said.
UNSAID = 0o644


def check(volume: Resource) -> Iterator[str]:
    """Find secrets that every user of a pod may read."""
    if volume.get("secret") is None:
        return
    secret = volume.part("secret")
    mode = secret.get("defaultMode")
    mode = UNSAID if mode is None else int(mode)
    if mode & OTHERS:
        yield f"{secret.place('defaultMode')} is 0{mode:o}; allowed: one that others cannot read, such as 0440"


RULE = ResourceRule(
    name="require-strict-secret-files",
    promise="A mounted secret is read by the user and group of its pod alone.",
    severity=Severity.LOW,
    remedy="set defaultMode of the secret's volume to 288 (0440 in octal), and fsGroup of the pod",
    references=("NIST SP 800-53 AC-6", "NIST SP 800-53 SC-28"),
    types=POD_KINDS,
    check=every_pod(every("volumes", check)),
)
