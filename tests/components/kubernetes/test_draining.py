"""The wait for the end of a cluster, on a simulated API server: what is asked, what is said, and when it is over."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.kubernetes import access, draining, patience
from components.kubernetes.access import NoCluster
from tests.components.kubernetes.cluster_objects import BALANCER, ENDING, LABELS, OWN, node, service, volume
from tests.components.kubernetes.simulated_api_server import Asked, SimulatedApiServer, simulated_api_server

WEB = f"/api/v1/namespaces/{OWN}/services/web"
GPU = "/api/v1/nodes/gpu-1"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look as often as possible, and repeat no question that was not answered."""
    monkeypatch.setattr(draining, "POLL_S", 0.01)
    monkeypatch.setattr(access, "RETRIES", 0)
    monkeypatch.setattr(access, "CONNECT_RETRIES", 0)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is said meanwhile; warnings begin with a mark."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    monkeypatch.setattr(pulumi.log, "warn", lambda text: said.append(f"! {text}"))
    return said


@pytest.fixture
def props(simulated: SimulatedApiServer, tmp_path: Path) -> dict[str, Any]:
    """Return what the state has of a drain."""
    return props_of(simulated, tmp_path)


def props_of(simulated: SimulatedApiServer, folder: Path) -> dict[str, Any]:
    text = simulated.kubeconfig(folder).read_text(encoding="utf-8")
    return {
        "kubeconfig": text, "identity": "the-cluster", "plan": "atlas", "whose": LABELS, "namespaces": [OWN],
        "kept_nodes": {}, "limit_s": 0.2,
    }  # fmt: skip


def at_each_look(simulated: SimulatedApiServer, *changes: Callable[[], object]) -> None:
    """Change something before each look, one after the other; nodes are what is asked for first."""
    left = iter(changes)

    def before(asked: Asked) -> None:
        if asked.path == draining.NODES:
            next(left, nothing)()

    simulated.before = before


def nothing() -> None:
    """Change nothing."""


def test_a_cluster_that_holds_nothing_is_left_at_once(
    simulated: SimulatedApiServer, props: dict[str, Any], told: list[str]
) -> None:
    draining.release(props)
    assert told == [], "nothing is waited for, so nothing is said"
    assert draining.PODS not in [each.path for each in simulated.asked], "without nodes no pod runs on one"


def test_what_goes_while_it_is_waited_for_is_told_once(
    simulated: SimulatedApiServer, props: dict[str, Any], told: list[str]
) -> None:
    simulated.add(WEB, service(finalizers=[BALANCER], **ENDING))
    simulated.add(GPU, node("gpu-1"))
    pop = simulated.objects.pop
    at_each_look(simulated, nothing, nothing, lambda: pop(WEB), nothing, lambda: pop(GPU))
    draining.release({**props, "limit_s": 600})
    assert [line.partition(" to go")[0] for line in told] == [
        "draining: waiting for 1 Node, 1 Service",
        "draining: waiting for 1 Node",
    ], "each change once, and an unchanged wait not again before its minute"


def test_an_unchanged_wait_is_told_again_after_its_minute(
    simulated: SimulatedApiServer, props: dict[str, Any], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "SAID_EVERY_S", 0.0)
    simulated.add(WEB, service(**ENDING))
    at_each_look(simulated, nothing, nothing, lambda: simulated.objects.pop(WEB))
    draining.release({**props, "limit_s": 600})
    assert len(told) > 1 and all("1 Service" in line for line in told)


def test_after_the_limit_it_ends_in_one_sentence_and_the_next_run_goes_on(
    simulated: SimulatedApiServer, props: dict[str, Any], told: list[str]
) -> None:
    simulated.add(WEB, service(finalizers=[BALANCER], **ENDING))
    simulated.add("/api/v1/persistentvolumes/pvc-1", volume(phase="Released"))
    with pytest.raises(NoCluster) as hung:
        draining.release(props)
    said = str(hung.value)
    assert f"Service {OWN}/web (finalizers {BALANCER})" in said and "PersistentVolume pvc-1" in said
    simulated.objects.clear()
    draining.release(props)
    assert len(told) == 1, "the second run finds nothing to wait for"


def test_what_nobody_has_asked_to_go_ends_the_wait_early(
    simulated: SimulatedApiServer, props: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "STILL_S", 0.0)
    simulated.add("/api/v1/namespaces/default/services/web", service(namespace="default"))
    with pytest.raises(
        NoCluster, match=r"Service default/web \(not this stack's; nobody has asked it to go\)"
    ):
        draining.release({**props, "limit_s": 600})


def test_a_volume_that_is_kept_and_a_system_s_node_are_not_waited_for(
    simulated: SimulatedApiServer, props: dict[str, Any]
) -> None:
    simulated.add("/api/v1/persistentvolumes/pvc-1", volume(policy="Retain", by="1"))
    simulated.add("/api/v1/nodes/system-1", {"metadata": {"labels": dict(LABELS)}})
    draining.release(props)


def test_who_may_not_look_is_told_at_once(simulated: SimulatedApiServer, props: dict[str, Any]) -> None:
    simulated.before = lambda asked: (
        (403, {}, b'{"message": "no"}') if asked.path == draining.VOLUMES else None
    )
    with pytest.raises(NoCluster, match="does not allow it: no"):
        draining.release({**props, "limit_s": 600})


def silent_props(folder: Path) -> dict[str, Any]:
    """Return the way to an API server that has ended."""
    with simulated_api_server() as ended:
        return {**props_of(ended, folder), "limit_s": 600}


def test_silence_ends_in_a_sentence_with_the_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(patience.GONE_VARIABLE, raising=False)
    monkeypatch.setattr(patience, "SILENT_S", 0.05)
    with pytest.raises(NoCluster) as unheard:
        draining.release(silent_props(tmp_path))
    said = str(unheard.value)
    assert "does not answer at http://127.0.0.1" in said, "how the silence was noticed"
    assert "set PULUMI_K8S_DELETE_UNREACHABLE=true where the cluster is gone for good" in said


@pytest.mark.parametrize("word", ["true", "1", "TRUE"])
def test_a_cluster_that_is_said_to_be_gone_holds_up_nobody(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv(patience.GONE_VARIABLE, word)
    monkeypatch.setattr(patience, "SILENT_AND_TOLD_S", 0.0)
    draining.release(silent_props(tmp_path))
    (said,) = told
    assert said.startswith("! ") and "are taken as gone (nobody has seen what it had)" in said


def test_a_credential_that_nobody_gives_ends_the_wait_at_once_in_a_sentence_or_for_one_said_to_be_gone(
    simulated: SimulatedApiServer, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "nobody-has-this",
        "installHint": "install it",
    }
    text = simulated.kubeconfig(tmp_path, exec=plugin).read_text(encoding="utf-8")
    props = {**props_of(simulated, tmp_path), "kubeconfig": text}
    monkeypatch.delenv(patience.GONE_VARIABLE, raising=False)
    with pytest.raises(NoCluster, match=r"its credential plugin nobody-has-this failed .*install it"):
        draining.release(props)
    monkeypatch.setenv(patience.GONE_VARIABLE, "true")
    draining.release(props)
    (said,) = told
    assert "nobody-has-this failed" in said and "are taken as gone (nobody has seen what it had)" in said


def test_a_cluster_that_is_said_to_be_gone_and_answers_is_waited_for(
    simulated: SimulatedApiServer, props: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(patience.GONE_VARIABLE, "true")
    simulated.add(WEB, service(**ENDING))
    with pytest.raises(NoCluster, match=f"Service {OWN}/web"):
        draining.release(props)


def test_what_a_cluster_had_when_it_fell_silent_is_told(
    simulated: SimulatedApiServer, props: dict[str, Any], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(patience.GONE_VARIABLE, "true")
    monkeypatch.setattr(patience, "SILENT_AND_TOLD_S", 0.0)
    simulated.add(WEB, service(**ENDING))
    broken = (200, {"Content-Length": "100", "Connection": "close"}, b"{")

    def fall_silent() -> None:
        simulated.before = lambda _: broken

    at_each_look(simulated, nothing, fall_silent)
    draining.release({**props, "limit_s": 600})
    assert f"taken as gone (it had: Service {OWN}/web)" in told[-1]


def test_a_hiccup_of_the_network_is_waited_out(
    simulated: SimulatedApiServer, props: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(patience.GONE_VARIABLE, raising=False)
    broken = iter([(200, {"Content-Length": "100", "Connection": "close"}, b"{")])
    simulated.before = lambda _: next(broken, None)
    draining.release({**props, "limit_s": 600})
    assert simulated.count("GET") > 1
