"""Deploying on Ray Serve through its REST API: what `serve deploy` does, with the code brought along."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from components.ray.manifests.deployment import proxies
from components.topology.ports import standard
from stacks.cli.failures import Failed
from stacks.clusters import Cluster
from stacks.code_package import ask_cluster, open_client, upload_workloads
from stacks.paths import private_folder
from stacks.session import Session

APPLICATIONS: Mapping[str, str] = {"serve_digits": "workloads.serve_digits.application:build"}
"""The serving workloads: name -> the builder that Ray Serve imports."""

SERVE_FOLDER = "serve"
"""Where in the state folder of a stack the configurations lie."""

API = "/api/serve/applications/"
RUNNING_SECONDS = 300.0
"""Loading torch in two replicas takes under a minute on a busy two-core machine."""

POLL_SECONDS = 0.5

SERVE_PORT = standard().serve
"""Ray's own, which every pod of a serving cluster has."""


def write_configuration(session: Session, cluster: Cluster, application: str) -> tuple[dict[str, Any], Path]:
    """Bring the code to the cluster and write the configuration that `serve deploy` takes.

    Returns:
        The configuration and the file that holds it.
    """
    with open_client(cluster) as client:
        code = upload_workloads(client, cluster, session.project_root)
    configuration = serve_configuration(cluster, application, code)
    file = private_folder(session.state_folder / SERVE_FOLDER) / f"{cluster.name}-{application}.json"
    file.write_text(json.dumps(configuration, indent=2), encoding="utf-8")
    return configuration, file


def serve_configuration(cluster: Cluster, application: str, code: str) -> dict[str, Any]:
    """Return the document that `serve deploy` takes.

    Args:
        cluster: a serving cluster.
        application: one of `APPLICATIONS`.
        code: the URI of the code in the cluster.
    """
    return {
        **_proxies(cluster),
        "applications": [
            {
                "name": application,
                "route_prefix": "/",
                "import_path": APPLICATIONS[application],
                "args": {},
                "runtime_env": {"py_modules": [code]},
            }
        ],
    }


def _proxies(cluster: Cluster) -> dict[str, Any]:
    """Return where requests come in."""
    if cluster.place is not None:
        return proxies(SERVE_PORT)
    # The nodes of a local cluster share one network namespace: one proxy, on the head, owns the port.
    return {
        "proxy_location": "HeadOnly",
        "http_options": {"host": "127.0.0.1", "port": urlsplit(cluster.serve or "").port},
    }


def deploy(cluster: Cluster, configuration: Mapping[str, Any]) -> None:
    """Hand the configuration to Ray Serve.

    Raises:
        Failed: the cluster does not answer or does not take the configuration.
    """
    with open_client(cluster) as client:
        ask_cluster(client, cluster, "PUT", API, json=dict(configuration))


def wait_until_running(cluster: Cluster, configuration: Mapping[str, Any]) -> None:
    """Wait until every application of the configuration runs as configured.

    Raises:
        Failed: one failed, or does not run in time.
    """
    deadline = time.monotonic() + RUNNING_SECONDS
    with open_client(cluster) as client:
        while True:
            told = _applications(client, cluster)
            waiting = [
                state
                for wanted in configuration["applications"]
                if (state := application_state(wanted, told.get(wanted["name"]) or {})) is not None
            ]
            if not waiting:
                return
            if time.monotonic() > deadline:
                raise Failed(f"not running after {RUNNING_SECONDS:.0f} s: {'; '.join(waiting)}")
            time.sleep(POLL_SECONDS)


def _applications(client: httpx.Client, cluster: Cluster) -> Mapping[str, Any]:
    """Return what the cluster tells of its applications, by name.

    Raises:
        Failed: its answer is not Ray Serve's.
    """
    answer = ask_cluster(client, cluster, "GET", API)
    try:
        return answer.json().get("applications") or {}
    except (ValueError, AttributeError) as error:
        raise Failed(
            f"cluster {cluster.name} answered {API} at {cluster.job_api} with something else than Ray Serve's "
            f"state: {answer.text.strip()[:200]!r}; see `groundplan status`"
        ) from error


def application_state(wanted: Mapping[str, Any], told: Mapping[str, Any]) -> str | None:
    """Return what an application still waits for, or None when it runs as configured.

    Raises:
        Failed: it will not run.
    """
    name, status, message = wanted["name"], told.get("status", "NOT_STARTED"), told.get("message", "")
    deployed = told.get("deployed_app_config") or {}
    is_ours = all(deployed.get(key) == wanted[key] for key in ("import_path", "runtime_env"))
    if not is_ours:
        return f"{name}: an earlier version still runs ({status})"
    if status == "DEPLOY_FAILED" or status == "UNHEALTHY":
        raise Failed(f"{name} is {status}: {last_lines_of(message)}")
    return None if status == "RUNNING" else f"{name}: {status} {last_lines_of(message)}".strip()


def last_lines_of(message: str, count: int = 3) -> str:
    """Return the last lines of Ray's message: its exception, without the traceback above it."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ".join(lines[-count:])
