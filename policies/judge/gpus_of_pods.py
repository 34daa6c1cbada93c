"""How many GPUs pods ask for."""

from collections.abc import Iterator

from policies.judge.pod_templates import every_container
from policies.judge.quantities import amount
from policies.judge.resource import Resource
from policies.judge.types_of_kubernetes import GPU


def gpus_of(pod: Resource) -> float:
    """Return the GPUs of a pod's containers. Raises NotKnownYetError."""
    return sum(
        amount(container.part("resources").part("limits").get(GPU)) or 0
        for container in pod.parts("containers")
    )


def asks_for_gpus(workload: Resource) -> bool:
    """Tell whether a container of a workload's pods asks for GPUs. Raises NotKnownYetError."""

    def check(container: Resource) -> Iterator[str]:
        if amount(container.part("resources").part("limits").get(GPU)):
            yield container.way

    return any(True for _ in every_container(check)(workload))
