"""The GPU stack divides GPUs as the plan says, by entries that the labels of nodes name."""

import json

import jsonschema

from components.services.gpu.configuration import (
    configuration_manifests,
    mig_configuration,
    sharing_configuration,
)
from components.services.gpu.values import values
from components.topology.gpu_profiles import node_labels, profile_of
from tests.components.services.isolation.topologies import cluster, named, pool, topology

CHART_KEYS = {
    *("operator", "daemonsets", "node-feature-discovery", "driver", "mig", "migManager", "devicePlugin"),
    *("dcgmExporter", "dcgm", "gfd", "nodeStatusExporter", "sandboxWorkloads"),
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


def test_there_is_an_entry_for_the_label_of_every_pool():
    entries = {
        "nvidia.com/mig.config": mig_configuration(PLAN)["mig-configs"],
        "nvidia.com/device-plugin.config": sharing_configuration(PLAN),
    }

    for found in PLAN.clusters[0].pools:
        for label, name in node_labels(found).items():
            assert name in entries[label], f"the node says {label}={name}"


def test_nodes_without_a_label_keep_whole_gpus():
    found = values(PLAN)

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


def test_the_values_name_the_configurations_that_are_declared():
    found, declared = values(PLAN), configuration_manifests(PLAN)

    for part in ("migManager", "devicePlugin"):
        manifest = named(declared, "ConfigMap", found[part]["config"]["name"], "gpu-operator")
        assert all(json.loads(text) for text in manifest["data"].values()), "text that the operator can read"


def test_the_values_have_the_shape_of_the_chart():
    assert set(values(PLAN)) <= CHART_KEYS, "a key that the chart does not know is silently lost"
    assert values(PLAN)["mig"] == {"strategy": "mixed"}, "each profile is a resource of its own name"
