"""The sentence on the goal follows what was measured, and nodes are given only what `up` gave them."""

from tests.bench.kubernetes_apply import Repeat, comparisons, node_manifest, verdict


def repeat(up: float, applied: float) -> Repeat:
    return Repeat(
        up=up, up_without_checkpoints=up / 2, applied=applied, ready=2 * applied, plain=2 * up, objects=100
    )


def test_a_goal_that_is_missed_is_said_to_be() -> None:
    text = verdict([repeat(50.0, 10.0), repeat(10.0, 10.0), repeat(40.0, 10.0)])
    assert "is not met" in text, "the median of the ratios is 4"
    assert "100 objects, 2.5 a second by `up` and 10.0 by kubectl" in text
    assert "costs 20 s of 40 s" in text, "what is left without the writing"
    assert "Plain Pulumi takes 80 s for the same objects (measured 3 times)" in text


def test_a_goal_that_is_reached_is_said_to_be() -> None:
    assert "The goal is met" in verdict([repeat(15.0, 10.0)])


def test_all_sides_are_compared() -> None:
    rows = comparisons([repeat(30.0, 10.0)] * 5)
    assert [row.ratios[0] for row in rows] == [3.0, 1.5, 0.75]
    assert [row.goal for row in rows] == ["1.5 or less", *["reported"] * 2]


def test_a_node_gets_our_labels_and_taints_and_nothing_else() -> None:
    taint = {"key": "nvidia.com/gpu", "effect": "NoSchedule"}
    labels = {"groundplan-pool": "gpu", "kubernetes.io/os": "linux"}
    node = {
        "metadata": {"name": "gpu-1", "labels": labels, "uid": "1"},
        "spec": {"taints": [taint]},
        "status": {},
    }
    assert node_manifest(node) == {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "gpu-1", "labels": {"groundplan-pool": "gpu"}},
        "spec": {"taints": [taint]},
    }
    assert "spec" not in node_manifest({"metadata": {"name": "cpu-1"}, "spec": {}}), (
        "no taints, nothing to say"
    )
