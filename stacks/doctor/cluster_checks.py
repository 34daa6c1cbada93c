"""Judges what was found of a Kubernetes cluster: pure, one function a check, each with the exact remedy."""

from stacks.doctor.check import Check
from stacks.doctor.facts import ClusterFacts


def judge_cluster(cluster: ClusterFacts) -> list[Check]:
    """Return every check of a cluster; where it cannot be asked there is but that one."""
    if cluster.problem is not None:
        sentence, _, remedy = cluster.problem.partition("; ")
        remedy = remedy or "see docs/how-to/use-a-kubernetes-cluster.md"
        return [Check(name="cluster", state="refused", found=sentence, remedy=remedy)]
    return [
        judge_version(cluster),
        judge_nodes(cluster),
        judge_rights(cluster),
        judge_services(cluster),
        judge_storage(cluster),
        *judge_renewals(cluster),
    ]


def judge_version(cluster: ClusterFacts) -> Check:
    """Return whether the version was tried; one that is too old is the plan's refusal."""
    found = f"context {cluster.context}, Kubernetes {cluster.version}"
    if cluster.version_note is None:
        return Check(name="cluster", state="ok", found=found)
    return Check(
        name="cluster", state="note", found=found, remedy=f"{cluster.version_note}; watch the first `up`"
    )


def judge_nodes(cluster: ClusterFacts) -> Check:
    """Return whether all nodes take pods."""
    usable, every = cluster.nodes
    found = f"{usable} of {every} take pods"
    if usable == every and every:
        return Check(name="nodes", state="ok", found=found)
    remedy = "see `kubectl get nodes` for those that are not ready or cordoned"
    return Check(name="nodes", state="note" if usable else "refused", found=found, remedy=remedy)


def judge_rights(cluster: ClusterFacts) -> Check:
    """Return whether the credential may do what `up` does."""
    if not cluster.missing_rights:
        return Check(name="rights", state="ok", found="all that `up` needs")
    return Check(
        name="rights",
        state="refused",
        found=f"missing: {', '.join(cluster.missing_rights)}",
        remedy="ask the cluster's owner for them (docs/how-to/use-a-kubernetes-cluster.md has the role)",
    )


def judge_services(cluster: ClusterFacts) -> Check:
    """Tell which operators the cluster has itself; what it lacks `up` makes."""
    present = ", ".join(cluster.present)
    found = (
        f"the cluster's own, used as they are: {present}" if present else "none of its own; `up` makes them"
    )
    return Check(name="services", state="ok", found=found)


def judge_storage(cluster: ClusterFacts) -> Check:
    """Return whether stores on volumes can be encrypted; a plan without such stores needs none of it."""
    if cluster.storage is None:
        return Check(
            name="storage",
            state="note",
            found="no default storage class",
            remedy="mark one with storageclass.kubernetes.io/is-default-class=true, or give every store an endpoint",
        )
    name, driver = cluster.storage
    if cluster.encryption is not None:
        return Check(name="storage", state="ok", found=f"class {name} of {driver}: {cluster.encryption}")
    return Check(
        name="storage",
        state="note",
        found=f"class {name} of {driver}, of which no encryption is known",
        remedy="make a class of a driver that encrypts the default, or give every store an endpoint",
    )


def judge_renewals(cluster: ClusterFacts) -> list[Check]:
    """Tell of each thing that the next `up` renews; a stack without any has no such line."""
    told = [renewal.partition(": ") for renewal in cluster.renewals]
    return [Check(name="authority", state="note", found=found, remedy=remedy) for found, _, remedy in told]
