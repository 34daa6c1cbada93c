"""Deploying on a simulated Ray Serve."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.containers import EVERY_INTERFACE
from stacks import serving
from stacks.cli.failures import Failed
from stacks.clusters import Cluster, Place
from stacks.serving import (
    APPLICATIONS,
    application_state,
    deploy,
    last_lines_of,
    serve_configuration,
    wait_until_running,
)
from tests.stacks.conftest import ROOT
from tests.stacks.simulated_ray import simulated_cluster

CLUSTER = Cluster(
    name="serve", purpose="serving", job_api="", serve="http://127.0.0.1:21595", token_file=Path("/t")
)


def configuration() -> dict[str, Any]:
    return serve_configuration(CLUSTER, "serve_digits", "gcs://_ray_pkg_a.zip")


def test_one_proxy_on_the_loopback_owns_the_forwarded_port() -> None:
    document = configuration()
    assert document["http_options"] == {"host": "127.0.0.1", "port": 21595}, "where the forwarder leads"
    assert document["proxy_location"] == "HeadOnly", "a second proxy would want the same port"
    [application] = document["applications"]
    assert application["runtime_env"] == {"py_modules": ["gcs://_ray_pkg_a.zip"]}, "the code comes along"


def test_each_pod_on_kubernetes_has_a_proxy_of_its_own() -> None:
    place = Place(
        identity="1", namespace="n", kind="RayService", resource="serve", head_service="h", serve_service="s",
        secret="t", secret_key="k",
    )  # fmt: skip
    document = serve_configuration(replace(CLUSTER, place=place), "serve_digits", "gcs://_ray_pkg_a.zip")
    assert document["proxy_location"] == "EveryNode", "the service in front takes those that answer"
    assert document["http_options"] == {"host": EVERY_INTERFACE, "port": 8000}, (
        "Ray's own port, on the pod's address"
    )


def test_every_application_s_builder_exists() -> None:
    for name, path in APPLICATIONS.items():
        module, _, builder = path.partition(":")
        source = (ROOT / (module.replace(".", "/") + ".py")).read_text()
        assert f"def {builder}(" in source, f"{name} names a function that is there"


def test_a_deployment_is_waited_for_until_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "POLL_SECONDS", 0.01)
    with simulated_cluster(tmp_path) as (cluster, ray):
        ray.statuses = ["NOT_STARTED", "DEPLOYING", "DEPLOYING", "RUNNING"]
        deploy(cluster, configuration())
        assert ray.configuration == configuration(), "as `serve deploy` sends it"
        wait_until_running(cluster, configuration())
        assert ray.statuses == ["RUNNING"], "every state before was waited through"


def test_an_application_that_cannot_run_is_told_with_its_reason(tmp_path: Path) -> None:
    with simulated_cluster(tmp_path) as (cluster, ray):
        ray.statuses = ["DEPLOY_FAILED"]
        ray.message = "Traceback\n  File x\nInputRefused: no version is promoted yet\n"
        deploy(cluster, configuration())
        with pytest.raises(Failed, match="InputRefused: no version is promoted yet"):
            wait_until_running(cluster, configuration())


@pytest.mark.parametrize("answer", [b"<html>a proxy</html>", b"[]"])
def test_an_answer_that_is_not_ray_serve_s_is_told(tmp_path: Path, answer: bytes) -> None:
    with simulated_cluster(tmp_path) as (cluster, ray):
        ray.raw_answer = answer
        with pytest.raises(Failed, match="something else than Ray Serve's state"):
            wait_until_running(cluster, configuration())


def test_waiting_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "RUNNING_SECONDS", 0.0)
    with simulated_cluster(tmp_path) as (cluster, ray):
        ray.statuses = ["DEPLOYING"]
        deploy(cluster, configuration())
        with pytest.raises(Failed, match="not running after 0 s: serve_digits: DEPLOYING"):
            wait_until_running(cluster, configuration())


def test_what_ran_before_is_not_taken_for_the_new_deployment() -> None:
    [wanted] = configuration()["applications"]
    before = {**wanted, "runtime_env": {"py_modules": ["gcs://_ray_pkg_old.zip"]}}
    told = {"status": "RUNNING", "deployed_app_config": before}
    assert "an earlier version" in str(application_state(wanted, told)), "the old code still answers"
    assert application_state(wanted, {**told, "deployed_app_config": wanted}) is None, "now it is ours"


def test_of_a_long_message_the_end_is_told() -> None:
    assert last_lines_of("a\n\nb\nc\nd\n", count=2) == "c d", "the exception stands at the end"
