"""The kubeconfig is the one that kubectl would use, joined and cut down as kubectl does it."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.kubeconfig import (
    UnusableKubeconfig,
    impersonation,
    merged,
    minified,
    places,
    read,
)

CLUSTER = {"server": "https://192.0.2.1:6443"}


def document(name: str = "here", *, user: dict[str, Any] | None = None, **cluster: Any) -> dict[str, Any]:
    """Return a kubeconfig with one context."""
    return {
        "current-context": name,
        "clusters": [{"name": f"{name}-cluster", "cluster": {**CLUSTER, **cluster}}],
        "users": [{"name": f"{name}-user", "user": user or {"token": "t"}}],
        "contexts": [{"name": name, "context": {"cluster": f"{name}-cluster", "user": f"{name}-user"}}],
    }


def written(path: Path, content: dict[str, Any] | str) -> Path:
    """Write a kubeconfig; every YAML parser reads JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_files_are_those_given_then_those_of_the_environment_then_the_one_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(["/a", "", "~/b"]))
    assert places("/c") == (Path("/c"),), "the stack's configuration comes first"
    assert places(None) == (Path("/a"), tmp_path / "b"), "an empty place is none"
    monkeypatch.setenv("KUBECONFIG", "")
    assert places(None) == (tmp_path / ".kube" / "config",), "empty is as good as not set"


def test_of_several_kubeconfigs_the_first_that_says_something_is_right(tmp_path: Path) -> None:
    first = written(tmp_path / "first", {**document("a"), "current-context": ""})
    second = written(tmp_path / "second", document("a", server="https://192.0.2.2"))
    third = written(tmp_path / "third", document("c"))
    whole = merged(map(read, (first, second, third)))
    assert whole["current-context"] == "a", "kubectl takes the first that is not empty, not the last"
    assert minified(whole)["clusters"][0]["cluster"] == CLUSTER, "the first of a name is right"
    assert minified(whole, "c")["current-context"] == "c", "the others are there as well"


def test_an_empty_kubeconfig_says_nothing(tmp_path: Path) -> None:
    empty = written(tmp_path / "empty", "")
    assert minified(merged([read(empty), document()]))["current-context"] == "here", "as with kubectl"


def test_files_lie_beside_the_kubeconfig_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = {"client-certificate": "keys/me.crt", "client-key": "keys/me.key", "tokenFile": "token",
            "exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./bin/login"}}  # fmt: skip
    path = written(tmp_path / "kube" / "config", document(user=user, **{"certificate-authority": "ca.crt"}))
    for name in ("keys/me.crt", "keys/me.key", "ca.crt"):
        written(path.parent / name, name)
    monkeypatch.chdir(tmp_path)
    small = minified(read(path))
    found = small["users"][0]["user"]
    assert base64.b64decode(found["client-key-data"]) == b"keys/me.key", "not from the folder of the caller"
    assert base64.b64decode(small["clusters"][0]["cluster"]["certificate-authority-data"]) == b"ca.crt"
    assert Path(found["exec"]["command"]) == path.parent / "bin" / "login", "a plugin as well"
    assert found["tokenFile"] == str(path.parent / "token"), "a token that is renewed stays a file"


def test_a_plugin_without_a_folder_is_looked_for_on_the_path(tmp_path: Path) -> None:
    path = written(tmp_path / "config", document(user={"exec": {"command": "aws", "args": ["eks"]}}))
    assert minified(read(path))["users"][0]["user"]["exec"] == {"command": "aws", "args": ["eks"]}


def test_what_is_cut_down_names_one_context_and_nothing_else() -> None:
    whole = merged([document("a"), document("b", user={"token": "secret-of-b"})])
    small = minified(whole, "a")
    assert "secret-of-b" not in json.dumps(small), (
        "the state of a stack holds no credential of another cluster"
    )
    assert [len(small[key]) for key in ("clusters", "users", "contexts")] == [1, 1, 1]


def test_cluster_fields_that_the_provider_needs_are_kept() -> None:
    more = {
        "tls-server-name": "api.example.com",
        "proxy-url": "socks5://192.0.2.9:1080",
        "insecure-skip-tls-verify": True,
    }
    assert minified(document(**more))["clusters"][0]["cluster"] == {**CLUSTER, **more}


def test_a_context_without_a_user_is_one_without_a_credential() -> None:
    anonymous = document()
    anonymous["contexts"][0]["context"].pop("user")
    assert minified(anonymous)["users"] == [], "kubectl takes it"


NO_CONTEXT = {"contexts": [], "current-context": ""}
STRANGER = {"contexts": [{"name": "here", "context": {"cluster": "here-cluster", "user": "who"}}]}
NOWHERE = {"contexts": [{"name": "here", "context": {"cluster": "where", "user": "here-user"}}]}


@pytest.mark.parametrize(
    ("changed", "context", "told"),
    [
        ({}, "other", 'it has no context "other"; it has: here'),
        ({"current-context": ""}, None, "it has no current context; set groundplan:context to one of: here"),
        (NO_CONTEXT, None, "it has no current context; set groundplan:context to one of: none"),
        (STRANGER, None, 'context "here" names the user "who", which is not there'),
        (NOWHERE, None, 'context "here" names the cluster "where", which is not there'),
        (
            {"clusters": [{"name": "here-cluster", "cluster": {}}]},
            None,
            'the cluster of context "here" has no server that begins with https://',
        ),
    ],
)
def test_a_kubeconfig_that_leads_nowhere_is_refused_in_one_sentence(
    changed: dict[str, Any], context: str | None, told: str
) -> None:
    with pytest.raises(UnusableKubeconfig) as refused:
        minified({**document(), **changed}, context)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "is no YAML"),
        ("\x00", "is no YAML"),
        ("- a", "is no mapping"),
        ("users: [me]", "has an entry in users without a name and a user"),
        ("clusters: [{cluster: {}}]", "has an entry in clusters without a name and a cluster"),
        ("contexts: [{name: a, context: b}]", "has an entry in contexts without a name and a context"),
    ],
)
def test_a_file_that_is_no_kubeconfig_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path / "config", text)
    with pytest.raises(UnusableKubeconfig) as refused:
        read(path)
    assert str(refused.value) == f"{path} {told}"


def test_acting_as_another_user_becomes_headers() -> None:
    user = {
        "as": "ada",
        "as-uid": "7",
        "as-groups": ["ml", "ops"],
        "as-user-extra": {"example.com/scopes": ["a", "b"]},
    }
    assert impersonation(user) == (
        ("Impersonate-User", "ada"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Group", "ml"),
        ("Impersonate-Group", "ops"),
        ("Impersonate-Extra-example.com%2Fscopes", "a"),
        ("Impersonate-Extra-example.com%2Fscopes", "b"),
    ), "kubectl sends these; without them the real user's rights would be judged"
    assert impersonation({"token": "t"}) == ()


NAMES = st.sampled_from(["a", "b", "c", "d"])
DOCUMENTS = st.lists(
    st.builds(lambda name, number: document(name, server=f"https://192.0.2.{number}"), NAMES, st.integers(1, 200)),
    min_size=1, max_size=5,
)  # fmt: skip


@given(DOCUMENTS)
def test_each_name_leads_where_the_first_file_with_it_leads(documents: list[dict[str, Any]]) -> None:
    whole = merged(documents)
    for each in documents:
        name = each["current-context"]
        first = next(other for other in documents if other["current-context"] == name)
        assert minified(whole, name)["clusters"][0]["cluster"] == first["clusters"][0]["cluster"]
    assert minified(whole)["current-context"] == documents[0]["current-context"], (
        "and the first file's is current"
    )
