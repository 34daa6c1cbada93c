"""The image comes from a registry that the plan names: without a host each node's own settings decide which that is."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

SIGNS_OF_A_HOST = (".", ":")
"""Docker's own test: a first part with neither, but for localhost, is a folder of Docker Hub."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find images whose first part names no host."""
    image = plan.runtime.image
    if image is None:
        return
    host, slash, _ = image.partition("@")[0].partition("/")
    if not slash or (host != "localhost" and not any(sign in host for sign in SIGNS_OF_A_HOST)):
        yield (
            ("runtime", "image"),
            f'"{image.partition("@")[0]}" names no registry; allowed: <host>/<name>@<digest>',
        )


RULE = PlanRule(
    name="require-named-registry-in-plan",
    promise="The image of the nodes is from a registry that is named.",
    severity="medium",
    remedy="write the registry's host before the name, such as registry.example.com/groundplan@sha256:...",
    references=(
        "NIST SP 800-190 4.1.5",
        "CIS Kubernetes 5.5.1",
        "NSA/CISA Kubernetes Hardening: Building secure container images",
    ),
    check=check,
)
