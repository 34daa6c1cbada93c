"""An image is named by what it holds: behind a tag, another image can lie tomorrow."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import POD_KINDS, every_container
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.unknown import NotKnownYetError, at_preview

# One digit repeated is somebody's stand-in, not a digest.
DIGEST = re.compile(r".+@sha256:(?!(.)\1+$)[0-9a-f]{64}")
# What stands for the digest of an image until a registry was asked for it; a program of ours refuses to bring it up.
PLACEHOLDER = re.compile(r".+@placeholder-[a-z0-9-]+")


def check(container: Resource) -> Iterator[str]:
    """Find images without a digest; the autoscaler of Ray may name none, and has the head's."""
    image = container.get("image")
    if at_preview() and image is not None and PLACEHOLDER.fullmatch(str(image)):
        raise NotKnownYetError([f"{container.where} {container.place('image')}: {image}"])
    if image is not None and not DIGEST.fullmatch(str(image)):
        yield f"{container.place('image')} is {shown(image)}; allowed: one with its digest, name@sha256:…"


RULE = ResourceRule(
    name="require-image-digests",
    promise="Every container runs the very image that was looked at.",
    severity=Severity.HIGH,
    remedy="name the image by its digest; `groundplan bundle --resolve` asks the registries for those of ours",
    references=(
        "CIS Kubernetes 5.5.1",
        "CIS GKE 5.1.4",
        "NIST SP 800-53 SI-7",
        "NIST SP 800-53 SR-11",
        "NSA/CISA Kubernetes Hardening: Building secure container images",
        "PCI DSS 6.5.1",
    ),
    types=POD_KINDS,
    check=every_container(check),
)  # fmt: skip
