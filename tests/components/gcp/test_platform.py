"""The target: refuses all at once, makes the rest, and hands over what the layers above need."""

from dataclasses import replace

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.contract import Addresses, KubernetesPlatform, Pods
from components.gcp import platform
from components.holding import GIVEN_UP, HOLDING, holds
from components.targets import target_module
from components.topology.errors import TopologyErrors
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import KEY, made, of_topology, provisioned, with_gpus
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered

SUBNET = "projects/net/regions/us-central1/subnetworks"
ADOPTED = {
    "id": "projects/net/global/networks/ours",
    "cidr": "10.0.0.0/16",
    "system-subnet": f"{SUBNET}/system",
    "system-cidr": "10.0.192.0/20",
    "services-cidr": "10.64.0.0/20",
    "subnets": {
        segment: {f"us-central1-{zone}": f"{SUBNET}/{segment}-{zone}" for zone in "ab"}
        for segment in ("training", "serving")
    },
}
SCRATCH = {
    "name": "scratch",
    "holds": "scratch",
    "kind": "filesystem",
    "size": "10TiB",
    "throughput": "4GiB/s",
}
SHARED = {key: value for key, value in SCRATCH.items() if key != "throughput"}


def test_nothing_is_asked_before_the_plan_is_resolved() -> None:
    assert platform.gather("gcp") is None


def test_every_refusal_is_told_at_once_and_nothing_is_made() -> None:
    topology = replace(recorded.topology(), location="moon", clusters=())
    clusters = tuple(
        replace(each, pools=tuple(replace(pool, offer=None) for pool in each.pools))
        for each in recorded.topology().clusters
    )
    with pytest.raises(TopologyErrors) as refused:
        platform.provision(replace(topology, clusters=clusters), None, "gcp")
    paths = {error.path for error in refused.value.errors}
    assert "location" in paths and "clusters[train].pools[data].machine" in paths


def test_a_project_that_nobody_names_is_asked_for() -> None:
    set_all_config({})
    with pytest.raises(pulumi.RunError, match=r"gcp:project is not set.*pulumi config set gcp:project"):
        platform.provision(recorded.topology(), None, "gcp")


def ranges_of_api_server(handed: KubernetesPlatform) -> tuple[str, ...]:
    (answering,) = handed.api_server
    assert isinstance(answering, Addresses), "no machine of the cluster"
    return answering.cidrs


def test_pods_find_the_api_server_names_and_their_credentials() -> None:
    handed, _ = provisioned()
    assert ranges_of_api_server(handed) == ("100.65.0.1/32", "10.20.192.0/19")
    asked = [each.labels["k8s-app"] if isinstance(each, Pods) else each.cidrs for each in handed.dns]
    assert asked == ["kube-dns", "node-local-dns", ("169.254.20.10/32",)], (
        "the cache of a node answers in the place of kube-dns, and policies know it as another pod"
    )
    assert all({port.number for port in each.ports} == {53} for each in handed.dns)
    assert handed.kept_nodes == {}, "the cluster goes with its stack, and its pools keep no node"
    buckets = {bucket.ranges for bucket in handed.buckets.values()}
    assert buckets == {("199.36.153.4/30",)}, "through Google's own private addresses"
    assert set(handed.placements) == {
        ("serve", "head"), ("serve", "replicas"), ("train", "data"), ("train", "head")
    }  # fmt: skip


def test_the_kubeconfig_is_secret_and_tells_the_private_address() -> None:
    class Holder(pulumi.CustomResource):
        def __init__(self, value: pulumi.Output[str]) -> None:
            super().__init__("test:index:Holder", "holder", {"value": value})

    set_all_config({"gcp:project": recorded.PROJECT})
    found = recorded.made(lambda: Holder(platform.provision(recorded.topology(), None, "gcp").kubeconfig).urn)
    set_all_config({})
    assert found["holder"].inputs == {"value": SECRET_VALUE}
    assert any("10.20.192.2" in secret for secret in found["holder"].secrets)


def test_volumes_are_encrypted_by_the_key_of_disks() -> None:
    handed, _ = provisioned(**KEY)
    assert handed.storage is not None and handed.storage.name == "pd.csi.storage.gke.io"
    assert "disk-encryption-kms-key" in handed.storage.parameters
    plain, _ = provisioned()
    assert plain.storage is not None and dict(plain.storage.parameters) == {"type": "pd-balanced"}


def production() -> tuple[dict[str, Registered], set[str]]:
    """Return all of a production plan with file systems, and the types of which some hold their data."""
    storage = [*recorded.document()["storage"], SCRATCH, {**SHARED, "name": "shared"}]
    _, found = provisioned(environment="production", storage=storage)
    return found, {each.type for each in found.values() if holds(each.type, each.inputs)}


def test_in_production_whatever_can_refuse_to_be_deleted_does_until_the_plan_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(GIVEN_UP, raising=False)
    found, holding = production()
    assert holding == {token for token in HOLDING if token.startswith("gcp:")}, (
        "by the switch of its own type"
    )
    assert "retentionPolicy" in found["storage-access-logs"].inputs, "nobody removes a log before its time"
    monkeypatch.setenv(GIVEN_UP, recorded.topology().name)
    found, holding = production()
    assert not holding, "`down` with the plan's name deletes all of it"
    assert "retentionPolicy" not in found["storage-access-logs"].inputs, (
        "a bucket that keeps logs cannot be emptied"
    )


def test_no_key_is_made_where_the_plan_leaves_keys_to_google() -> None:
    assert not [each for each in made().values() if each.type.startswith("gcp:kms")]
    assert len([each for each in made(**KEY).values() if each.type == "gcp:kms/cryptoKey:CryptoKey"]) == 4


def test_a_file_system_is_a_volume_of_the_cluster() -> None:
    handed, found = provisioned(storage=[*recorded.document()["storage"], SCRATCH])
    assert handed.storage_classes == {"scratch": "digits-scratch"}
    volume = found["persistentvolume-digits-scratch"].inputs["spec"]
    assert volume["storageClassName"] == "digits-scratch"
    assert volume["csi"]["driver"] == "lustre.csi.storage.gke.io"
    assert volume["csi"]["volumeAttributes"] == {"ip": "10.20.224.3", "filesystem": "scratch"}
    assert volume["csi"]["volumeHandle"].startswith(f"{recorded.PROJECT}/us-central1-a/digits-scratch-")
    assert volume["persistentVolumeReclaimPolicy"] == "Retain", "a claim that goes takes no data with it"


def test_a_filestore_keeps_no_locks_that_it_would_have_to_call_back_for() -> None:
    _, found = provisioned(storage=[*recorded.document()["storage"], SHARED])
    volume = found["persistentvolume-digits-scratch"].inputs["spec"]
    assert volume["csi"]["driver"] == "filestore.csi.storage.gke.io"
    assert volume["mountOptions"] == ["nolock"], (
        "no rule lets a server call, and who waits for a lock would hang"
    )
    lustre = provisioned(storage=[*recorded.document()["storage"], SCRATCH])[1]
    assert "mountOptions" not in lustre["persistentvolume-digits-scratch"].inputs["spec"]


@pytest.mark.parametrize("throughput", [{}, {"throughput": "4GiB/s"}])
def test_a_registry_on_a_file_system_is_for_its_one_server(throughput: dict[str, str]) -> None:
    registry = {"name": "registry", "holds": "registry", "kind": "filesystem", "size": "10TiB", **throughput}
    _, found = provisioned(storage=[*recorded.document()["storage"], registry])
    volume = found["persistentvolume-digits-registry"].inputs["spec"]
    assert volume["accessModes"] == ["ReadWriteOncePod"], "two servers on one database would lose entries"


def test_the_order_of_capacities_is_told_inside_the_cluster() -> None:
    found = made(**with_gpus("spot", "on-demand", machine={"type": "a3-highgpu-8g"}, fabric="ethernet"))
    assert "computeclass-digits-train-gpu" in found


def test_a_network_that_exists_is_used_and_not_made() -> None:
    handed, found = of_topology(recorded.topology(), network=ADOPTED)
    assert not [each for each in found.values() if each.type.startswith("gcp:compute/")], (
        "and so never destroyed"
    )
    assert found["cluster-control-plane"].inputs["subnetwork"] == ADOPTED["system-subnet"]
    assert ranges_of_api_server(handed) == ("10.64.0.1/32", "10.0.192.0/20")
    pool = found["pools-train-data-on-demand-us-central1-a"].inputs
    assert pool["networkConfig"]["subnetwork"] == f"{SUBNET}/training-a"


def test_every_resource_has_a_component_above_it() -> None:
    for each in made(**KEY).values():
        assert each.parent or each.type.startswith("groundplan:gcp:")


def test_everything_that_takes_labels_has_the_plans_and_the_stacks() -> None:
    for name, each in made(**KEY, storage=[*recorded.document()["storage"], SCRATCH]).items():
        for key in ("labels", "resourceLabels"):
            if each.type.startswith("gcp:") and key in each.inputs:
                labels = each.inputs[key]
                assert labels["groundplan-plan"] == "digits" and labels[recorded.MADE_BY], name


def test_it_is_a_target_that_can_gather_facts_and_provision() -> None:
    assert target_module("gcp") is platform
    assert callable(platform.gather) and callable(platform.provision), "the line drives it"
