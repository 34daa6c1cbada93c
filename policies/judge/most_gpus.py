"""The ceiling of GPUs that rules about spending hold quotas, queues and groups to."""

from collections.abc import Iterator

from policies.judge.quantities import amount
from policies.judge.resource import Resource, shown
from policies.judge.setting import Setting

MOST = Setting(
    name="most-gpus",
    says="the most GPUs at once",
    default=64,
    schema={"type": "integer", "minimum": 0},
)


def no_more_than(part: Resource, key: str, factor: float = 1) -> Iterator[str]:
    """Find a number of GPUs, `factor` times what a property says, above the ceiling, or none that can be read."""
    said, most = part.get(key), part.said(MOST)
    found = amount(said)
    if found is None or found * factor > most:
        times = f" of {factor:g} GPUs each" if factor != 1 else ""
        yield f"{part.place(key)} is {shown(said)}{times}; allowed: at most {most} GPUs"
