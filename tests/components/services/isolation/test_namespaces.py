"""Namespaces and accounts: one for each part, as strict as its pods allow, with nothing to steal in them."""

import pytest
from hypothesis import given

from components.services.isolation.namespaces import (
    exempt_namespace,
    minor_version,
    namespaces,
    service_accounts,
)
from components.topology.model import Topology
from components.topology.places import name_refusals
from tests.components.services.isolation.topologies import (
    SERVE,
    cluster,
    named,
    platform,
    store,
    topologies,
    topology,
)  # fmt: skip


def names(plan: Topology) -> list[str]:
    return [manifest["metadata"]["name"] for manifest in namespaces(plan, platform())]


def test_every_cluster_the_registry_and_observability_have_a_namespace() -> None:
    assert names(topology()) == ["atlas-train", "atlas-serve", "atlas-registry", "atlas-observability"], (
        "as decision 0009 names them"
    )


def test_without_a_registry_there_is_no_namespace_for_one() -> None:
    plan = topology([SERVE], stores=[store("models")])
    assert names(plan) == ["atlas-serve", "atlas-observability"], "serving alone needs none"


@given(topologies())
def test_every_namespace_of_a_plan_is_restricted_by_the_rules_of_the_clusters_own_version(
    plan: Topology,
) -> None:
    for manifest in namespaces(plan, platform(version="v1.34.1")):
        labels = manifest["metadata"]["labels"]
        for mode in ("enforce", "audit", "warn"):
            assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted", (
                f"{mode}: no pod is privileged"
            )
            assert labels[f"pod-security.kubernetes.io/{mode}-version"] == "v1.34", (
                f"{mode}: no upgrade changes it"
            )


@given(topologies())
def test_every_namespace_says_whose_it_is(plan: Topology) -> None:
    for manifest in namespaces(plan, platform()):
        labels = manifest["metadata"]["labels"]
        assert labels["groundplan-plan"] == "atlas", "admission finds it by this"
        assert labels["app.kubernetes.io/managed-by"] == "groundplan", "and people by this"


def test_an_exception_names_its_reason() -> None:
    manifest = exempt_namespace(topology(), platform(), "gpu-operator", "drivers load into the kernel")
    metadata = manifest["metadata"]
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "privileged", "it is one"
    assert metadata["annotations"] == {"groundplan-pod-security-exception": "drivers load into the kernel"}, (
        "whoever audits the cluster reads why"
    )


@pytest.mark.parametrize(
    ("said", "minor"),
    [
        ("v1.34.1", "v1.34"),
        ("1.34+", "v1.34"),
        ("v1.33.5-gke.1080000", "v1.33"),
        ("v1.35.0-rc.1+k3s1", "v1.35"),
    ],
)
def test_clouds_add_to_their_versions_and_the_minor_one_counts(said: str, minor: str) -> None:
    assert minor_version(said) == minor, "Pod Security knows minor versions only"


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r'says its version is "unknown"; a version begins like v1\.34'):
        minor_version("unknown")


@given(topologies())
def test_no_account_mounts_a_token(plan: Topology) -> None:
    accounts = service_accounts(plan, platform())
    assert all(account["automountServiceAccountToken"] is False for account in accounts), (
        "a pod asks for one itself"
    )
    assert "default" not in {each["metadata"]["name"] for each in accounts}, (
        "the cluster's own is the cluster's"
    )


def test_a_cluster_and_promotion_have_accounts_of_their_own() -> None:
    accounts = service_accounts(topology(), platform())
    assert named(accounts, "ServiceAccount", "train", "atlas-train"), "named after the cluster"
    assert named(accounts, "ServiceAccount", "promotion", "atlas-serve"), "promotion runs beside the models"


def test_a_cluster_named_like_a_part_of_its_own_is_refused_with_the_way_out() -> None:
    (refusal,) = name_refusals(topology([cluster("registry", "training")]))
    assert refusal.startswith("clusters[registry].name:") and refusal.endswith(
        "give the cluster another name"
    ), "two parts in one namespace would not be apart"
