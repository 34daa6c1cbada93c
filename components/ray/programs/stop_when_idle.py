"""Suspend one RayCluster when no job has run on it for a while; runs now and then, and does nothing in any doubt.

Its head tells whether a job runs (`/api/component_activities`), and Kubernetes when the cluster became ready. The
account may read and change this RayCluster and nothing else.
"""

from __future__ import annotations

import datetime
import json
import os
import ssl
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
API = "https://kubernetes.default.svc"
ANSWER_S = 30.0
INACTIVE = "INACTIVE"


def reason_to_stay(
    cluster: Mapping[str, Any], activity: Mapping[str, Any], now: float, idle_s: float
) -> str | None:
    """Return why the cluster stays, or None where it has been idle for `idle_s`."""
    if (stays := not_running(cluster)) is not None:
        return stays
    for component, told in activity.items():
        if told.get("is_active") != INACTIVE:
            return f"{component} is {told.get('is_active')}: {told.get('reason')}"
    if not activity:
        return "the head tells of no component"
    ready = _seconds((cluster["status"].get("stateTransitionTimes") or {}).get("ready"))
    latest = max([ready, *(float(told.get("last_activity_at") or 0) for told in activity.values())])
    if now - latest < idle_s:
        return f"idle for {now - latest:.0f} of {idle_s:.0f} s"
    return None


def not_running(cluster: Mapping[str, Any]) -> str | None:
    """Return why a RayCluster need not be asked, or None where it is ready."""
    if cluster["spec"].get("suspend"):
        return "it is suspended"
    state = (cluster.get("status") or {}).get("state")
    return None if state == "ready" else f"its state is {state or 'not known'}"


def _seconds(moment: str | None) -> float:
    """Return a moment as Kubernetes writes it; without one the cluster counts as ready just now."""
    return datetime.datetime.fromisoformat(moment).timestamp() if moment else time.time()


def ask(
    url: str, token: str, *, change: Mapping[str, Any] | None = None, authority: Path | None = None
) -> Any:
    """Return the answer to a GET, or to a merge patch where there is a `change`."""
    request = urllib.request.Request(url, method="PATCH" if change else "GET")  # noqa: S310 - our own addresses
    request.add_header("Authorization", f"Bearer {token}")
    body = None
    if change:
        request.add_header("Content-Type", "application/merge-patch+json")
        body = json.dumps(change).encode()
    context = ssl.create_default_context(cafile=str(authority)) if authority else None
    with urllib.request.urlopen(request, body, timeout=ANSWER_S, context=context) as answer:  # noqa: S310
        return json.load(answer)


def main(environment: Mapping[str, str], account: Path = ACCOUNT, api: str = API) -> str:
    """Look once, suspend the cluster where it is idle, and return what was done and why."""
    namespace, name = environment["GROUNDPLAN_NAMESPACE"], environment["GROUNDPLAN_RAY_CLUSTER"]
    url = f"{api}/apis/ray.io/v1/namespaces/{namespace}/rayclusters/{name}"
    own, authority = (
        (account / "token").read_text(),
        (account / "ca.crt") if api.startswith("https") else None,
    )
    cluster = ask(url, own, authority=authority)
    if (stays := not_running(cluster)) is not None:
        return f"stays: {stays}"
    token = Path(environment["GROUNDPLAN_TOKEN_FILE"]).read_text()
    activity = ask(f"{environment['GROUNDPLAN_JOB_API']}/api/component_activities", token)
    stays = reason_to_stay(cluster, activity, time.time(), float(environment["GROUNDPLAN_IDLE_S"]))
    if stays is not None:
        return f"stays: {stays}"
    # With the version that was read: a cluster that somebody changed meanwhile is left alone.
    change = {
        "metadata": {"resourceVersion": cluster["metadata"]["resourceVersion"]},
        "spec": {"suspend": True},
    }
    ask(url, own, change=change, authority=authority)
    return "suspended: no job ran"


if __name__ == "__main__":
    sys.stdout.write(main(os.environ) + "\n")
