"""The autoscaler: the order of buying, and rights over this cluster's groups alone."""

import json

import pytest

from components.aws.autoscaler import (
    ASK,
    CHANGE,
    NAMESPACE,
    priorities,
    scaling_manifests,
    scaling_policy,
)
from components.aws.keys import Place
from components.aws.nodes import SYSTEM_LABEL
from components.aws.software import autoscaler_image
from components.images import image, load_images
from components.objects import Manifest
from components.topology.cluster_version import ON_CLOUDS, SUPPORTED
from tests.components.aws import recorded

HERE = Place(partition="aws", region=recorded.REGION, account_id=recorded.ACCOUNT)


def manifests(version: str = ON_CLOUDS) -> tuple[Manifest, ...]:
    return scaling_manifests(recorded.topology(), recorded.REGION, "digits-local", version, "100:\n- ^a$\n")


def container(version: str = ON_CLOUDS) -> dict:
    (deployment,) = [each for each in manifests(version) if each["kind"] == "Deployment"]
    return deployment["spec"]["template"]["spec"]


def test_what_the_plan_names_first_is_tried_first() -> None:
    text = priorities({1: ["eks-on-demand"], 0: ["eks-spot-b", "eks-spot-a"]})
    assert text == "90:\n- ^eks-on-demand$\n".join(["100:\n- ^eks-spot-a$\n- ^eks-spot-b$\n", ""])


def statements() -> list[dict]:
    return json.loads(scaling_policy("digits-local", HERE))["Statement"]


def test_it_changes_groups_of_its_own_cluster_alone() -> None:
    for each in statements():
        if set(CHANGE) & set(each["Action"]):
            owned = {"aws:ResourceTag/k8s.io/cluster-autoscaler/digits-local": "owned"}
            assert each["Condition"] == {"StringEquals": owned}


def test_only_what_iam_cannot_limit_is_allowed_on_everything() -> None:
    limited = [each for each in statements() if each["Resource"] != ["*"]]
    assert {action for each in statements() if each not in limited for action in each["Action"]} == set(ASK)
    node_groups, groups = (each["Resource"] for each in limited)
    assert node_groups == ["arn:aws:eks:us-east-1:123456789012:nodegroup/digits-local/*/*"], (
        "its cluster's own"
    )
    assert groups == [
        "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/*"
    ], "those of this account and region; by their tag those of its cluster"


def test_it_runs_on_the_clusters_own_machines_and_is_confined() -> None:
    pod = container()
    assert pod["nodeSelector"] == SYSTEM_LABEL, "it would remove the machine that it runs on"
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True


def test_one_that_stands_still_is_started_anew() -> None:
    (alone,) = container()["containers"]
    assert alone["livenessProbe"]["httpGet"] == {"path": "/health-check", "port": 8085}, (
        "asked on its metrics' port"
    )
    assert alone["readinessProbe"], "it is ready when it answers"


def test_it_reads_the_order_where_the_expander_looks_for_it() -> None:
    (order,) = [each for each in manifests() if each["kind"] == "ConfigMap"]
    assert (order["metadata"]["name"], order["metadata"]["namespace"]) == (
        "cluster-autoscaler-priority-expander", NAMESPACE,
    )  # fmt: skip
    assert "--expander=priority,least-waste" in container()["containers"][0]["args"]


@pytest.mark.parametrize("version", SUPPORTED)
def test_its_minor_version_is_the_clusters(version: str) -> None:
    tag = load_images().entry(autoscaler_image(version)).tag
    assert tag.startswith(f"v{version}."), "it plays the scheduler of the version that it was built from"
    told = container(version)["containers"][0]["image"]
    assert told == image(autoscaler_image(version)) and "@" in told, "pinned"
