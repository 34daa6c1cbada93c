"""A real API server takes the operators as declared, and the real programs work with the rights declared."""

import pytest

from tests.components.services.declared import (
    add_nodes_of,
    bring_operators,
    plan,
    pods_of,
    queued,
    ray_cluster,
    running,
    team,
)

pytestmark = pytest.mark.kubernetes
MADE = plan(queued("train", None), queues=[team("research", gpus=0)])


@pytest.fixture(scope="module")
def cluster_with_operators(clean_control_plane):
    bring_operators(clean_control_plane, MADE)
    add_nodes_of(clean_control_plane, MADE)
    return clean_control_plane


def test_kuberay_makes_the_pods_of_a_cluster_with_rights_in_its_namespace_alone(cluster_with_operators):
    cluster_with_operators.objects.apply(ray_cluster(MADE, "train"))

    cluster_with_operators.wait(
        lambda: running(cluster_with_operators, MADE, "train") == 2, "head and worker to run"
    )
    nodes = {each["spec"]["nodeName"] for each in pods_of(cluster_with_operators, MADE, "train")}
    assert nodes == {"train-head-1", "train-gpu-1"}, "each on the node of its pool"


def test_kuberay_is_refused_nothing_that_it_asks_for(cluster_with_operators):
    log = (cluster_with_operators.folder / "kuberay.log").read_text(encoding="utf-8")

    assert "forbidden" not in log.lower(), "rights in the plan's namespaces are enough"


def test_kueue_is_refused_nothing_that_it_asks_for(cluster_with_operators):
    log = (cluster_with_operators.folder / "kueue.log").read_text(encoding="utf-8")

    assert "forbidden" not in log.lower(), "its own module's rights are enough"


def test_a_cluster_in_a_foreign_namespace_is_nobodys_business(cluster_with_operators):
    foreign = ray_cluster(MADE, "train")
    foreign["metadata"] |= {"name": "foreign", "namespace": "default"}
    cluster_with_operators.objects.apply(foreign)
    ours = ray_cluster(MADE, "train")
    ours["metadata"]["name"] = "second"
    cluster_with_operators.objects.apply(ours)

    cluster_with_operators.wait(
        lambda: len(pods_of(cluster_with_operators, MADE, "train")) == 4,
        "the cluster made later to have pods",
    )
    pods = cluster_with_operators.objects.get("/api/v1/namespaces/default/pods")["items"]
    assert pods == [], "KubeRay watches the namespaces of the plan"
