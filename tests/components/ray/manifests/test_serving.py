"""A RayService is ready before anything is deployed."""

import json
import sys
import types
from typing import Any

import pytest
from ray.serve.schema import ServeDeploySchema

from components.ray.manifests import serving
from components.ray.manifests.cluster import ray_service
from components.topology.model import Cluster
from tests.components.ray import plans_on_kubernetes as plans


def waiting(cluster: Cluster) -> dict[str, Any]:
    return json.loads(serving.waiting_configuration(cluster))


def test_ray_serve_takes_the_configuration_that_waits() -> None:
    schema = ServeDeploySchema.model_validate(waiting(plans.serve()))
    (application,) = schema.applications
    assert application.import_path == "groundplan_waiting:application"
    assert schema.http_options.port == 8000


def test_the_application_that_waits_can_be_imported_where_ray_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType(serving.MODULE)
    monkeypatch.setitem(sys.modules, serving.MODULE, module)
    exec(compile(serving.WAITING, f"{serving.MODULE}.py", "exec"), module.__dict__)  # noqa: S102
    assert type(module.application).__name__ == "Application", "Ray Serve would refuse the import path"
    (deployment,) = waiting(plans.serve())["applications"][0]["deployments"]
    assert module.Waiting.name == deployment["name"], "its options would go to a deployment that is not there"


def test_it_waits_where_requests_arrive() -> None:
    (application,) = waiting(plans.serve())["applications"]
    (deployment,) = application["deployments"]
    assert deployment["ray_actor_options"]["resources"] == {"pool:replicas": 0.001}
    assert ray_service(plans.setting(plans.serve()))["spec"]["excludeHeadPodFromServeSvc"] is True


def test_a_head_takes_requests_where_no_worker_is_sure_to_be_there() -> None:
    pools = (plans.pool("serve", "head"), plans.pool("serve", "replicas", count=0, maximum=4))
    cluster = plans.cluster("serve", "serving", *pools)
    (application,) = waiting(cluster)["applications"]
    (deployment,) = application["deployments"]
    assert "resources" not in deployment["ray_actor_options"], "waiting would start a machine"
    assert ray_service(plans.setting(cluster))["spec"]["excludeHeadPodFromServeSvc"] is False


def test_the_program_is_where_ray_is_told_to_look() -> None:
    setting = plans.setting(plans.serve())
    template = ray_service(setting)["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["spec"]
    (ray,) = template["containers"]
    environment = {one["name"]: one.get("value") for one in ray["env"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in ray["volumeMounts"]}
    assert environment["PYTHONPATH"] == mounts["waiting"]
    (volume,) = [one for one in template["volumes"] if one["name"] == "waiting"]
    program = serving.waiting_program(setting)
    assert volume["configMap"]["name"] == program["metadata"]["name"]
    assert list(program["data"]) == ["groundplan_waiting.py"]
