"""The tables of rights are complete against every manifest that a plan declares, and have nothing that none needs."""

import functools
from dataclasses import replace
from typing import Any

import pytest

from components.kubernetes.needed_rights import EVERY, MAKES, needed
from components.topology.model import Topology
from tests.stacks.declared_on_kubernetes import example, manifests_of

ALL = frozenset({"kuberay", "kueue", "prometheus", "gpu-operator"})
STATES = [
    *(("example", present) for present in (frozenset[str](), ALL, *(ALL - {each} for each in sorted(ALL)))),
    ("idle stop", ALL),
]
"""A plan, and the services that the cluster has itself: all, none, and all but one."""


@functools.cache
def with_idle_stop() -> Topology:
    made = example()
    return replace(
        made,
        queues=(),
        clusters=tuple(
            replace(each, idle_stop_s=3600, queue=None) if each.purpose == "training" else each
            for each in made.clusters
        ),
    )


@functools.cache
def declared(which: str, present: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Return (API group, resource) of everything that a plan declares."""
    made = {"example": example, "idle stop": with_idle_stop}[which]()
    return frozenset(_resource(each) for each in manifests_of(made, present=present))


def _resource(manifest: dict[str, Any]) -> tuple[str, str]:
    kind = manifest["kind"].lower()
    ending = {"y": "ies", "s": "ses"}.get(kind[-1], f"{kind[-1]}s")
    return manifest["apiVersion"].rpartition("/")[0], kind[:-1] + ending


def named(value: str | frozenset[str]) -> str:
    """Name a case alike in every process: a set has no order of its own."""
    return value if isinstance(value, str) else "+".join(sorted(value)) or "none"


@pytest.mark.parametrize(("which", "present"), STATES, ids=named)
def test_every_object_that_is_declared_may_be_made_waited_for_and_removed(
    which: str, present: frozenset[str]
) -> None:
    made = {"example": example, "idle stop": with_idle_stop}[which]()
    wanted = {(verb, group, resource) for group, resource in declared(which, present) for verb in MAKES}
    assert wanted - needed(made, present) == set(), "an `up` would be refused in the middle"


def test_no_right_is_asked_for_that_nothing_needs() -> None:
    made = {each for state in STATES for each in declared(*state)}
    by_charts = {
        ("monitoring.coreos.com", "alertmanagers"), ("monitoring.coreos.com", "prometheuses"), ("apps", "daemonsets"),
        ("nvidia.com", "clusterpolicies"),
    }  # fmt: skip
    asked = {right[1:] for right in EVERY if right[0] == "create" and "/" not in right[2]}
    assert asked - made == by_charts, "their objects exist only where the official provider renders them"
