"""What a mount says is true: the volume it names holds what it says, and lies where it looks."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.unknown import each, together
from policies.security.hosts import SANDBOX, VOLUME


def check(stack: Stack, sandbox: Resource) -> Iterator[str]:
    """Hold each mount against its volume."""
    yield from each(sandbox.parts("mounts"), lambda mount: _check_mount(stack, mount))


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
    if path is None or place is None or not PurePosixPath(normpath(path)).is_relative_to(normpath(place)):
        yield f"{mount.way} mounts {shown(path)}, but {volume.where} lies at {shown(place)}"


RULE = StackRule(
    name="require-true-mounts",
    promise="What a mount says is true: its volume holds what it says and lies where it looks.",
    severity=Severity.CRITICAL,
    remedy="in the mount, repeat store and holds of the hosts:Volume and give a path inside its path",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6"),
    types=(SANDBOX,),
    reads=(VOLUME,),
    check=check,
)
