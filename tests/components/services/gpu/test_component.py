"""The GPU stack divides GPUs as the plan says, by entries that the labels of nodes name."""

import json

import jsonschema

from components.contract import Placement
from components.services.gpu.configuration import (
    configuration_manifests,
    mig_configuration,
    sharing_configuration,
)
from components.services.gpu.values import values
from components.topology.gpu_profiles import node_labels, profile_of
from components.topology.node_labels import TOLERATE_GPU
from tests.components.services.isolation.topologies import cluster, named, platform, pool, topology

CHART_KEYS = {
    *("operator", "daemonsets", "node-feature-discovery", "driver", "toolkit", "mig", "migManager"),
    *("devicePlugin", "dcgmExporter", "dcgm", "gfd", "nfd", "nodeStatusExporter", "sandboxWorkloads"),
}
"""Of the chart's values.yaml (github.com/NVIDIA/gpu-operator, deployments/gpu-operator)."""
MIG_SCHEMA = {
    "type": "object",
    "required": ["version", "mig-configs"],
    "properties": {
        "version": {"const": "v1"},
        "mig-configs": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["devices", "mig-enabled"],
                    "properties": {
                        "devices": {"const": "all"},
                        "mig-enabled": {"type": "boolean"},
                        "mig-devices": {
                            "type": "object",
                            "additionalProperties": {"type": "integer", "minimum": 1},
                        },
                    },
                    "additionalProperties": False,
                },
            },
        },
    },
}
"""What nvidia-mig-parted reads (github.com/NVIDIA/mig-parted, api/spec/v1)."""


def divided(*words):
    pools = [
        pool("train", f"gpu-{number}", gpus=8, gpu_profile=profile_of(word, "H100"))
        for number, word in enumerate(words)
    ]
    return topology([cluster("train", "training", pool("train"), *pools)], stores=())


PLAN = divided("mig-1g.10gb", "shared-4")


def rendered(plan=PLAN, **changed):
    return values(plan, platform(**changed))


def test_there_is_an_entry_for_the_label_of_every_pool():
    entries = {
        "nvidia.com/mig.config": mig_configuration(PLAN)["mig-configs"],
        "nvidia.com/device-plugin.config": sharing_configuration(PLAN),
    }

    for found in PLAN.clusters[0].pools:
        for label, name in node_labels(found).items():
            assert name in entries[label], f"the node says {label}={name}"


def test_nodes_without_a_label_keep_whole_gpus():
    found = rendered()

    default = mig_configuration(PLAN)["mig-configs"][found["migManager"]["config"]["default"]]
    assert default == [{"devices": "all", "mig-enabled": False}], "MIG is off"
    assert "sharing" not in sharing_configuration(PLAN)[found["devicePlugin"]["config"]["default"]], (
        "nothing shared"
    )


def test_the_mig_configuration_is_what_its_manager_reads():
    jsonschema.validate(mig_configuration(divided("mig-1g.10gb", "mig-3g.40gb")), MIG_SCHEMA)


def test_shares_have_a_name_of_their_own():
    sharing = sharing_configuration(PLAN)["shared-4"]["sharing"]["timeSlicing"]

    assert sharing["renameByDefault"] is True, "work that asks a whole GPU never lands on a share"
    assert sharing["resources"] == [{"name": "nvidia.com/gpu", "replicas": 4}], "four of each"
    assert sharing["failRequestsGreaterThanOne"] is False, "a pod of the plan asks all shares of its machine"


def test_the_values_name_the_configurations_that_are_declared():
    found, declared = rendered(), configuration_manifests(PLAN)

    for part in ("migManager", "devicePlugin"):
        manifest = named(declared, "ConfigMap", found[part]["config"]["name"], "gpu-operator")
        assert all(json.loads(text) for text in manifest["data"].values()), "text that the operator can read"


def test_the_values_have_the_shape_of_the_chart():
    assert set(rendered()) <= CHART_KEYS, "a key that the chart does not know is silently lost"
    assert rendered()["mig"] == {"strategy": "mixed"}, "each profile is a resource of its own name"


def test_what_nodes_bring_themselves_the_operator_leaves_alone():
    found = rendered(gpu_software=frozenset({"driver", "toolkit"}), gpu_runtime="nvidia-container-runtime")

    enabled = {part: found[part]["enabled"] for part in ("driver", "toolkit", "devicePlugin")}
    assert enabled == {"driver": False, "toolkit": False, "devicePlugin": True}, (
        "its toolkit would write containerd's configuration over that of the nodes"
    )
    assert found["operator"]["runtimeClass"] == "nvidia-container-runtime", (
        "the nodes' own name of the runtime"
    )


def test_where_nodes_bring_nothing_the_operator_brings_it_all():
    found = rendered()

    assert all(found[part]["enabled"] for part in ("driver", "toolkit", "devicePlugin")), "as on bare servers"
    assert "runtimeClass" not in found["operator"], "its own toolkit has the chart's own name"


def test_a_plugin_of_the_nodes_is_the_only_one():
    found = rendered(gpu_software=frozenset({"device-plugin"}))

    assert found["devicePlugin"]["enabled"] is False, "two would offer every GPU twice"
    assert found["migManager"]["enabled"] is False, "it would undo what others divided"
    assert rendered()["migManager"]["enabled"] is True, "the plan's division is its own"


def test_a_search_for_features_of_the_cluster_is_the_only_one():
    assert rendered(gpu_software=frozenset({"node-feature-discovery"}))["nfd"] == {"enabled": False}
    assert rendered()["nfd"] == {"enabled": True}, "without it no node is known to have GPUs"


def test_the_operators_pods_come_onto_every_node_with_gpus():
    spot = {"key": "example.com/spot", "operator": "Exists", "effect": "NoSchedule"}
    placement = Placement(node_selector={}, capacities=("spot",), tolerations=(TOLERATE_GPU, spot))
    others = Placement(node_selector={}, capacities=(), tolerations=({**spot, "key": "example.com/cpu"},))
    found = rendered(placements={("train", "gpu-0"): placement, ("train", "head"): others})

    assert found["daemonsets"]["tolerations"] == [TOLERATE_GPU, spot], (
        "a node without them has GPUs that nobody offers"
    )


def test_features_are_looked_for_where_the_chart_looks_for_them_too():
    searched = rendered()["node-feature-discovery"]["worker"]["tolerations"]

    assert TOLERATE_GPU in searched, "a list of ours takes the place of the chart's"
    assert {
        "key": "node-role.kubernetes.io/control-plane", "operator": "Exists", "effect": "NoSchedule"
    } in searched, "a machine of the control plane may have GPUs"  # fmt: skip


def test_the_exporter_knows_the_pods_that_share_a_gpu():
    told = {each["name"]: each["value"] for each in rendered()["dcgmExporter"]["env"]}
    profile = PLAN.clusters[0].pools[2].gpu_profile

    assert profile and told["NVIDIA_RESOURCE_NAMES"] == profile.resource, (
        "it knows no pod of a resource that it is not told of, and IdleGpu asks by the pod's namespace"
    )
    assert told["KUBERNETES_VIRTUAL_GPUS"] == "true", "several pods of one GPU are told apart"
    assert {"DCGM_EXPORTER_LISTEN", "DCGM_EXPORTER_KUBERNETES", "DCGM_EXPORTER_COLLECTORS"} <= set(told), (
        "a list of ours takes the place of the chart's"
    )
    assert "env" not in rendered(divided("mig-1g.10gb"))["dcgmExporter"], "nothing is shared"
