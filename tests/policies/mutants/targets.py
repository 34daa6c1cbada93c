"""The examples and the table of mutations of each target."""

from collections.abc import Iterator, Mapping

from policies.judge.resource import Stack
from tests.policies.captured import CLOUD_EXAMPLES, of_a_cloud
from tests.policies.mutants import aws, azure, gcp, kubernetes
from tests.policies.mutants.mutation import Mutation
from tests.policies.on_kubernetes.sound import resolved

TABLES: Mapping[str, tuple[Mutation, ...]] = {
    "aws": aws.MUTATIONS,
    "azure": azure.MUTATIONS,
    "gcp": gcp.MUTATIONS,
    "kubernetes": kubernetes.MUTATIONS,
}


def examples(target: str) -> Iterator[tuple[str, Stack]]:
    """Yield (name, stack) of the examples of a target."""
    if target == "kubernetes":
        yield "kubernetes-small", resolved()
        return
    for name in CLOUD_EXAMPLES[target]:
        yield name, of_a_cloud(name)
