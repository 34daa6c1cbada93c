"""A batch job brings its cluster, waits in its queue and gives everything back."""

import json
from typing import Any

import pytest
from hypothesis import given

from components.ray.manifests.job import BatchJob, job_manifest
from components.ray.manifests.setting import Setting
from components.topology.errors import TopologyErrors
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kuberay_schemas import complaints


def job(**changed: Any) -> BatchJob:
    return BatchJob(**{"name": "pretrain", "entrypoint": "python -m workloads.train_digits", **changed})


@given(plans.settings_of_clusters())
def test_kuberays_own_definition_has_nothing_against_it(setting: Setting) -> None:
    asked = job(
        runtime_environment={"env_vars": {"A": "1"}}, metadata={"who": "me"}, retries=2, deadline_s=60
    )
    assert complaints(job_manifest(setting, asked)) == []


def test_everything_is_given_back_when_it_ends() -> None:
    spec = job_manifest(plans.setting(plans.train()), job(kept_s=60))["spec"]
    assert spec["shutdownAfterJobFinishes"] is True
    assert spec["ttlSecondsAfterFinished"] == 60


def test_it_is_tried_again_and_ended_as_asked() -> None:
    spec = job_manifest(plans.setting(plans.train()), job(retries=3, deadline_s=7200))["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (3, 7200)
    assert "activeDeadlineSeconds" not in job_manifest(plans.setting(plans.train()), job())["spec"]


def test_it_waits_in_the_queue_of_its_cluster() -> None:
    metadata = job_manifest(plans.setting(plans.train(queue="research")), job())["metadata"]
    assert metadata["labels"]["kueue.x-k8s.io/queue-name"] == "research"
    assert metadata["annotations"]["kueue.x-k8s.io/elastic-job"] == "true"
    assert (
        "kueue.x-k8s.io/queue-name"
        not in job_manifest(plans.setting(plans.train()), job())["metadata"]["labels"]
    )


def test_no_pod_is_made_that_only_hands_it_over() -> None:
    spec = job_manifest(plans.setting(plans.train()), job())["spec"]
    assert spec["submissionMode"] == "HTTPMode", "a submitter would be one more pod with the token"


def test_the_runtime_environment_reaches_ray_as_it_was_given() -> None:
    given_environment = {"py_modules": ["gcs://_ray_pkg_1.zip"], "env_vars": {"SEED": "1"}}
    spec = job_manifest(plans.setting(plans.train()), job(runtime_environment=given_environment))["spec"]
    assert json.loads(spec["runtimeEnvYAML"]) == given_environment


def test_a_name_that_kuberay_cannot_lengthen_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 47 characters"):
        job_manifest(plans.setting(plans.train()), job(name="x" * 48))


def test_a_cluster_that_cannot_be_is_refused_for_a_job_too() -> None:
    cluster = plans.cluster("train", "training", plans.pool("train", "head", memory=0))
    with pytest.raises(TopologyErrors, match="memory"):
        job_manifest(plans.setting(cluster), job())
