"""Labels: what a resource belongs to, readable on every target and in every bill."""

from components.topology.names import label_value

PREFIX = "groundplan"
"""Joined by a dash, not a slash: Google Cloud's label keys know no slash."""

PLAN = f"{PREFIX}-plan"
OWNER, ENVIRONMENT = f"{PREFIX}-owner", f"{PREFIX}-environment"
"""Those that people change in a plan that is up."""
STACK = f"{PREFIX}-stack"
"""Whose an object is: two stacks may have plans of one name."""
CLUSTER = f"{PREFIX}-cluster"
POOL = f"{PREFIX}-pool"
CAPACITY = f"{PREFIX}-capacity"
"""Of nodes and of pods: network policies and node selectors select them."""
ROLE = f"{PREFIX}-role"
"""What a pod that is no Ray node is for; network policies select it."""
JOB = f"{PREFIX}-job"
"""Of pods of the cluster that a queued job brings: which job's. The standing cluster's have none."""
NODE_TYPE = "ray.io/node-type"
"""KubeRay's own, of every Ray node: head or worker."""

MANAGED_BY = {"app.kubernetes.io/managed-by": "groundplan"}
"""What every Kubernetes object of ours carries besides: the recommended label that tools look for."""


def labels(**facts: str | None) -> dict[str, str]:
    """Return `groundplan-<fact>: <value>` for every fact that is known, sorted by key."""
    return {
        f"{PREFIX}-{fact}": label_value(text)
        for fact, text in sorted(facts.items())
        if text and label_value(text)
    }
