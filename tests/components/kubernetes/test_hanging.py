"""What would be left at a cloud if a cluster went now, decided from what its API server shows."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.hanging import Hanging, Seen, hanging
from tests.components.kubernetes.cluster_objects import (
    BALANCER,
    ENDING,
    HELD,
    LABELS,
    OWN,
    WHOSE,
    claim,
    node,
    pod,
    service,
    volume,
)

FINALIZERS = st.lists(st.sampled_from(["a/x", "b/y", BALANCER, HELD]), unique=True, max_size=3)
NAMESPACES = st.sampled_from([OWN, "default", "kube-system"])


def names(seen: Seen) -> list[str]:
    return [each.place for each in hanging(seen, WHOSE)]


def only(seen: Seen) -> Hanging:
    (found,) = hanging(seen, WHOSE)
    return found


def test_an_empty_cluster_holds_nothing() -> None:
    assert hanging(Seen(), WHOSE) == ()


@given(
    st.sampled_from(["Retain", "Recycle", "Delete"]),
    st.sampled_from([{"csi": {"driver": "d"}}, {"hostPath": {}}, {"local": {}}, {"nfs": {}}]),
    st.sampled_from([{}, ENDING]), FINALIZERS, st.sampled_from(["Available", "Bound", "Released", "Failed"]),
)  # fmt: skip
def test_a_volume_holds_a_cluster_exactly_if_its_end_deletes_a_disk(
    policy: str, source: dict[str, Any], ending: dict[str, str], finalizers: list[str], phase: str
) -> None:
    found = volume(policy=policy, source=source, phase=phase, finalizers=finalizers, **ending)
    deletes_disk = policy == "Delete" and not source.keys() & {"hostPath", "local"}
    assert bool(names(Seen(volumes=[found]))) == deletes_disk, "data that is kept is no reason to wait"


@pytest.mark.parametrize(
    ("claims", "changed", "is_going"),
    [
        ([claim("1")], {}, False),
        ([claim("1", **ENDING)], {}, True),
        ([], {}, True),
        ([claim("2")], {}, True),
        ([claim("1")], {"phase": "Released"}, True),
        ([claim("1")], ENDING, True),
    ],
    ids=["claimed", "claim ends", "claim is gone", "another claim of its name", "released", "ends itself"],
)
def test_waiting_for_a_volume_is_vain_while_its_claim_stays(
    claims: list[dict[str, Any]], changed: dict[str, Any], is_going: bool
) -> None:
    found = only(Seen(volumes=[volume(by="1", **changed)], claims=claims))
    assert found.is_going is is_going
    assert ("nobody has asked it to go" in str(found)) is not is_going


def test_a_volume_for_a_claim_to_come_is_not_taken_for_one_that_was_left() -> None:
    found = volume(by="1", phase="Available")
    del found["spec"]["claimRef"]["uid"]
    assert not only(Seen(volumes=[found])).is_going
    assert f"its claim {OWN}/scratch is awaited" in str(only(Seen(volumes=[found])))


def test_who_holds_a_claim_is_told_with_its_volume() -> None:
    claims = [claim("1", finalizers=["kubernetes.io/pvc-protection"], **ENDING)]
    said = str(only(Seen(volumes=[volume(by="1", finalizers=[HELD])], claims=claims)))
    assert said == (
        f"PersistentVolume pvc-1 (its claim {OWN}/scratch is ending, held by kubernetes.io/pvc-protection; "
        f"driver ebs.csi.aws.com; finalizers {HELD})"
    )


@given(st.sampled_from(["LoadBalancer", "ClusterIP", "NodePort"]), NAMESPACES, FINALIZERS)
def test_a_service_holds_a_cluster_exactly_if_it_has_a_balancer_whoever_made_it(
    kind: str, namespace: str, finalizers: list[str]
) -> None:
    seen = Seen(services=[service(kind=kind, namespace=namespace, finalizers=finalizers)])
    found = hanging(seen, WHOSE)
    assert bool(found) == (kind == "LoadBalancer" or BALANCER in finalizers), "it would outlive the cluster"
    assert all(("not this stack's" in str(each)) == (namespace != OWN) for each in found), (
        "whose it is is told"
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("ingresses", {"loadBalancer": {"ingress": [{"hostname": "a.example.com"}]}}),
        ("gateways", {"addresses": [{"value": "203.0.113.1"}]}),
    ],
)
def test_an_ingress_or_a_gateway_holds_a_cluster_with_an_address_or_a_finalizer(
    kind: str, status: dict[str, Any]
) -> None:
    def held(**given: Any) -> list[str]:
        metadata = {"namespace": OWN, "name": "web", **given.pop("metadata", {})}
        return names(Seen(**{kind: [{"metadata": metadata, **given}]}))

    assert held() == [], "nobody has made a balancer of it"
    assert held(status=status) == [f"{OWN}/web"]
    assert held(metadata={"finalizers": ["x"]}) == [f"{OWN}/web"], "somebody has something to end for it"


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_of_a_pool_the_idle_nodes_beyond_those_that_it_keeps_hold_a_cluster(
    idle: int, used: int, kept: int
) -> None:
    nodes = [node(f"n-{number}") for number in range(idle + used)]
    pods = [pod(f"n-{number}") for number in range(used)]
    whose = replace(WHOSE, kept_nodes={"train/gpu": kept})
    found = hanging(Seen(nodes=nodes, pods=pods), whose)
    assert len(found) == min(idle, max(0, idle + used - kept))
    assert not {each.place for each in found} & {f"n-{number}" for number in range(used)}, (
        "the autoscaler leaves a node to the cluster's own pods, and its pool takes it along"
    )


@pytest.mark.parametrize(
    "there",
    [
        pod("n", owner="DaemonSet"),
        pod("n", annotations={"kubernetes.io/config.mirror": "x"}),
        pod("n", **ENDING),
        {**pod("n"), "status": {"phase": "Succeeded"}},
        pod("n", namespace=OWN),
        pod("another"),
    ],
    ids=["of every node", "of the kubelet", "ending", "over", "the stack's own", "elsewhere"],
)
def test_a_node_is_idle_with(there: dict[str, Any]) -> None:
    assert names(Seen(nodes=[node("n")], pods=[there])) == ["n"]


def test_of_the_nodes_beyond_those_kept_the_going_and_the_youngest_are_named() -> None:
    old: dict[str, Any]
    young: dict[str, Any]
    old, young = ({"creationTimestamp": f"2026-11-{day}T00:00:00Z"} for day in (20, 25))
    nodes = [node("old", pool="kept", **old), node("young", pool="kept", **young)]
    assert names(Seen(nodes=nodes)) == ["young"]
    assert names(Seen(nodes=[node("old", pool="kept", **old, **ENDING), nodes[1]])) == ["old"]


def test_nodes_of_nobody_s_pool_hold_nothing_but_karpenter_s_do() -> None:
    theirs = {**LABELS, "groundplan-stack": "team-bob"}
    of_karpenter = {"metadata": {"name": "k", "labels": {"karpenter.sh/nodepool": "any"}}}
    system = {"metadata": {"name": "system", "labels": dict(LABELS)}}
    nodes = [node("theirs", labels=theirs), system, {"metadata": {"name": "bare"}}, of_karpenter]
    assert names(Seen(nodes=nodes, pods=[pod("k")])) == ["k"], "no pool of a cloud takes it along"


@given(st.data())
def test_the_order_of_what_is_seen_changes_nothing(data: st.DataObject) -> None:
    nodes = [node(f"n-{number}", pool=pool) for number in range(3) for pool in ("gpu", "kept")]
    everything = {
        "volumes": [volume(f"v-{number}", by=str(number)) for number in range(3)],
        "claims": [claim("0"), claim("1", **ENDING)],
        "services": [service(f"s-{number}") for number in range(3)],
        "nodes": [each | {"metadata": {**each["metadata"], "name": f"{each['metadata']['name']}-{index}"}}
                  for index, each in enumerate(nodes)],
        "pods": [pod("n-0-0")],
    }  # fmt: skip
    shuffled = {key: data.draw(st.permutations(value)) for key, value in everything.items()}
    assert hanging(Seen(**shuffled), WHOSE) == hanging(Seen(**everything), WHOSE)
