"""What a workload says of itself is read once, whoever asks: operators, monitoring or software for GPUs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.workloads import arguments, is_labelled, place, repositories, repository


def workload(*containers: dict[str, Any], own: Any = None, of_pods: Any = None) -> dict[str, Any]:
    """Return a Deployment with these labels, as the API server has it."""
    template = {"metadata": {"labels": of_pods}, "spec": {"containers": list(containers) or None}}
    return {"metadata": {"name": "it", "namespace": "there", "labels": own}, "spec": {"template": template}}


@pytest.mark.parametrize("changed", [{"own": {"app": "it", "a": "b"}}, {"of_pods": {"app": "it"}}])
def test_a_label_is_its_own_or_that_of_its_pods(changed: dict[str, Any]) -> None:
    assert is_labelled(workload(**changed), {"app": "it"}), "charts put them on either"
    assert not is_labelled(workload(**changed), {"app": "it", "b": "c"}), "all of them are wanted"


def test_labels_of_both_are_not_taken_together() -> None:
    assert not is_labelled(workload(own={"a": "1"}, of_pods={"b": "2"}), {"a": "1", "b": "2"})
    assert not is_labelled(workload(), {"a": "1"}), "one without labels has none"


def test_the_containers_of_a_workload_are_read_one_after_the_other() -> None:
    made = workload(
        {"image": "quay.io/a:1", "command": ["run"], "args": ["--b"]}, {"image": "c@sha256:0", "args": None}
    )
    assert (place(made), arguments(made), repositories(made)) == (
        "there/it",
        ("run", "--b"),
        ("quay.io/a", "c"),
    )
    assert (arguments(workload()), repositories(workload())) == ((), ())


@given(
    st.from_regex(r"([a-z0-9.]+(:[0-9]{1,5})?/)?[a-z0-9]+(/[a-z0-9-]+){0,3}", fullmatch=True),
    st.sampled_from(["", ":v1.6.1", ":latest", "@sha256:0abc", ":v1@sha256:0abc"]),
)
def test_a_tag_or_a_digest_is_no_part_of_a_repository(name: str, end: str) -> None:
    assert repository(name + end) == name, "a port is no tag"
