"""A pod never asks more than a machine has left for it, on any provider and at any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.catalog.loading import load_catalog
from components.catalog.model import PROVIDERS, MachineType
from components.topology.reservations import (
    cpus_for_pod,
    memory_bytes_for_pod,
    pods_per_node,
    reserved_memory_bytes,
)
from tests.components.catalog.offers import machine

GIB, MIB = 2**30, 2**20
MACHINES = st.builds(
    lambda provider, vcpus, memory: machine(provider=provider, vcpus=vcpus, memory_bytes=memory * GIB),
    st.sampled_from(PROVIDERS),
    st.integers(1, 512),
    st.integers(1, 4096),
)


@given(of=MACHINES)
def test_something_of_every_machine_is_kept_and_never_more_than_all(of: MachineType) -> None:
    assert 0 <= cpus_for_pod(of) < of.vcpus, "kubelet and daemons need a part of a core"
    left = max(0, of.memory_bytes - reserved_memory_bytes(of))
    assert 0 <= memory_bytes_for_pod(of) <= left, "what is kept is kept"
    assert memory_bytes_for_pod(of) % MIB == 0, "kubelet counts in MiB"


@given(of=MACHINES, more=st.integers(1, 64))
def test_a_machine_with_more_cores_gives_a_pod_as_many_or_more(of: MachineType, more: int) -> None:
    larger = machine(provider=of.provider, vcpus=of.vcpus + more, memory_bytes=of.memory_bytes)
    assert cpus_for_pod(larger) >= cpus_for_pod(of)


@given(of=MACHINES, more=st.integers(1, 64))
def test_a_machine_with_more_memory_gives_a_pod_as_much_or_more(of: MachineType, more: int) -> None:
    larger = machine(provider=of.provider, vcpus=of.vcpus, memory_bytes=of.memory_bytes + more * GIB)
    assert memory_bytes_for_pod(larger) >= memory_bytes_for_pod(of)


@pytest.mark.parametrize(
    ("provider", "vcpus", "gibibytes", "reserved"),
    [
        ("aws", 2, 8, (255 + 11 * 29) * MIB),
        ("aws", 8, 32, (255 + 11 * 58) * MIB),
        ("aws", 96, 384, (255 + 11 * 737) * MIB),
        ("azure", 8, 32, 50 * 10**6 + 64 * 20 * 10**6),
        ("azure", 2, 4, GIB),
        ("gcp", 8, 32, -(-(4 * 25 + 4 * 20 + 8 * 10 + 16 * 6) * GIB // 100)),
    ],
)
def test_the_providers_own_examples_come_out(
    provider: str, vcpus: int, gibibytes: int, reserved: int
) -> None:
    of = machine(provider=provider, vcpus=vcpus, memory_bytes=gibibytes * GIB)
    assert reserved_memory_bytes(of) == reserved, "as the page or the source that the module names has it"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_machine_of_the_catalog_with_four_gibibytes_runs_a_ray_node(provider: str) -> None:
    too_small = [
        of.name
        for of in load_catalog(providers=(provider,)).machines[provider].values()
        if of.vcpus >= 2 and of.memory_bytes >= 4 * GIB
        if cpus_for_pod(of) < 1 or memory_bytes_for_pod(of) < GIB
    ]
    assert too_small == [], "the refusal of a machine that is too small says that 2 vCPUs and 4 GiB suffice"


@pytest.mark.parametrize(
    ("name", "vcpus", "gpus", "pods"),
    [
        ("m6i.large", 2, 0, 29),
        ("m6i.2xlarge", 8, 0, 58),
        ("m6i.4xlarge", 16, 0, 64),
        ("g4dn.4xlarge", 16, 1, 29),
        ("g5.xlarge", 4, 1, 32),
        ("p5.48xlarge", 192, 8, 32),
    ],
)
def test_a_machine_of_amazon_has_no_more_pods_than_addresses(
    name: str, vcpus: int, gpus: int, pods: int
) -> None:
    of = machine(name=name, provider="aws", vcpus=vcpus, gpus=gpus)
    assert pods_per_node(of) == pods, "eni-max-pods.txt of awslabs/amazon-eks-ami; a pod more never starts"


def test_machines_with_gpus_have_fewer_pods() -> None:
    assert pods_per_node(machine(gpus=8)) < pods_per_node(machine()), "their taint keeps other pods away"
