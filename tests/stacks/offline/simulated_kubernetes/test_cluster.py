from collections.abc import Iterator

import pytest

from stacks.offline.simulated_kubernetes.cluster import ApiRefusal, Cluster, Unreachable
from stacks.offline.simulated_kubernetes.discovery import Discovery, NotServed
from stacks.offline.simulated_kubernetes.manifest import Identity
from stacks.offline.simulated_kubernetes.tasks import Cancelled, Task
from tests.stacks.offline.simulated_kubernetes.simulated_api_server import (
    SimulatedApiServer,
    simulated_api_server,
)


@pytest.fixture
def server() -> Iterator[SimulatedApiServer]:
    with simulated_api_server() as running:
        yield running


@pytest.fixture
def cluster(server: SimulatedApiServer) -> Iterator[Cluster]:
    opened = Cluster(server.access)
    yield opened
    opened.close()


def impatient() -> tuple[Task, list[str]]:
    """Return a task that does not truly wait, and what it is told."""
    said: list[str] = []
    return Task(
        wait=lambda _: True, say=lambda text, severity, passes: said.append(f"{severity}: {text}")
    ), said


WEBHOOK = 'Internal error occurred: failed calling webhook "v.kueue.x-k8s.io": connection refused'


@pytest.mark.parametrize(("code", "message"), [(429, "too many"), (503, "not yet"), (500, WEBHOOK)])
def test_what_passes_by_itself_is_asked_again(
    server: SimulatedApiServer, cluster: Cluster, code: int, message: str
) -> None:
    server.will_answer(code, {"message": message})
    server.will_answer(200, {"kind": "Thing"})
    task, said = impatient()
    assert cluster.request("GET", "/thing", task) == {"kind": "Thing"}, "the second answer counts"
    assert len(server.asked) == 2 and message in said[0], "and a person sees why it takes longer"


def test_refusal_is_handed_on_in_the_api_servers_words(server: SimulatedApiServer, cluster: Cluster) -> None:
    server.will_answer(422, {"message": "spec.size: Invalid value", "reason": "Invalid"})
    with pytest.raises(ApiRefusal, match=r"spec\.size: Invalid value") as refused:
        cluster.request("PATCH", "/thing", impatient()[0], body={})
    assert (refused.value.code, refused.value.reason, len(server.asked)) == (422, "Invalid", 1), (
        "asked only once"
    )


def test_what_does_not_pass_ends_within_the_limit(server: SimulatedApiServer, cluster: Cluster) -> None:
    server.will_answer(503, {"message": "never"})
    with pytest.raises(ApiRefusal, match="never"):
        cluster.request("GET", "/thing", impatient()[0], limit_s=0.2)


def test_refused_credentials_are_said_with_the_way_out(server: SimulatedApiServer, cluster: Cluster) -> None:
    server.will_answer(401, {"message": "Unauthorized"})
    with pytest.raises(ApiRefusal, match=r"refuses the credentials .* log in anew"):
        cluster.version(impatient()[0], 1)


def test_silent_cluster_is_named_with_its_context() -> None:
    with simulated_api_server() as gone:
        access = gone.access
    with pytest.raises(Unreachable, match=r"context 'simulated'\) does not answer") as silent:
        Cluster(access).version(impatient()[0], 0.2)
    assert access.server in str(silent.value), "with its address"


def test_waiting_ends_when_the_engine_takes_the_operation_back(
    server: SimulatedApiServer, cluster: Cluster
) -> None:
    server.will_answer(503, {"message": "never"})
    with pytest.raises(Cancelled):
        cluster.request("GET", "/thing", Task(wait=lambda _: False))


def test_warning_of_the_api_server_is_shown_once(server: SimulatedApiServer, cluster: Cluster) -> None:
    server.will_answer(200, {}, warning='299 - "v1beta1 is deprecated"')
    task, said = impatient()
    for _ in range(2):
        cluster.request("GET", "/thing", task)
    assert said == ["warning: the API server warns: v1beta1 is deprecated"], "not for every object"


@pytest.mark.parametrize(
    ("message", "is_missing_right"),
    [
        ('nodes "a" is forbidden: User "u" cannot patch resource "nodes" in API group ""', True),
        ('pods "a" is forbidden: violates PodSecurity "restricted:latest"', False),
        ('pods "a" is forbidden: exceeded quota: gpus', False),
    ],
)
def test_missing_right_is_told_apart_from_admission(message: str, *, is_missing_right: bool) -> None:
    assert ApiRefusal(403, "Forbidden", message).is_missing_right == is_missing_right, (
        "only admission judges objects"
    )


def test_what_is_served_is_asked_once_and_what_is_not_is_asked_again(
    server: SimulatedApiServer, cluster: Cluster
) -> None:
    server.will_answer(404, {"message": "not found"})
    server.will_answer(200, {"resources": [{"name": "tries", "kind": "Try", "namespaced": True}]})
    discovery, task = Discovery(cluster), impatient()[0]
    one = Identity(api_version="example.com/v1", kind="Try", name="one")
    with pytest.raises(NotServed, match=r"does not serve Try of example\.com/v1"):
        discovery.path(one, task)
    for _ in range(2):
        path = discovery.path(one, task)
        assert path == "/apis/example.com/v1/namespaces/default/tries/one", (
            "without a namespace it is default's"
        )
    assert server.asked == ["GET /apis/example.com/v1"] * 2, "its definition may come at any moment"
    assert discovery.completed(one, task).namespace == "default", "as the id in the state has it"
