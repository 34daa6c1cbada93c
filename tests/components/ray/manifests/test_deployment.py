"""A deployment touches one field of a service, and that one `up` leaves alone."""

import json

from components.ray.manifests.cluster import ray_service
from components.ray.manifests.deployment import deployment, proxies
from components.ray.on_kubernetes import only_begun
from tests.components.ray import plans_on_kubernetes as plans

APPLICATION = {"name": "chat", "route_prefix": "/", "import_path": "chat:build"}


def test_a_deployment_changes_the_applications_alone() -> None:
    manifest = deployment("atlas-serve", "serve", {**proxies(8000), "applications": [APPLICATION]})
    assert manifest["metadata"] == {"name": "serve", "namespace": "atlas-serve"}, (
        "and no label of it is touched"
    )
    assert list(manifest["spec"]) == ["serveConfigV2"], "any other field would become the command line's"
    assert json.loads(manifest["spec"]["serveConfigV2"])["applications"] == [APPLICATION]


def test_what_is_deployed_up_never_changes_back() -> None:
    made = ray_service(plans.setting(plans.serve()))
    assert only_begun(made) == ["spec.serveConfigV2"]
    assert set(deployment("atlas-serve", "serve", {})["spec"]) <= set(made["spec"]), (
        "it is a field that is there"
    )


def test_proxies_answer_as_they_did_before_anything_was_deployed() -> None:
    made = json.loads(ray_service(plans.setting(plans.serve()))["spec"]["serveConfigV2"])
    asked = proxies(plans.PORTS.serve)
    assert {key: made[key] for key in asked} == asked, "Serve would start its proxies anew for a deployment"
