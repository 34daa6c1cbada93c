"""What a sandbox says is true: mounts are the volumes they name, and its purpose is that of the Ray inside."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.unknown import each, together
from policies.security.hosts import RAYLET, SANDBOX, VOLUME, sandboxes_of


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Hold each mount against its volume, and each Ray node against its sandbox."""
    if accused.type == RAYLET:
        yield from _check_raylet(stack, accused)
    else:
        yield from each(accused.parts("mounts"), lambda mount: _check_mount(stack, mount))


def _check_mount(stack: Stack, mount: Resource) -> Iterator[str]:
    store = mount.get("store")
    volumes = [volume for volume in stack.of_type(VOLUME) if volume.get("store") == store]
    if not volumes:
        yield f"{mount.way} mounts the store {shown(store)}, which is no volume of this stack"
    for volume in volumes:
        yield from together(_check_holds, _check_path)((mount, volume))


def _check_holds(pair: tuple[Resource, Resource]) -> Iterator[str]:
    mount, volume = pair
    said, holds = mount.get("holds"), volume.get("holds")
    if said != holds:
        yield f"{mount.way} says that it holds {shown(said)}, but {volume.where} holds {shown(holds)}"


def _check_path(pair: tuple[Resource, Resource]) -> Iterator[str]:
    mount, volume = pair
    path, place = mount.get("path"), volume.get("path")
    inside = path is not None and place is not None and _lies_in(str(path), str(place))
    if not inside:
        yield f"{mount.way} mounts {shown(path)}, but {volume.where} lies at {shown(place)}"


def _lies_in(path: str, place: str) -> bool:
    return PurePosixPath(normpath(path)).is_relative_to(normpath(place))


def _check_raylet(stack: Stack, raylet: Resource) -> Iterator[str]:
    purpose = raylet.get("purpose")
    sandboxes = sandboxes_of(stack, raylet)
    if not sandboxes:
        yield f"runs in {raylet.show('sandbox')}, which is no sandbox of this stack"
    for sandbox in sandboxes:
        if sandbox.get("purpose") != purpose:
            yield (
                f"works for {shown(purpose)}, but {sandbox.where}, where it runs, "
                f"is made for {shown(sandbox.get('purpose'))}"
            )


RULE = StackRule(
    name="require-true-sandboxes",
    promise="What a sandbox says is true: mounts are the volumes they name, its purpose is that of the Ray inside.",
    severity=Severity.CRITICAL,
    remedy=(
        "in a mount, repeat store and holds of the hosts:Volume and a path inside its path; give Ray nodes a sandbox "
        "of their own purpose"
    ),
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6"),
    types=(SANDBOX, RAYLET),
    check=check,
)
