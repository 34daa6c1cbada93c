import pytest

from stacks.offline.simulated_kubernetes.configuration import (
    Configuration,
    configuration_faults,
    configuration_of,
    replacing_options,
)
from stacks.offline.simulated_kubernetes.values import UNKNOWN, Secret


def kubeconfig(server: str, user: str = "t") -> str:
    """Return the contents of a kubeconfig."""
    return f"""
current-context: one
contexts: [{{name: one, context: {{cluster: here, user: me}}}}]
clusters: [{{name: here, cluster: {{server: "{server}"}}}}]
users: [{{name: me, user: {{token: {user}}}}}]
"""


def test_options_are_read_as_the_official_provider_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "kubeconfig": Secret("text"),
        "context": "c",
        "upsertExistingObjects": "true",
        "enableSecretMutable": True,
    }
    monkeypatch.setenv("PULUMI_K8S_ENABLE_PATCH_FORCE", "true")
    assert configuration_of(given) == Configuration(
        kubeconfig="text", context="c", may_upsert=True, forces=True, mutable_kinds=frozenset({"Secret"})
    ), "texts, booleans, and the environment where nothing is given"


def test_unknown_option_and_client_side_apply_are_refused() -> None:
    found = configuration_faults(
        {"kubconfig": "x", "enableServerSideApply": "false", "__internal": {}, "version": "4"}
    )
    assert [key for key, _ in found] == ["kubconfig", "enableServerSideApply"], f"and nothing else: {found}"
    assert "kubeconfig" in found[0][1], "what is known is said"


def test_only_another_cluster_replaces_the_provider() -> None:
    old = {"kubeconfig": kubeconfig("https://a:1")}
    assert replacing_options(old, {"kubeconfig": kubeconfig("https://a:1", "renewed")}) == [], (
        "new credentials do not"
    )
    assert replacing_options(old, {"kubeconfig": kubeconfig("https://b:1")}) == ["kubeconfig"], (
        "another address does"
    )
    assert replacing_options(old, {"kubeconfig": UNKNOWN}) == [], "what is not known yet is no reason"
    assert replacing_options(old, {"kubeconfig": "no: kubeconfig\n"}) == ["kubeconfig"], "nor can it be read"


def test_identifier_of_the_cluster_decides_alone() -> None:
    old = {"kubeconfig": kubeconfig("https://a:1"), "clusterIdentifier": "1"}
    new = {"kubeconfig": kubeconfig("https://b:1"), "clusterIdentifier": "1"}
    assert replacing_options(old, new) == [], "it is the same cluster at another address"
    assert replacing_options(old, {**new, "clusterIdentifier": "2"}) == ["clusterIdentifier"], (
        "it is another one"
    )
