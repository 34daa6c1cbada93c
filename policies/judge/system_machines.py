"""What a cluster of a cloud itself runs on: which of its machines these are, and in how many zones they stand."""

from collections.abc import Callable, Iterator, Sequence

from policies.judge.resource import Resource
from policies.judge.setting import Setting

LEAST = Setting(
    name="least-zones",
    says="in how many zones system machines stand at least",
    default=2,
    schema={"type": "integer", "minimum": 1},
)


def of_system(machines: Sequence[Resource], labels: Callable[[Resource], Resource]) -> Sequence[Resource]:
    """Return the machines of a plan that are for no pool of it, or of no plan where it has none: those for a pool are
    one for each zone that it may be in. `labels` are what is said of them.
    """
    others = [each for each in machines if labels(each).get("groundplan-pool") is None]
    return [each for each in others if labels(each).get("groundplan-plan") is not None] or others


def too_few(cluster: Resource, machines: Sequence[Resource], zones: set[str]) -> Iterator[str]:
    """Find a cluster whose system machines, if it has any, all stand in these zones, which are too few."""
    least = cluster.said(LEAST)
    if machines and len(zones) < least:
        yield f"its system machines are all in {', '.join(sorted(zones))}; allowed: at least {least} zones"
