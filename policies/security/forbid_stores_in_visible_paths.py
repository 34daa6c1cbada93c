"""What a sandbox sees of the machine besides its mounts holds no store and lies in none."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.unknown import each
from policies.security.hosts import SANDBOX, VOLUME


def check(stack: Stack, sandbox: Resource) -> Iterator[str]:
    """Find visible paths that overlap a volume: rights come from mounts alone."""
    yield from each(sandbox.parts("visible"), lambda visible: _check_visible(stack, visible))


def _check_visible(stack: Stack, visible: Resource) -> Iterator[str]:
    path = visible.value
    for volume in stack.of_type(VOLUME):
        place = volume.get("path")
        if place is not None and _overlap(str(path), str(place)):
            yield f"{visible.way} is {shown(path)}, which overlaps {volume.where} at {shown(place)}"


def _overlap(one: str, other: str) -> bool:
    first, second = PurePosixPath(normpath(one)), PurePosixPath(normpath(other))
    return first.is_relative_to(second) or second.is_relative_to(first)


RULE = StackRule(
    name="forbid-stores-in-visible-paths",
    promise="A sandbox sees stores through its mounts only.",
    severity=Severity.CRITICAL,
    remedy="keep volumes (XDG_STATE_HOME) and what every sandbox sees, such as the Python environment, apart",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6"),
    types=(SANDBOX,),
    reads=(VOLUME,),
    check=check,
)
