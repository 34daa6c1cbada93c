"""Every right that a plan needs is in the tables, is in the written role, and is named when it is missing."""

import re
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from components.kubernetes.needed_rights import ASKED, EVERY, HANDS_ON, OF_ANY_PLAN, needed
from components.kubernetes.rights import Right, is_granted
from stacks.paths import PROJECT_ROOT
from stacks.reaching.remains import OUR_GROUPS
from tests.components.kubernetes.clusters import topology

PAGE = PROJECT_ROOT / "docs" / "how-to" / "use-a-kubernetes-cluster.md"
OPERATORS = frozenset({"kuberay", "kueue", "prometheus", "gpu-operator"})
QUEUES = [{"name": "research", "cpu": 64, "memory": "512GiB", "gpu": ["16xH100"]}]


def written_role() -> list[dict[str, Any]]:
    """Return the rules of the role that the page gives."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (role,) = (
        found for block in blocks if (found := YAML(typ="safe").load(block)).get("kind") == "ClusterRole"
    )
    return role["rules"]


def groups(rights: Iterable[Right]) -> set[str]:
    return {group for _, group, _ in rights}


def test_the_written_role_grants_all_that_any_plan_needs() -> None:
    lacks = [right for right in EVERY if not is_granted(written_role(), right)]
    assert lacks == [], "who follows the page would be refused"


def test_the_written_role_has_no_group_that_nobody_needs() -> None:
    named = {group for rule in written_role() for group in rule["apiGroups"]}
    assert named == OUR_GROUPS | groups(EVERY), "what `up` makes and what `down` looks through"


def test_a_plan_is_asked_for_what_it_makes_and_no_more() -> None:
    plain, queued = topology(), topology(queues=QUEUES)
    assert ("create", "kueue.x-k8s.io", "clusterqueues") not in needed(plain, frozenset())
    assert ("create", "kueue.x-k8s.io", "clusterqueues") in needed(queued, OPERATORS), "its own queues"
    assert ("create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations") in needed(
        queued, frozenset()
    )
    assert not set(HANDS_ON) & needed(queued, OPERATORS), "who brings no operator hands no rights on"
    assert not groups(needed(queued, OPERATORS)) & {"apiextensions.k8s.io", "nvidia.com"} - groups(ASKED)
    assert OF_ANY_PLAN <= needed(plain, OPERATORS) <= needed(queued, OPERATORS) <= needed(queued, frozenset())
    assert needed(queued, frozenset()) <= set(EVERY), "what is asked for is what was looked at"


@given(st.sets(st.sampled_from(sorted(OPERATORS))))
def test_an_operator_that_is_there_needs_no_right_more(present: set[str]) -> None:
    queued = topology(queues=QUEUES)
    assert needed(queued, frozenset(present)) <= needed(queued, frozenset()), "only fewer"


def test_who_may_run_up_may_ask_which_jobs_run() -> None:
    for verb in ("get", "create"):
        assert (verb, "", "pods/portforward") in needed(topology(), OPERATORS), "a way to every head"
    assert ("list", "ray.io", "rayjobs") in needed(topology(), OPERATORS), "jobs with clusters of their own"
    assert ("list", "kueue.x-k8s.io", "workloads") in needed(topology(), OPERATORS), (
        "whether a cluster is stopped"
    )
