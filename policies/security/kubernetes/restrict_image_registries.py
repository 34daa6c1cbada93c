"""Images come from the registries that the team trusts, and from no other."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting

REGISTRIES = Setting(
    name="allowed-registries",
    says="how the names of images may begin: registries, or folders in them",
    default=[
        "registry.example.com/", "ghcr.io/mlflow/", "quay.io/kuberay/", "registry.k8s.io/", "docker.io/library/",
        "docker.io/valkey/", "docker.io/fluent/", "docker.io/rayproject/", "nvcr.io/nvidia/", "quay.io/prometheus",
        "docker.io/grafana/", "quay.io/kiwigrid/",
    ],
    schema={"type": "array", "items": {"type": "string"}},
)  # fmt: skip
"""What our components name, and the registry of the example plans, which a team puts its own in the place of."""


def check(container: Resource) -> Iterator[str]:
    """Find images from elsewhere; a name without a registry is one of Docker Hub."""
    image = container.get("image")
    allowed = container.said(REGISTRIES)
    if image is not None and not str(image).startswith(tuple(allowed)):
        yield f"{container.place('image')} is {shown(image)}; allowed: from {', '.join(allowed)}"


RULE = ResourceRule(
    name="restrict-image-registries",
    promise="Every image comes from a registry that the team trusts.",
    severity=Severity.HIGH,
    remedy="copy the image into a registry of the rule's allowed-registries, or have that registry added",
    references=(
        "CIS Kubernetes 5.5.1", "CIS EKS 5.1.4", "NIST SP 800-53 SR-3", "NIST SP 800-53 CM-7(5)",
        "NSA/CISA Kubernetes Hardening, Building secure container images", "SOC 2 CC6.8",
    ),
    types=POD_KINDS,
    settings=(EXEMPT, REGISTRIES),
    check=unless_exempt(every_container(check)),
)  # fmt: skip
