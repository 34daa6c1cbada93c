"""The platform of the local target as the engine is told of it: types, names, rights and what stands on what."""

from pathlib import Path
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.hosts import platform
from components.hosts.encryption import NoEncryption
from tests.components.hosts.recorded_platform import DYNAMIC, FOLDER, STORES, line, made, of_type
from tests.components.hosts.recording_engine import Registered
from tests.components.topology import plans


def test_every_resource_has_the_type_that_policies_know() -> None:
    resources = made()
    kinds = {each.type for each in resources.values()}
    assert kinds == {
        *(f"{DYNAMIC}:{kind}" for kind in ("Secret", "StorageNamespace", "Volume", "Sandbox", "Raylet", "Forward")),
        "groundplan:hosts:Platform", "groundplan:ray:ClusterOnHosts",
    }, "a policy would not see what it judges"  # fmt: skip


def test_everything_of_the_small_plan_is_made_and_nothing_else() -> None:
    names = sorted(made())
    assert names == sorted([
        "platform", "storage-namespace",
        *(f"{part}-{store}" for part in ("volume", "volume-key") for store in STORES),
        *(f"sandbox-{identity}" for identity in ("promotion", "serve", "train")), "token-serve", "token-train",
        "serve", "train", "raylet-serve-head-0", "raylet-serve-replicas-0",
        "raylet-train-data-0", "raylet-train-data-1", "raylet-train-head-0",
        "forward-serve-job-api", "forward-serve-serve", "forward-train-job-api",
    ]), "a resource is missing, or one too many is made"  # fmt: skip


@pytest.fixture(scope="module")
def in_the_plans_order() -> dict[str, Registered]:
    return made(plans.document())


@settings(max_examples=15)
@given(data=st.data())
def test_reordering_a_plan_changes_no_resource(
    in_the_plans_order: dict[str, Registered], data: st.DataObject
) -> None:
    document = plans.document()
    shuffled = {**document, "storage": data.draw(st.permutations(document["storage"]))}
    clusters = data.draw(st.permutations(document["clusters"]))
    shuffled["clusters"] = [{**each, "pools": data.draw(st.permutations(each["pools"]))} for each in clusters]
    assert made(shuffled) == in_the_plans_order, (
        "reordering a list in the plan would restart or replace something"
    )


@settings(max_examples=15)
@given(plans.DOCUMENTS.filter(lambda document: document["target"] == "local"))
def test_serving_mounts_models_for_reading_and_nothing_else(document: dict[str, Any]) -> None:
    for each in of_type(made(document), "Sandbox").values():
        rights = {(mount["holds"], mount["access"]) for mount in each.inputs["mounts"]}
        if each.inputs["purpose"] == "serving":
            assert rights <= {("models", "read")}, "serving reaches more than the models"
        if each.inputs["purpose"] == "training":
            assert not {holds for holds, _ in rights} & {"models"}, "a model crosses only by promotion"
            assert ("datasets", "write") not in rights, "training changes its own data"


def test_a_sandbox_stands_on_exactly_the_volumes_of_its_rights() -> None:
    sandboxes = of_type(made(), "Sandbox")
    for each in sandboxes.values():
        stores = {mount["store"] for mount in each.inputs["mounts"]}
        expected = {store: f"incarnation-of-volume-{store}" for store in stores}
        assert each.inputs["volume_incarnations"] == expected, "a volume that is new goes unnoticed"
        for mount in each.inputs["mounts"]:
            assert mount["path"] == f"{FOLDER}/volumes/{mount['store']}/mount", "another folder is shown"


def test_only_the_loopback_is_forwarded_to() -> None:
    forwards = of_type(made(), "Forward")
    assert {each.inputs["listen_host"] for each in forwards.values()} == {"127.0.0.1"}, (
        "a port is open to others"
    )
    ports = [each.inputs["listen_port"] for each in forwards.values()]
    assert len(ports) == len(set(ports)), "two forwarders want one port"


def test_only_serving_has_an_address_for_models() -> None:
    forwards = set(of_type(made(), "Forward"))
    assert forwards == {"forward-serve-job-api", "forward-serve-serve", "forward-train-job-api"}, (
        "a control port is opened, or an address is missing"
    )


def test_a_node_stands_on_its_sandbox_and_a_worker_on_its_head_too() -> None:
    resources = made()
    for name, each in of_type(resources, "Raylet").items():
        cluster = each.inputs["cluster"]
        assert each.inputs["sandbox_incarnation"] == f"incarnation-of-sandbox-{cluster}", (
            f"{name} stands on ruins"
        )
        head = None if each.inputs["role"] == "head" else f"incarnation-of-raylet-{cluster}-head-0"
        assert each.inputs.get("head_incarnation") == head, f"{name} would wait for a head that is gone"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "gocryptfs"),
        ({"gocryptfs": None, "device_encryption": "dm-crypt on dm-0"}, "encrypted-device"),
    ],
)
def test_every_volume_says_how_it_is_encrypted(changed: dict[str, Any], expected: str) -> None:
    volumes = of_type(made(**changed), "Volume").values()
    assert {each.inputs["encryption"] for each in volumes} == {expected}, "a policy cannot judge the volume"


def test_without_any_encryption_the_program_is_refused() -> None:
    with pytest.raises((pulumi.RunError, NoEncryption), match="nothing is stored in plain text"):
        made(gocryptfs=None)


def test_without_isolation_the_sandboxes_say_so() -> None:
    resources, said = line(isolation={"mode": "none", "reason": "the kernel forbids it"})
    modes = {each.inputs["isolation"] for each in of_type(resources, "Sandbox").values()}
    assert modes == {"none"}, "a policy would believe in sandboxes that are none"
    assert said["isolation"]["reason"] == "the kernel forbids it", "`status` cannot say why"


def test_gpus_are_shown_to_the_cluster_that_has_them_alone() -> None:
    facts = plans.machine(
        memory_bytes=256 * plans.GIB,
        available_memory_bytes=200 * plans.GIB,
        free_disk_bytes=900 * plans.GIB,
        gpus=plans.gpus("NVIDIA A10G"),
    )
    resources = made(facts=facts)
    shown = {name: each.inputs["devices"] for name, each in of_type(resources, "Sandbox").items()}
    assert shown == {"sandbox-promotion": [], "sandbox-serve": [], "sandbox-train": ["/dev/nvidia0"]}, (
        "a GPU is out of reach, or in everybody's"
    )
    visible = {
        name: each.inputs["environment"].get("CUDA_VISIBLE_DEVICES")
        for name, each in of_type(resources, "Raylet").items()
    }
    assert {name for name, indexes in visible.items() if indexes == "0"} == {"raylet-train-gpu-0"}, (
        "another node takes the GPU"
    )


def test_the_stack_says_what_its_commands_need() -> None:
    _, said = line()
    assert said["registry"] == {"store": "registry", "path": "/groundplan/stores/registry"}, (
        "promotion finds no registry"
    )
    stores = {store["name"]: store for store in said["stores"]}
    assert set(stores) == {"checkpoints", "datasets", "models", "registry"}, "`status` leaves out a store"
    assert all(store["encryption"] == "gocryptfs" for store in stores.values()), (
        "`status` cannot say what encrypts"
    )
    serve = next(cluster for cluster in said["clusters"] if cluster["name"] == "serve")
    assert serve["token_file"] == f"{FOLDER}/tokens/serve", "commands find no token"
    assert serve["job_api"].startswith("http://127.0.0.1:") and serve["serve"] != serve["job_api"], (
        "no address"
    )
    nodes = [(node["pool"], node["node"], node["state"]) for node in serve["nodes"]]
    assert nodes == [("head", "serve-head-0", "running"), ("replicas", "serve-replicas-0", "running")], (
        "a node is missing"
    )


def test_what_a_workload_runs_on_is_visible_and_the_system_is_not_named_twice() -> None:
    paths = platform.visible_paths()
    assert all(Path(path).is_dir() and not Path(path).is_relative_to("/usr") for path in paths), (
        "a path is no folder"
    )


def test_a_folder_that_was_replaced_is_another(tmp_path: Path) -> None:
    folder, other = tmp_path / "environment", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    before = platform.inodes([str(folder)])
    folder.rmdir()
    other.rename(folder)
    assert platform.inodes([str(folder)]) != before, "a sandbox would hold on to an environment that is gone"
