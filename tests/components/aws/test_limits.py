"""What AWS would refuse of stores, keys, ranges, pools and adopted networks, said before anything is made."""

from dataclasses import replace
from typing import Any

import pytest

from components.aws import limits
from components.aws.adopted_subnets import AdoptedSubnets
from components.topology.model import Encryption, Machine, Topology
from tests.components.aws import pools_of_gpus, recorded

DAY_S = 86400
FLEX = Machine(cpus=1, memory_bytes=2**32, object_store_bytes=0, type="m7i-flex.large")


def refusals(topology: Topology, **given: Any) -> list[str]:
    return [str(error) for error in limits.errors(topology, **given)]


def with_store(**changed: Any) -> Topology:
    topology = recorded.topology()
    return replace(topology, stores=(replace(topology.stores[0], **changed),))


def with_gpu_pool(**changed: Any) -> Topology:
    topology, cluster = pools_of_gpus.topology(), pools_of_gpus.cluster()
    pools = tuple(replace(pool, **changed) if pool.name == "gpu" else pool for pool in cluster.pools)
    return replace(topology, clusters=(replace(cluster, pools=pools),))


def test_plans_that_fit_are_not_refused() -> None:
    assert refusals(recorded.topology()) == [] and refusals(pools_of_gpus.topology()) == []


@pytest.mark.parametrize(
    ("topology", "said"),
    [
        (with_store(name="access-logs"), "give the store another name"),
        (with_store(kind="object", versions=101), "ask 100 or fewer"),
        (with_gpu_pool(capacity=("reservation:projects/p",)), "reservation:block/<id>"),
        (with_gpu_pool(offer=pools_of_gpus.pool("head").offer, machine=pools_of_gpus.pool("head").machine),
         "leave out `fabric: rdma`"),
        (with_gpu_pool(placement="spread"),
         "ask 7 at most, divide it into several pools, or write placement: anywhere"),
        (with_gpu_pool(placement="spread", maximum=7, capacity=(f"reservation:{pools_of_gpus.RESERVED}",)),
         "leave placement out, or buy these machines on-demand or as spot"),
        (with_gpu_pool(placement="together", capacity=(f"reservation:{pools_of_gpus.RESERVED}", "on-demand")),
         "what is reserved stands where it was reserved"),
        (with_gpu_pool(placement="together", fabric="ethernet", offer=None, machine=FLEX),
         'the plan writes "placement: together" for m7i-flex.large; no cluster placement group takes burstable'),
    ],
)  # fmt: skip
def test_each_refusal_names_the_way_out(topology: Topology, said: str) -> None:
    found = refusals(topology)
    assert len(found) == 1 and said in found[0], found


@pytest.mark.parametrize(
    "placed", [{"placement": "anywhere", "capacity": (f"reservation:{pools_of_gpus.RESERVED}",)},
               {"placement": "spread", "maximum": 14, "zones": ("1", "2")}, {"placement": "together"}],
)  # fmt: skip
def test_a_placement_that_aws_has_is_not_refused(placed: dict[str, Any]) -> None:
    assert refusals(with_gpu_pool(**placed)) == []


@pytest.mark.parametrize(
    ("rotation_s", "said"), [(30 * DAY_S, "90d"), (3000 * DAY_S, "2560d"), (100 * DAY_S + 1, "100d")]
)
def test_keys_are_replaced_after_as_many_days_as_kms_takes(rotation_s: int, said: str) -> None:
    encryption = Encryption(key="customer", rotation_s=rotation_s)
    (found,) = refusals(replace(recorded.topology(), encryption=encryption))
    assert f"rotation: {said}" in found


@pytest.mark.parametrize("allowed", ["10.1.0.0/16", "2001:db8::/32", "100.64.0.0/16"])
def test_ranges_that_are_not_public_are_refused(allowed: str) -> None:
    (found,) = refusals(replace(recorded.topology(), allowed_cidrs=("203.0.113.0/24", allowed)))
    assert allowed in found and "203.0.113.0/24" not in found


def test_an_adopted_network_that_lacks_zones_is_refused() -> None:
    zones = {"us-east-1a": "subnet-a"}
    subnets = dict.fromkeys(("training", "serving"), zones) | {"control": zones}
    adopted = AdoptedSubnets(network_id="vpc-1", cidr="10.0.0.0/16", subnet_ids=subnets, route_table_ids={})
    found = refusals(recorded.topology(), adopted=adopted)
    assert any("training" in each and "us-east-1b" in each for each in found)
    assert any("control-plane" in each for each in found), "AWS wants two zones of a control plane"
    two = {**zones, "us-east-1b": "subnet-b"}
    whole = {segment: two for segment in ("training", "serving", "control")}  # noqa: C420 - read alone
    assert refusals(recorded.topology(), adopted=replace(adopted, subnet_ids=whole)) == []
