"""`groundplan promote` on Kubernetes: a Job beside the serving cluster, followed to its end and removed."""

import contextlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.services.promotion import (
    CONTAINER,
    DEADLINE_S,
    FILESYSTEM,
    PromotionJob,
    WrittenStore,
    promotion_manifest,
)
from components.topology.places import AZURE_IDENTITY
from stacks.cli.console import console, print_plain_command
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place, find_cluster
from stacks.reaching.code import bring_code
from stacks.reaching.pods import describe_waiting, read_resource
from stacks.reaching.way_in import get_if_there, open_way, require_right, told
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

WRITTEN = "models"
"""What the stores hold that promotion writes itself; the registry's server writes the registry."""
POLL_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How the promotion program ended, and everything that it wrote."""

    exit_code: int
    said: str


def run_promotion(session: Session, outputs: Mapping[str, Any], arguments: Sequence[str]) -> Ended:
    """Run the promotion program beside the stack's serving cluster, and return how it ended.

    Args:
        session: the stack at hand.
        outputs: its outputs.
        arguments: the program's.

    Raises:
        Refused: there is no serving cluster, or the cluster does not let us.
        Failed: the program did not start or did not end.
    """
    cluster = find_cluster(outputs, None, "serving")
    if cluster.place is None:
        raise Refused(f"cluster {cluster.name} is not on Kubernetes")
    place = cluster.place
    access = open_way(session, place.identity)
    require_right(access, place.namespace, "create", "jobs.batch", "to promote")
    require_right(access, place.namespace, "create", "configmaps", "to bring the promotion its code")
    require_right(access, place.namespace, "get", "pods/log", "to read what the promotion says")
    with _job(session, access, cluster, place, outputs, arguments) as name:
        return _wait(access, place.namespace, name)


@contextlib.contextmanager
def _job(
    session: Session,
    access: "Access",
    cluster: Cluster,
    place: Place,
    outputs: Mapping[str, Any],
    arguments: Sequence[str],
) -> Iterator[str]:
    """Make the Job and give its name; whatever happens it goes away with its pod and its code."""
    from components.kubernetes.access import Missing

    jobs = f"/apis/batch/v1/namespaces/{place.namespace}/jobs"
    name = f"promotion-{secrets.token_hex(3)}"
    with told():
        live = read_resource(access, place.kind, place.namespace, place.resource)
        if live is None:
            raise Refused(f"cluster {cluster.name} is gone; run `groundplan up`")
        manifest = promotion_manifest(job_of(live, name, outputs, arguments))
        made = access.request("POST", jobs, body=dict(manifest))
    try:
        with told():
            kind = {"apiVersion": "batch/v1", "kind": "Job"}
            bring_code(access, f"{name}-code", place.namespace, {**made, **kind}, session.project_root)
        where = ("--context", access.context, "--namespace", place.namespace)
        print_plain_command(["kubectl", *where, "logs", "--follow", f"job/{name}"])
        yield name
    finally:
        with told(), contextlib.suppress(Missing):  # who is told that it was removed is not told so twice
            access.request("DELETE", f"{jobs}/{name}", propagationPolicy="Background")


def job_of(
    live: Mapping[str, Any], name: str, outputs: Mapping[str, Any], arguments: Sequence[str]
) -> PromotionJob:
    """Return what to run: the image that serves, and the stores that hold models.

    Args:
        live: the RayService as the API server has it.
        name: the Job's name.
        outputs: the stack's.
        arguments: the program's.

    Raises:
        Refused: no store holds models.
    """
    stores = written_stores(outputs)
    found = live["metadata"]
    labels = {key: value for key, value in (found.get("labels") or {}).items() if "kueue" not in key}
    template = live["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]
    own = template.get("metadata", {}).get("labels", {}).items()
    labels |= {key: value for key, value in own if key in AZURE_IDENTITY}
    return PromotionJob(
        plan=str(outputs["plan"]),
        namespace=found["namespace"],
        name=name,
        labels=labels,
        image=template["spec"]["containers"][0]["image"],
        arguments=tuple(arguments),
        stores=stores,
        code=f"{name}-code",
    )


def written_stores(outputs: Mapping[str, Any]) -> tuple[WrittenStore, ...]:
    """Return the stores that hold models.

    Raises:
        Refused: there is none.
    """
    stores = tuple(
        WrittenStore(
            name=store["name"],
            holds=WRITTEN,
            kind=store.get("kind") or FILESYSTEM,
            opens_by_identity=bool(store.get("opens_by_identity")),
        )
        for store in outputs.get("stores") or ()
        if store.get("holds") == WRITTEN
    )
    if not stores:
        raise Refused(
            f"no store of the plan holds {WRITTEN}, so nothing can be promoted; add one to the plan"
        )
    return stores


def _wait(access: "Access", namespace: str, name: str) -> Ended:
    """Wait until the Job's pod has ended, and return what it said."""
    deadline = time.monotonic() + DEADLINE_S
    job = f"/apis/batch/v1/namespaces/{namespace}/jobs/{name}"
    with console.status("promoting"):
        while True:
            with told():
                pods = access.get(f"/api/v1/namespaces/{namespace}/pods", labelSelector=f"job-name={name}")[
                    "items"
                ]
                for pod in pods:
                    ended = exit_code_of(pod)
                    if ended is not None:
                        return Ended(exit_code=ended, said=_log(access, namespace, pod))
                found = get_if_there(access, job)
            problem = "its Job was removed" if found is None else failure_of(found)
            if problem is not None:
                raise Failed(f"the promotion did not run: {problem}")
            if time.monotonic() > deadline:
                waiting = "; ".join(describe_waiting(pod) for pod in pods) or "its pod was never made"
                raise Failed(f"the promotion did not end within {DEADLINE_S} s: {waiting}")
            time.sleep(POLL_SECONDS)


def exit_code_of(pod: Mapping[str, Any]) -> int | None:
    """Return how the program in a pod ended, None while it has not."""
    for container in pod.get("status", {}).get("containerStatuses") or ():
        ended = container.get("state", {}).get("terminated")
        if container["name"] == CONTAINER and ended is not None:
            return int(ended["exitCode"])
    return None


def failure_of(job: Mapping[str, Any]) -> str | None:
    """Return why a Job failed without its program saying so, None where it has not."""
    for each in job.get("status", {}).get("conditions") or ():
        if (
            each["type"] == "Failed"
            and each["status"] == "True"
            and each.get("reason") != "BackoffLimitExceeded"
        ):
            return f"{each.get('message') or each.get('reason')}"
    return None


def _log(access: "Access", namespace: str, pod: Mapping[str, Any]) -> str:
    """Return everything that the program wrote; where logs cannot be read, what the pod kept of them."""
    from kubernetes.client import CoreV1Api
    from kubernetes.client.exceptions import ApiException

    core: Any = CoreV1Api(access.api)
    try:
        return str(core.read_namespaced_pod_log(pod["metadata"]["name"], namespace, container=CONTAINER))
    except ApiException:
        statuses = pod["status"]["containerStatuses"]
        return str(next((each["state"]["terminated"].get("message", "") for each in statuses), ""))


def document_in(said: str) -> dict[str, Any]:
    """Return the JSON document that the program wrote last; the log of a pod mixes it with what MLflow says.

    Raises:
        Failed: there is none.
    """
    for line in reversed(said.splitlines()):
        with contextlib.suppress(ValueError):
            document = json.loads(line)
            if isinstance(document, dict) and "version" in document:
                return document
    raise Failed(f"the promotion ended well and told no version: {said.strip()[-500:]!r}")
