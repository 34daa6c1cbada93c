"""A cluster that cannot be asked is told in one sentence, and one that asks for patience is given some."""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.access import (
    CONNECT_RETRIES,
    RETRIES,
    Access,
    Conflict,
    Missing,
    NoCluster,
    connect,
)
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer, simulated_api_server

PATH = "/api/v1/namespaces/kube-system"


def sentence(access: Access, path: str = PATH) -> str:
    """Return the sentence with which a question is refused."""
    with pytest.raises(NoCluster) as refused:
        access.get(path)
    assert "\n" not in str(refused.value), "one sentence is one line"
    return str(refused.value)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat at once."""
    monkeypatch.setattr("components.kubernetes.access.BACKOFF_SECONDS", 0)


def always(status: int, body: Any, **headers: str) -> Any:
    """Return what answers every request in one way."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: (status, headers, sent)


def test_the_credential_of_the_kubeconfig_is_shown(simulated: SimulatedApiServer, access: Access) -> None:
    simulated.add(PATH, {"metadata": {"uid": "u"}})
    assert access.get(PATH)["metadata"]["uid"] == "u"
    assert ("authorization", "Bearer simulated") in simulated.asked[0].headers
    assert json.loads(access.kubeconfig)["users"][0]["user"] == {"token": "simulated"}, (
        "the provider gets the same"
    )


def test_acting_as_another_user_is_asked_of_the_server(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    simulated.add(PATH, {})
    user = {"token": "t", "as": "ada", "as-groups": ["ml", "ops"]}
    connect(str(simulated.kubeconfig(tmp_path, **user))).get(PATH)
    shown = [(name, value) for name, value in simulated.asked[0].headers if name.startswith("Impersonate")]
    assert shown == [("Impersonate-User", "ada"), ("Impersonate-Group", "ml"), ("Impersonate-Group", "ops")]


def test_a_list_comes_page_by_page(simulated: SimulatedApiServer, access: Access) -> None:
    for number in range(1203):
        simulated.add(f"/api/v1/nodes/n-{number:04d}", {})
    names = [node["metadata"]["name"] for node in access.listed("/api/v1/nodes")]
    assert len(names) == len(set(names)) == 1203, "each once"
    assert [each.query.get("continue") for each in simulated.asked] == [None, "500", "1000"]


def test_an_empty_list_has_nothing(access: Access) -> None:
    assert list(access.listed("/api/v1/nodes")) == [], "Go writes it as null"


def test_a_server_that_asks_for_patience_is_asked_again(
    simulated: SimulatedApiServer, access: Access
) -> None:
    simulated.add(PATH, {"metadata": {"uid": "u"}})
    answers = iter([(429, {"Retry-After": "0"}, b"{}"), (503, {}, b"starting")])
    simulated.before = lambda _: next(answers, None)
    assert access.get(PATH)["metadata"]["uid"] == "u", "an upgrade of the control plane is no failure"


def test_patience_ends_with_what_the_server_said(simulated: SimulatedApiServer, access: Access) -> None:
    simulated.before = always(503, {"message": "no backend"}, **{"Retry-After": "0"})
    assert sentence(access) == "the cluster of context here answered 503: no backend"
    assert len(simulated.asked) == RETRIES + 1


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (
            401,
            NoCluster,
            "does not accept the credential in the kubeconfig: it has expired, was revoked or is not known",
        ),
        (403, NoCluster, "does not allow it: no, ada; ask its owner for the right"),
        (404, Missing, "answered 404: no, ada"),
        (409, Conflict, "answered 409: no, ada"),
        (500, NoCluster, "answered 500: no, ada"),
        (302, NoCluster, "answered 302: no, ada"),
    ],
)
def test_a_refusal_is_told_in_one_sentence_of_its_kind(
    simulated: SimulatedApiServer, access: Access, status: int, kind: type[NoCluster], told: str
) -> None:
    simulated.before = always(status, {"message": "no, ada"}, Location=f"{simulated.server}/elsewhere")
    with pytest.raises(NoCluster) as refused:
        access.get(PATH)
    assert type(refused.value) is kind and told in str(refused.value)
    assert len(simulated.asked) == 1, "nothing is gained by asking again"


@pytest.mark.parametrize("body", [b"<html>log in to this network</html>", b"[]", b"", b'"ok"'])
def test_who_answers_but_is_no_api_server_is_told(
    simulated: SimulatedApiServer, access: Access, body: bytes
) -> None:
    simulated.before = always(200, body)
    assert "is no Kubernetes API server" in sentence(access), (
        "a portal of a network answers everything with 200"
    )


def test_a_cluster_that_does_not_answer_is_told_with_where_and_why(tmp_path: Path) -> None:
    with simulated_api_server() as gone:
        path = gone.kubeconfig(tmp_path)
    assert sentence(connect(str(path))) == (
        f"the cluster of context here does not answer at {gone.server} (Failed to establish a new connection: "
        "[Errno 111] Connection refused); see `kubectl cluster-info`, "
        "and set groundplan:context if another one is meant"
    )
    assert CONNECT_RETRIES < RETRIES, "who is not there is not asked as often as who is busy"


def test_an_answer_that_breaks_off_is_asked_for_again(simulated: SimulatedApiServer, access: Access) -> None:
    simulated.add(PATH, {"metadata": {"uid": "u"}})
    broken = iter([(200, {"Content-Length": "100", "Connection": "close"}, b"{")])
    simulated.before = lambda _: next(broken, None)
    assert access.get(PATH)["metadata"]["uid"] == "u", "a load balancer that drops a connection is no failure"


@pytest.mark.parametrize(
    ("method", "path", "count"),
    [
        ("POST", "/api/v1/namespaces/n/configmaps", 1),
        ("DELETE", "/api/v1/namespaces/n/configmaps/c", 1),
        ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 2),
        ("PATCH", "/api/v1/namespaces/n/configmaps/c", 2),
    ],
)
def test_what_is_not_the_same_when_done_twice_is_not_repeated(
    simulated: SimulatedApiServer, access: Access, method: str, path: str, count: int
) -> None:
    broken = iter([(200, {"Content-Length": "100", "Connection": "close"}, b"{")])
    simulated.before = lambda _: next(broken, (200, {}, b"{}"))
    with contextlib.suppress(NoCluster):
        access.request(method, path, body={})
    assert len(simulated.asked) == count, "the first one may have been done though its answer was lost"


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    simulated: SimulatedApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated.add(PATH, {})
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    connect(str(simulated.kubeconfig(tmp_path))).get(PATH)
    assert simulated.asked, "kubectl asks loopback directly, whatever the environment says"


def test_a_proxy_of_the_kubeconfig_is_asked(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    path = simulated.kubeconfig(tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["clusters"][0]["cluster"] = {"server": "http://cluster.invalid", "proxy-url": simulated.server}
    path.write_text(json.dumps(document), encoding="utf-8")
    simulated.before = always(200, {"through": "the proxy"})
    assert connect(str(path)).get(PATH) == {"through": "the proxy"}


def test_a_kubeconfig_that_is_not_there_is_named_with_what_to_set(tmp_path: Path) -> None:
    missing = os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")])
    with pytest.raises(NoCluster) as refused:
        connect(missing)
    assert str(refused.value) == (
        f"there is no kubeconfig {missing}; set KUBECONFIG, or groundplan:kubeconfig of the stack"
    )


def test_a_credential_that_is_not_there_is_told(simulated: SimulatedApiServer, tmp_path: Path) -> None:
    path = simulated.kubeconfig(tmp_path, **{"client-certificate": "gone.crt", "client-key": "gone.key"})
    with pytest.raises(NoCluster, match="No such file") as refused:
        connect(str(path))
    assert f"the kubeconfig {path} cannot be used: " in str(refused.value)


def test_a_certificate_that_is_none_is_told_in_one_sentence(
    simulated: SimulatedApiServer, tmp_path: Path
) -> None:
    user = {"client-certificate-data": "bm9uZQ==", "client-key-data": "bm9uZQ=="}
    path = simulated.kubeconfig(tmp_path, **user)
    path.write_text(path.read_text(encoding="utf-8").replace("http://", "https://"), encoding="utf-8")
    assert "does not answer at https://127.0.0.1" in sentence(connect(str(path))), (
        "no traceback of the client"
    )


def test_repetitions_are_not_told_one_by_one(
    simulated: SimulatedApiServer, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    broken = iter([(200, {"Content-Length": "100", "Connection": "close"}, b"{")])
    simulated.before = lambda _: next(broken, (200, {}, b"{}"))
    access.get(PATH)
    assert not caplog.records, "the sentence at the end says all"


def test_without_the_client_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes", None)
    with pytest.raises(
        NoCluster, match="the Kubernetes client is not installed; run `make extra-kubernetes`"
    ):
        connect()
