"""Images come from registries of a known owner: the team's own, or folders of a public one that the team trusts."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import POD_KINDS, every_container
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting

REGISTRIES = Setting(
    name="allowed-registries",
    says="whose images are trusted: a registry, a folder or a repository, each by its whole name",
    default=[
        "ghcr.io/mlflow/", "quay.io/kuberay/", "registry.k8s.io/", "docker.io/library/",
        "docker.io/valkey/", "docker.io/fluent/", "docker.io/rayproject/", "nvcr.io/nvidia/", "quay.io/prometheus/",
        "quay.io/prometheus-operator/", "docker.io/grafana/", "quay.io/kiwigrid/",
    ],
    schema={"type": "array", "items": {"type": "string"}},
)  # fmt: skip
"""What our components name in public registries."""
OWN = Setting(
    name="own-registries",
    says="the registries that are the team's own; where it names none, all that are not public are",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)
PUBLIC = frozenset(
    {
        *(
            "docker.io",
            "index.docker.io",
            "registry-1.docker.io",
            "ghcr.io",
            "quay.io",
            "gcr.io",
            "registry.k8s.io",
        ),
        *("k8s.gcr.io", "public.ecr.aws", "nvcr.io", "mcr.microsoft.com", "registry.gitlab.com", "cgr.dev"),
    }
)
"""Where everybody may put an image: a name there says nothing of who did."""


def check(container: Resource) -> Iterator[str]:
    """Find images from elsewhere."""
    image = container.get("image")
    own, allowed = container.said(OWN), container.said(REGISTRIES)
    if image is None or any(is_in(str(image), place) for place in (*own, *allowed)):
        return
    if own or registry_of(str(image)) in PUBLIC:
        yield f"{container.place('image')} is {shown(image)}; allowed: from {', '.join((*own, *allowed))}"


def is_in(image: str, place: str) -> bool:
    """Tell whether an image is of a registry, a folder or a repository, and not of one whose name begins so.

    >>> [is_in(image, "example.com") for image in ("example.com/a", "example.com:5000/a", "example.com.evil.net/a")]
    [True, False, False]
    >>> [is_in(image, "example.com/ray") for image in ("example.com/ray:2", "example.com/ray/a", "example.com/rays")]
    [True, True, False]
    """
    rest = image.removeprefix(place)
    is_registry = "/" not in place and "." in place  # behind one a colon begins the port of another
    ends = "/" if is_registry else "/:@"
    return rest != image and (place.endswith("/") or rest[:1] in ("", *ends))


def registry_of(image: str) -> str:
    """Return the registry of an image; a name without one is of Docker Hub.

    >>> registry_of("registry.example.com/groundplan:1"), registry_of("ray:2"), registry_of("library/ray")
    ('registry.example.com', 'docker.io', 'docker.io')
    """
    first, slash, _ = image.partition("/")
    return first if slash and (set(first) & set(".:") or first == "localhost") else "docker.io"


RULE = ResourceRule(
    name="restrict-image-registries",
    promise="Every image comes from a registry that the team trusts.",
    severity=Severity.HIGH,
    remedy="copy the image into a registry of the team's own, or add the folder to the rule's allowed-registries",
    references=(
        "CIS Kubernetes 5.5.1",
        "CIS EKS 5.1.4",
        "NIST SP 800-53 SR-3",
        "NIST SP 800-53 CM-7(5)",
        "NSA/CISA Kubernetes Hardening: Building secure container images",
        "SOC 2 CC6.8",
    ),
    types=POD_KINDS,
    settings=(OWN, REGISTRIES),
    check=every_container(check),
)  # fmt: skip
