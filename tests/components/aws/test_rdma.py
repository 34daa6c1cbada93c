"""EFA's device plugin: on machines with RDMA, where a plan asks for some."""

from components.aws.fabric import HAS_RDMA
from components.aws.pools import placements
from components.aws.rdma import plugin_manifests
from tests.components.aws import pools_of_gpus, recorded


def test_pods_of_a_pool_with_rdma_ask_for_all_interfaces_of_their_machine() -> None:
    found = placements(pools_of_gpus.topology())
    assert found["train", "gpu"].devices == {"vpc.amazonaws.com/efa": "32"}
    assert found["train", "head"].devices == {}


def test_the_plugin_runs_where_the_interfaces_are() -> None:
    (plugin,) = plugin_manifests(pools_of_gpus.topology())
    pod = plugin["spec"]["template"]["spec"]
    assert pod["nodeSelector"] == HAS_RDMA and pod["tolerations"], (
        "the taint of GPUs would keep it off its machines"
    )
    (container,) = pod["containers"]
    assert container["securityContext"]["allowPrivilegeEscalation"] is False and "@" in container["image"]


def test_plans_without_rdma_have_none_of_it() -> None:
    assert plugin_manifests(recorded.topology()) == ()
