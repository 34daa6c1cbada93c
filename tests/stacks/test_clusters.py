"""Finding the cluster that a command is about."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stacks.cli.failures import Refused
from stacks.clusters import Cluster, find_cluster


def output(name: str, purpose: str) -> dict[str, Any]:
    return {"name": name, "purpose": purpose, "job_api": "http://x", "serve": None, "token_file": "/t"}


TWO = {"clusters": [output("train", "training"), output("serve", "serving")]}


def test_the_only_cluster_with_the_purpose_is_found_and_any_by_name() -> None:
    assert find_cluster(TWO, None, "training").name == "train", "nobody need name the only one"
    assert find_cluster(TWO, "serve", "training").name == "serve", "a name wins over the purpose"


@pytest.mark.parametrize(
    ("outputs", "name", "reason"),
    [
        (TWO, "trian", "known: serve, train"),
        ({"clusters": []}, None, "0 clusters for training"),
        ({"clusters": [output("a", "training"), output("b", "training")]}, None, "2 clusters for training"),
        ({}, "a", "known: none"),
    ],
)
def test_nothing_is_guessed(outputs: dict[str, Any], name: str | None, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        find_cluster(outputs, name, "training")


def test_a_token_that_cannot_be_read_is_told_with_the_remedy(tmp_path: Path) -> None:
    cluster = Cluster(name="a", purpose="training", job_api="", serve=None, token_file=tmp_path / "token")
    with pytest.raises(Refused, match="run `groundplan up`"):
        cluster.read_token()
    (tmp_path / "token").write_text("secret\n")
    assert cluster.read_token() == "secret", "without the line's end"


ON_KUBERNETES = {
    "kubernetes": {"identity": "u-1"},
    "clusters": [
        {
            "name": "serve", "purpose": "serving", "namespace": "atlas-serve", "kind": "RayService",
            "services": {"head": "serve-head-svc", "serve": "serve-serve-svc"}, "job_api": "http://x", "serve": None,
            "token_secret": {"namespace": "atlas-serve", "name": "serve-token", "key": "auth_token"},
        }
    ],
}  # fmt: skip


def test_a_cluster_on_kubernetes_knows_its_place_and_shows_no_token() -> None:
    cluster = find_cluster(ON_KUBERNETES, "serve", "serving")
    assert cluster.place is not None, "it is reached and not just called"
    assert (cluster.place.identity, cluster.place.resource) == ("u-1", "serve"), (
        "its cluster, and its own name"
    )
    with pytest.raises(Refused, match="Secret serve-token of namespace atlas-serve, which was not read"):
        cluster.read_token()
    known = replace(cluster, token="very-secret")
    assert known.read_token() == "very-secret", "once it was read"
    assert "very-secret" not in repr(known), "it is in no log by accident"
