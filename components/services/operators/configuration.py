"""How Kueue is configured: which work it holds back, and what it does with a gang that does not come up. Pure."""

from __future__ import annotations

from typing import Any

FRAMEWORKS = ("batch/job", "ray.io/raycluster", "ray.io/rayjob")
"""What it manages. Left out, so that Kueue's absence stops no other work: pods, Deployments and foreign job kinds."""

READY_TIMEOUT = "15m"
"""A cloud's GPU machine takes 5 to 10 minutes to come, and the image another few; then the gang goes back in line."""

BACKOFF_BASE_S = 60
BACKOFF_MAX_S = 1800
"""A gang that finds no machines asks again, at most half an hour later: stock comes back within hours."""

ELASTIC_FEATURE = "ElasticJobsViaWorkloadSlices"
"""Alpha in 0.16: what lets a queued Ray cluster with a range grow and shrink under its quota."""


def kueue_configuration(namespace: str) -> dict[str, Any]:
    """Return the configuration of Kueue's manager that runs in `namespace`."""
    return {
        "apiVersion": "config.kueue.x-k8s.io/v1beta2",
        "kind": "Configuration",
        "namespace": namespace,
        "health": {"healthProbeBindAddress": ":8081"},
        "metrics": {"bindAddress": ":8443", "enableClusterQueueResources": True},
        "webhook": {"port": 9443},
        "leaderElection": {"leaderElect": True, "resourceName": "c1f6bfd2.kueue.x-k8s.io"},
        "controller": {"groupKindConcurrency": {"Job.batch": 5, "Workload.kueue.x-k8s.io": 5}},
        "clientConnection": {"qps": 50, "burst": 100},
        "internalCertManagement": {"enable": True},
        "manageJobsWithoutQueueName": False,
        "waitForPodsReady": {
            "timeout": READY_TIMEOUT,
            "recoveryTimeout": READY_TIMEOUT,
            # Shares are no larger than the machines, and pools are apart: gangs do not wait for each other.
            "blockAdmission": False,
            "requeuingStrategy": {
                "timestamp": "Eviction",
                "backoffBaseSeconds": BACKOFF_BASE_S,
                "backoffMaxSeconds": BACKOFF_MAX_S,
            },
        },
        "integrations": {"frameworks": list(FRAMEWORKS)},
        # Pods ask for disk beside what shares are of; what no share covers would never be admitted.
        "resources": {"excludeResourcePrefixes": ["ephemeral-storage"]},
        # The aggregated API for looking into queues: without a healthy server no namespace could be deleted.
        "featureGates": {ELASTIC_FEATURE: True, "VisibilityOnDemand": False},
    }
