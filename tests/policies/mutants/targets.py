"""The examples and the table of mutations of each target."""

from collections.abc import Iterator, Mapping

from policies.judge.resource import Stack
from tests.policies.breach import with_added
from tests.policies.captured import CLOUD_EXAMPLES, of_a_cloud, of_this_machine
from tests.policies.clouds.namespaces import NAMESPACES
from tests.policies.mutants import aws, azure, gcp, hosts, kubernetes
from tests.policies.mutants.mutation import Mutation
from tests.policies.on_kubernetes.sound import resolved

TABLES: Mapping[str, tuple[Mutation, ...]] = {
    "aws": aws.MUTATIONS,
    "azure": azure.MUTATIONS,
    "gcp": gcp.MUTATIONS,
    "kubernetes": kubernetes.MUTATIONS,
    "hosts": hosts.MUTATIONS,
}


def examples(target: str) -> Iterator[tuple[str, Stack]]:
    """Yield (name, stack) of the examples of a target; a cloud's have the namespaces of their clusters beside them.

    This machine is taken twice: a volume is encrypted by itself, or by the device that it lies on.
    """
    if target == "hosts":
        for device in (None, "dm-crypt on dm-0"):
            yield "local-small", of_this_machine(device)
        return
    if target == "kubernetes":
        yield "kubernetes-small", resolved()
        return
    for name in CLOUD_EXAMPLES[target]:
        yield name, with_added(of_a_cloud(name), NAMESPACES)
