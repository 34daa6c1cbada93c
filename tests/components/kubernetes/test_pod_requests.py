"""What pods ask is counted as the scheduler counts it, node by node, and by whose they are."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.pod_requests import requests_of, taken_by_node
from components.topology.facts import Requests

GIB = 2**30


def container(cpu: str = "0", memory: str = "0", **more: Any) -> dict[str, Any]:
    """Return a container that asks so much."""
    restarts = {"restartPolicy": more.pop("restart")} if "restart" in more else {}
    return {"resources": {"requests": {"cpu": cpu, "memory": memory, **more}}, **restarts}


def pod(
    *containers: dict[str, Any], namespace: str = "default", node: str | None = "n", **spec: Any
) -> dict[str, Any]:
    """Return a pod as the API server has it."""
    phase = spec.pop("phase", "Running")
    return {
        "metadata": {"namespace": namespace, "name": "it"},
        "spec": {"nodeName": node, "containers": list(containers), **spec},
        "status": {"phase": phase},
    }


def test_containers_that_run_at_once_are_added_up() -> None:
    asked = requests_of(pod(container("100m", "1Gi"), container("1", "512Mi"), {"image": "asks nothing"}))
    assert (asked.cpus, asked.memory_bytes) == (Fraction(11, 10), GIB + GIB // 2)


def test_what_starts_first_counts_where_it_asks_more() -> None:
    first = [container("2", "1Gi")]
    assert requests_of(pod(container("1", "4Gi"), initContainers=first)) == Requests(
        cpus=Fraction(2), memory_bytes=4 * GIB
    ), "one after the other, each amount for itself"


def test_what_starts_first_and_stays_counts_beside_all_that_follows() -> None:
    sidecar, after = container("500m", "1Gi", restart="Always"), container("2", "0")
    asked = requests_of(pod(container("1", "1Gi"), initContainers=[container("1"), sidecar, after]))
    assert (asked.cpus, asked.memory_bytes) == (Fraction(5, 2), 2 * GIB), (
        "the second start beside the sidecar is most"
    )


def test_what_the_pod_as_a_whole_asks_holds_and_its_sandbox_comes_on_top() -> None:
    whole = {"resources": {"requests": {"cpu": "3"}}, "overhead": {"cpu": "250m", "memory": "120Mi"}}
    asked = requests_of(pod(container("1", "1Gi"), **whole))
    assert (asked.cpus, asked.memory_bytes) == (Fraction(13, 4), GIB + 120 * 2**20)


def test_gpus_and_their_parts_are_counted_by_name_and_disks_are_not() -> None:
    gpus = {
        "nvidia.com/gpu": "2",
        "nvidia.com/mig-1g.10gb": "3",
        "ephemeral-storage": "10Gi",
        "hugepages-2Mi": "1Gi",
    }
    assert requests_of(pod(container(**gpus))).devices == {"nvidia.com/gpu": 2, "nvidia.com/mig-1g.10gb": 3}


def test_only_pods_that_have_a_node_and_have_not_ended_take_room() -> None:
    found = [
        pod(container("1")), pod(container("2"), node=None), pod(container("4"), phase="Succeeded"),
        pod(container("8"), phase="Failed"), pod(container("16"), phase="Pending"),
    ]  # fmt: skip
    assert taken_by_node(found, {}) == {"n": {"": Requests(cpus=Fraction(17))}}, (
        "one whose image comes has its room"
    )


def test_pods_are_those_of_the_stack_whose_namespace_they_are_in() -> None:
    namespaces = {
        "ours": {"groundplan-plan": "atlas", "groundplan-stack": "team-ada"},
        "unlabelled": {"groundplan-plan": "atlas"},
        "theirs": {"team": "ml"},
    }
    found = [pod(container("1"), namespace=name) for name in ("ours", "unlabelled", "theirs", "gone")]
    assert taken_by_node(found, namespaces) == {
        "n": {"team-ada": Requests(cpus=Fraction(1)), "": Requests(cpus=Fraction(2))}
    }, "of a plan without a stack's label nobody can tell whose they are"


AMOUNTS = st.lists(st.integers(0, 64), max_size=4)


@given(AMOUNTS, AMOUNTS)
def test_a_pod_asks_no_less_than_its_containers_and_no_less_than_any_that_starts_first(
    running: list[int], first: list[int]
) -> None:
    asked = requests_of(
        pod(
            *(container(str(each)) for each in running),
            initContainers=[container(str(each)) for each in first],
        )
    )
    assert asked.cpus == max(sum(running), *first, 0), "and no more"
