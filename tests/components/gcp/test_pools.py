"""Node pools: the machine that the catalog chose, bought as the plan says, private and encrypted."""

from typing import Any

from components.gcp.placing import placements
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import KEY, POOL, made, with_gpus

SCRATCH = {
    "name": "scratch",
    "holds": "scratch",
    "kind": "filesystem",
    "size": "10TiB",
    "throughput": "4GiB/s",
}


def pools(**changed: Any) -> dict[str, dict[str, Any]]:
    found = recorded.of_type(made(**changed), POOL)
    return {name.removeprefix("pools-"): each.inputs for name, each in found.items()}


def gpus(*capacity: str, **changed: Any) -> dict[str, dict[str, Any]]:
    found = pools(**with_gpus(*capacity), **changed)
    return {
        name.removeprefix("train-gpu-"): each for name, each in found.items() if name.startswith("train-gpu-")
    }


def test_there_is_one_for_each_pool_and_zone_and_one_for_the_system() -> None:
    names = {"system"} | {
        f"{pool}-on-demand-us-central1-{zone}"
        for pool in ("train-head", "train-data", "serve-head", "serve-replicas")
        for zone in "ab"
    }
    assert set(pools()) == names


def test_every_machine_is_the_one_that_the_catalog_chose() -> None:
    offers = {
        f"{pool.cluster}-{pool.name}": pool.offer.machine.name
        for cluster in recorded.topology().clusters
        for pool in cluster.pools
        if pool.offer
    }
    for name, given in pools().items():
        if name != "system":
            assert given["nodeConfig"]["machineType"] == offers[name.partition("-on-demand")[0]], (
                "the price in the pull request is the price paid"
            )


def test_no_node_has_a_public_address() -> None:
    assert all(given["networkConfig"]["enablePrivateNodes"] is True for given in pools().values())


def test_training_and_serving_have_subnets_and_accounts_of_their_own() -> None:
    def of(cluster: str) -> tuple[set[str], set[str]]:
        own = [given for name, given in pools().items() if name.startswith(f"{cluster}-")]
        return (
            {given["networkConfig"]["subnetwork"] for given in own},
            {given["nodeConfig"]["serviceAccount"] for given in own},
        )

    train, serve = of("train"), of("serve")
    assert not train[0] & serve[0] and not train[1] & serve[1]
    assert len(train[0]) == 2 and len(train[1]) == 1


def test_disks_are_encrypted_by_the_customers_key() -> None:
    for given in pools(**KEY).values():
        assert given["nodeConfig"]["bootDiskKmsKey"].endswith("/disks")


def test_nodes_start_verified_and_hide_their_own_account_from_pods() -> None:
    for given in pools().values():
        config = given["nodeConfig"]
        assert config["shieldedInstanceConfig"] == {
            "enableSecureBoot": True,
            "enableIntegrityMonitoring": True,
        }
        assert config["workloadMetadataConfig"] == {"mode": "GKE_METADATA"}
        assert config["metadata"] == {"disable-legacy-endpoints": "true"}
        assert config["kubeletConfig"] == {"insecureKubeletReadonlyPortEnabled": "FALSE"}


def test_pools_grow_from_nothing_to_their_maximum() -> None:
    given = pools()["train-data-on-demand-us-central1-a"]
    assert given["initialNodeCount"] == 0
    assert given["autoscaling"] == {"totalMinNodeCount": 0, "totalMaxNodeCount": 4, "locationPolicy": "ANY"}


def test_the_systems_own_nodes_lie_in_the_clusters_subnet_one_in_each_zone() -> None:
    given = pools()["system"]
    assert given["networkConfig"]["subnetwork"].rpartition("/")[2].startswith("digits-system-"), (
        "of several subnets GKE would take the emptiest, whose machines have other rights"
    )
    assert given["initialNodeCount"] == 1, "the autoscaler adds none for a least count alone"


def test_other_pools_come_after_those_without_gpus() -> None:
    found = recorded.of_type(made(**with_gpus()), POOL)
    for name, each in found.items():
        if name != "pools-system":
            assert "pools-system" in each.depends_on, (
                "GKE taints GPUs beside nodes that have none, and only then"
            )


def test_an_old_one_goes_before_the_new_one_of_its_name() -> None:
    for name, each in recorded.of_type(made(**with_gpus()), POOL).items():
        assert each.goes_first is True, f"{name}: GKE takes a name once, and another subnet replaces it"


def test_nodes_start_once_their_account_has_its_rights() -> None:
    for name, each in recorded.of_type(made(), POOL).items():
        owner = name.split("-")[1]
        assert {f"nodes-{right}-{owner}" for right in ("role", "images", "streaming")} <= each.depends_on, (
            name
        )


def test_images_are_streamed() -> None:
    assert all(given["nodeConfig"]["gcfsConfig"] == {"enabled": True} for given in pools().values())


def test_gpus_come_with_their_driver_and_their_fabric_in_one_zone() -> None:
    (given,) = gpus().values()
    (cards,) = given["nodeConfig"]["guestAccelerators"]
    assert (cards["type"], cards["count"]) == ("nvidia-h200-141gb", 8)
    assert cards["gpuDriverInstallationConfig"] == {"gpuDriverVersion": "LATEST"}
    assert given["networkConfig"]["acceleratorNetworkProfile"] == "auto"
    assert given["placementPolicy"] == {"type": "COMPACT"}, "RDMA reaches no farther than one placement"
    assert given["nodeConfig"]["ephemeralStorageLocalSsdConfig"] == {"localSsdCount": 32}
    assert given["nodeConfig"]["localSsdEncryptionMode"] == "EPHEMERAL_KEY_ENCRYPTION"
    assert given["maxPodsPerNode"] == 32


def test_pods_claim_the_interfaces_of_a_fabric_and_others_none() -> None:
    placed = placements(recorded.topology(**with_gpus()))
    assert placed["train", "gpu"].claims == {"fabric": "mrdma.google.com"}, (
        "no pod gets one that it did not claim"
    )
    assert placed["train", "data"].claims == {}
    plain = placements(recorded.topology(**with_gpus(fabric="ethernet")))
    assert plain["train", "gpu"].claims == {}


def test_without_a_fabric_nothing_is_forced_together() -> None:
    found = pools(**with_gpus(fabric="ethernet"))
    given = next(each for name, each in found.items() if name.startswith("train-gpu"))
    assert "placementPolicy" not in given and "acceleratorNetworkProfile" not in given["networkConfig"]


def test_a_reservation_is_taken_by_name_and_keeps_its_own_placement() -> None:
    found = pools(**with_gpus("reservation:cr-1"))
    reserved = found["train-gpu-reservation.cr-1-us-central1-b"]
    affinity = reserved["nodeConfig"]["reservationAffinity"]
    assert affinity["consumeReservationType"] == "SPECIFIC_RESERVATION" and affinity["values"] == ["cr-1"]
    assert "placementPolicy" not in reserved, "another placement would not find the reserved machines"
    assert reserved["networkConfig"]["acceleratorNetworkProfile"] == "auto", (
        "its fabric is there all the same"
    )


def test_ways_to_buy_are_pools_of_their_own_whose_order_a_class_tells() -> None:
    # The catalog knows a quota of spot for A3 High alone, which has no RDMA.
    bought = {"machine": {"type": "a3-highgpu-8g"}, "fabric": "ethernet", "zone": "us-central1-a"}
    found = pools(**with_gpus("reservation:cr-1", "spot", **bought))
    reserved = found["train-gpu-reservation.cr-1-us-central1-a"]
    spot = found["train-gpu-spot-us-central1-a"]
    assert spot["nodeConfig"]["spot"] is True and "spot" not in reserved["nodeConfig"]
    for given in (reserved, spot):
        assert given["upgradeSettings"]["maxSurge"] == 0, "nobody has a GPU more for an upgrade"
        taints = [taint["key"] for taint in given["nodeConfig"]["taints"]]
        assert taints == ["cloud.google.com/compute-class"], "the order is told by a class"


def test_nodes_say_which_pool_they_are_of_and_how_they_were_bought() -> None:
    labels = pools()["train-data-on-demand-us-central1-a"]["nodeConfig"]["labels"]
    assert labels["groundplan-pool"] == "data" and labels["groundplan-capacity"] == "on-demand"
    assert labels[recorded.MADE_BY] == "ada-laptop-local"


def test_only_what_mounts_a_lustre_without_gpus_starts_unverified_modules() -> None:
    storage = [*recorded.document()["storage"], SCRATCH]
    found = pools(storage=storage, **with_gpus())
    secure = {
        name: each["nodeConfig"]["shieldedInstanceConfig"]["enableSecureBoot"] for name, each in found.items()
    }
    assert {name.split("-on-")[0] for name, is_secure in secure.items() if not is_secure} == {
        "train-head",
        "train-data",
    }


def test_a_registry_on_lustre_is_mounted_by_machines_of_its_server_alone() -> None:
    others = [store for store in recorded.document()["storage"] if store["holds"] != "registry"]
    found = pools(storage=[*others, {**SCRATCH, "name": "registry", "holds": "registry"}])
    unverified = {
        name
        for name, each in found.items()
        if not each["nodeConfig"]["shieldedInstanceConfig"]["enableSecureBoot"]
    }
    assert unverified == {"system"}, "training asks the registry through that server"


def test_a_zone_that_comes_adds_node_pools_and_changes_only_what_spans_all_zones() -> None:
    before = recorded.untold(made())
    after = recorded.untold(
        made(**recorded.network(zones=["us-central1-a", "us-central1-b", "us-central1-c"]))
    )
    changed = {name for name, inputs in before.items() if after[name] != inputs}
    rules = {name for name in changed if name.startswith("network-firewall-")}
    assert changed - rules == {"cluster-control-plane", "pools-system"}, (
        "the cluster gets ranges, and its own pool a zone; nothing that holds data or runs work changes"
    )
    assert all("us-central1-c" in name for name in after.keys() - before.keys())


def test_the_order_of_clusters_pools_and_stores_changes_nothing() -> None:
    turned = {
        "clusters": [{**each, "pools": each["pools"][::-1]} for each in recorded.CLUSTERS[::-1]],
        "storage": recorded.document()["storage"][::-1],
    }
    assert recorded.untold(made()) == recorded.untold(made(**turned))


def test_a_pool_that_changes_changes_alone() -> None:
    train, serve = recorded.CLUSTERS
    larger = {**train, "pools": [train["pools"][0], {**train["pools"][1], "count": "0..9"}]}
    before, after = recorded.untold(made()), recorded.untold(made(clusters=[larger, serve]))
    changed = {name for name, inputs in before.items() if after[name] != inputs}
    assert changed == {f"pools-train-data-on-demand-us-central1-{zone}" for zone in "ab"}
    assert before.keys() == after.keys()
