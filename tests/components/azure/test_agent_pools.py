"""What agent pools a plan's pools become: apart, in the plan's order, and stable under change."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from components.azure import agent_pools
from components.azure.agent_pools import AgentPool
from tests.components.azure import platforms


def pools(**changed: Any) -> dict[str, AgentPool]:
    return {one.key: one for one in agent_pools.agent_pools(platforms.topology(**changed))}


def test_a_pool_is_one_for_each_zone_and_each_way_of_buying() -> None:
    assert {key for key in pools() if key.startswith("train-data")} == {
        "train-data-spot-1", "train-data-spot-2", "train-data-on-demand-1", "train-data-on-demand-2",
    }  # fmt: skip


def test_machines_with_a_fabric_stand_in_one_zone() -> None:
    assert {one.zone for key, one in pools().items() if key.startswith("train-gpu")} == {"1"}


def test_a_zone_more_changes_no_agent_pool_that_was_there() -> None:
    before = pools(network={"cidr": "10.20.0.0/16", "zones": 2})
    after = pools(network={"cidr": "10.20.0.0/16", "zones": 3})
    assert {key: (after[key].name, after[key].zone) for key in before} == {
        key: (one.name, one.zone) for key, one in before.items()
    }


@settings(max_examples=10)
@given(st.permutations(platforms.TRAIN["pools"]), st.booleans())
def test_reordering_a_plan_changes_no_agent_pool(listed: list[Any], turned: bool) -> None:
    clusters = [{**platforms.TRAIN, "pools": listed}, platforms.SERVE]
    assert pools(clusters=clusters[::-1] if turned else clusters) == pools()


def test_another_machine_is_another_agent_pool_in_azure_and_the_same_in_the_stack() -> None:
    larger = {**platforms.SERVE, "pools": [
        {"name": "head", "machine": {"cpu": 30, "memory": "4GiB"}, "count": 1}, platforms.SERVE["pools"][1],
    ]}  # fmt: skip
    before, after = pools(), pools(clusters=[platforms.TRAIN, larger])
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key].name != after[key].name}
    assert changed == {"serve-head-on-demand-1", "serve-head-on-demand-2"}


def test_strangers_are_kept_off_every_agent_pool() -> None:
    for key, one in pools().items():
        taints = agent_pools.node_taints(one)
        assert ("nvidia.com/gpu=present:NoSchedule" in taints) == one.has_gpus, key
        assert len(taints) == 1 + one.is_spot, f"{key}: an operator's pod would start a machine of Ray's"


def test_the_pods_of_a_pool_tolerate_exactly_what_its_machines_are_tainted_with() -> None:
    topology = platforms.topology()
    for (cluster, pool), placement in agent_pools.placements(topology).items():
        keys = {toleration["key"] for toleration in placement.tolerations}
        taints = {
            taint.partition("=")[0]
            for one in pools().values()
            if (one.pool.cluster, one.pool.name) == (cluster, pool)
            for taint in agent_pools.node_taints(one)
        }
        assert keys == taints, (cluster, pool)


def test_the_labels_of_machines_are_those_that_pods_select() -> None:
    for (cluster, pool), placement in agent_pools.placements(platforms.topology()).items():
        for one in pools().values():
            if (one.pool.cluster, one.pool.name) == (cluster, pool):
                labels = agent_pools.node_labels(one, {})
                assert placement.node_selector.items() <= labels.items()
                assert labels["groundplan-capacity"] in placement.capacities


def test_what_the_plan_lists_first_is_tried_first() -> None:
    spot, on_demand = pools()["train-data-spot-1"], pools()["train-data-on-demand-1"]
    assert spot.priority > on_demand.priority
    table = agent_pools.priorities(platforms.topology())
    assert f"^aks-{spot.name}-.*" in table[spot.priority]


def test_pods_ask_for_the_infiniband_of_their_machine_and_for_nothing_else() -> None:
    handed = agent_pools.placements(platforms.topology(), platforms.INFINIBAND)
    asked = {pool: placement.devices for pool, placement in handed.items() if placement.devices}
    assert asked == {("train", "gpu"): {platforms.INFINIBAND: "1"}}, "they would talk over the slow network"


def test_the_autoscaler_knows_what_machines_have_before_there_is_one() -> None:
    begin = "k8s.io_cluster-autoscaler_node-template_resources_"
    fast = agent_pools.hints(pools()["train-gpu-on-demand-1"], platforms.INFINIBAND)
    assert fast == {f"{begin}nvidia.com_gpu": "8", f"{begin}rdma_hca_shared_devices_a": "1"}
    divided = agent_pools.hints(pools()["serve-replicas-on-demand-1"], None)
    assert divided == {f"{begin}nvidia.com_mig-1g.10gb": "7"}
    assert agent_pools.hints(pools()["train-data-spot-1"], platforms.INFINIBAND) == {}


def test_another_division_of_gpus_is_another_agent_pool_in_azure() -> None:
    head, replicas = platforms.SERVE["pools"]
    other = {**platforms.SERVE, "pools": [head, {**replicas, "gpu_profile": "mig-2g.20gb"}]}
    key = "serve-replicas-on-demand-1"
    assert pools(clusters=[platforms.TRAIN, other])[key].name != pools()[key].name, "Azure never changes one"


def test_a_reservation_is_named_by_group_and_name() -> None:
    (reserved,) = [one for one in pools().values() if one.reservation]
    assert (reserved.key, reserved.reservation) == ("train-kept-reservation.capacity_h100-2", "capacity/h100")


def test_gpus_are_divided_in_azures_own_word() -> None:
    (divided,) = {
        agent_pools.mig_profile(one.pool) for one in pools().values() if one.pool.name == "replicas"
    }
    assert divided == "MIG1g"
    assert agent_pools.mig_profile(pools()["train-gpu-on-demand-1"].pool) is None
