"""What a sandbox says is true: mounts hold what their volumes hold, its purpose is its cluster's."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.unknown import each
from policies.security.hosts_types import RAYLET, SANDBOX, VOLUME


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Hold each mount against its volume, and each Ray node against the sandbox of its cluster."""
    if accused.type == RAYLET:
        yield from _check_raylet(stack, accused)
    else:
        yield from each(accused.parts("mounts"), lambda mount: _check_mount(stack, mount))


def _check_mount(stack: Stack, mount: Resource) -> Iterator[str]:
    store, said = mount.get("store"), mount.get("holds")
    volumes = [volume for volume in stack.of_type(VOLUME) if volume.get("store") == store]
    if not volumes:
        yield f"{mount.part} mounts the store {shown(store)}, which is no volume of this stack"
    for volume in volumes:
        holds = volume.get("holds")
        if holds != said:
            yield (
                f"{mount.part} says that the store {shown(store)} holds {shown(said)}, "
                f"but {volume.where} holds {shown(holds)}"
            )


def _check_raylet(stack: Stack, raylet: Resource) -> Iterator[str]:
    cluster, purpose = raylet.get("cluster"), raylet.get("purpose")
    sandboxes = [sandbox for sandbox in stack.of_type(SANDBOX) if sandbox.get("identity") == cluster]
    if not sandboxes:
        yield f"no sandbox of this stack has the identity of its cluster {shown(cluster)}"
    for sandbox in sandboxes:
        if sandbox.get("purpose") != purpose:
            yield (
                f"works for {shown(purpose)} in cluster {shown(cluster)}, "
                f"but {sandbox.where} is made for {shown(sandbox.get('purpose'))}"
            )


RULE = StackRule(
    name="require-true-sandboxes",
    promise="What a sandbox says is true: mounts hold what their volumes hold, its purpose is its cluster's.",
    severity=Severity.CRITICAL,
    remedy=(
        "repeat holds of the hosts:Volume in the mount, and purpose of the Ray nodes in the sandbox; rights "
        "follow from both"
    ),
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6"),
    types=(SANDBOX, RAYLET),
    check=check,
)
