"""Shares, flavors and queues are what Kueue needs to count a plan's machines right."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.services.queueing.flavors import FlavorsAlike, flavors
from components.services.queueing.queues import queueing_manifests
from components.topology.gpu_profiles import profile_of
from tests.components.services.declared import NODE_GPUS, plan, platform_of, queued, team
from tests.components.services.isolation.topologies import GIBIBYTE, named, pool

TWO_TEAMS = plan(
    queued("first", "research"),
    queued("second", "product"),
    queues=[team("research", "all", borrow_percent=50), team("product", "all")],
)


def of_family(family, *arguments, **size):
    found = pool(*arguments, **size)
    return replace(found, machine=replace(found.machine, gpu_family=family))


def rendered(made):
    return queueing_manifests(made, platform_of(made))


def quotas(made, queue):
    groups = named(rendered(made), "ClusterQueue", f"atlas-{queue}")["spec"]["resourceGroups"]
    return {
        (flavor["name"], resource["name"]): resource
        for group in groups for flavor in group["flavors"] for resource in flavor["resources"]
    }  # fmt: skip


def test_a_plan_without_queues_has_none_of_it():
    assert rendered(plan(queued("train", None))) == (), "nothing waits"


def test_a_share_is_of_processors_memory_and_gpus():
    found = {key: quota["nominalQuota"] for key, quota in quotas(TWO_TEAMS, "research").items()}

    assert found == {
        ("atlas-machines", "cpu"): "12",
        ("atlas-machines", "memory"): str(48 * GIBIBYTE),
        ("atlas-h100", "nvidia.com/gpu"): "8",
    }, "as the plan says"


def test_teams_of_a_cohort_may_borrow_as_the_plan_says():
    borrowed = quotas(TWO_TEAMS, "research")["atlas-h100", "nvidia.com/gpu"]["borrowingLimit"]

    assert borrowed == "4", "half of 8"
    names = {each["spec"].get("cohortName") for each in rendered(TWO_TEAMS) if each["kind"] == "ClusterQueue"}
    assert names == {"atlas-all"}, "one cohort, of this plan alone"


def test_a_team_without_cohort_has_no_limit_of_borrowing():
    made = plan(queued("train", "solo"), queues=[team("solo")])

    assert "borrowingLimit" not in quotas(made, "solo")["atlas-h100", "nvidia.com/gpu"], "Kueue refuses one"


def test_a_queue_is_in_the_namespace_of_each_cluster_that_waits_in_it():
    queues = {
        (each["metadata"]["namespace"], each["metadata"]["name"]): each["spec"]["clusterQueue"]
        for each in rendered(TWO_TEAMS) if each["kind"] == "LocalQueue"
    }  # fmt: skip

    assert queues == {
        ("atlas-first", "research"): "atlas-research", ("atlas-second", "product"): "atlas-product",
    }, "under the plan's name, which the label of work says"  # fmt: skip


def test_only_the_namespaces_of_its_clusters_may_use_a_share():
    (term,) = named(rendered(TWO_TEAMS), "ClusterQueue", "atlas-research")["spec"]["namespaceSelector"][
        "matchExpressions"
    ]

    assert term["values"] == ["atlas-first"], "a LocalQueue elsewhere gets nothing"


def test_divided_gpus_are_counted_by_their_parts():
    part = pool("train", "gpu", gpus=NODE_GPUS, gpu_profile=profile_of("mig-1g.10gb", "H100"))
    made = plan(queued("train", "research", part), queues=[team("research")])

    assert quotas(made, "research")["atlas-h100", "nvidia.com/mig-1g.10gb"]["nominalQuota"] == "56", (
        "7 of each of 8"
    )


def test_families_in_one_cluster_are_told_apart_by_their_pools():
    pools = (pool("train", "new", gpus=8), of_family("A100-80GB", "train", "old", gpus=8))
    made = plan(queued("train", "research", *pools), queues=[team("research", gpus=8)])
    both = replace(made, queues=(replace(made.queues[0], gpus={"H100": 8, "A100-80GB": 8}),))

    labels = {
        each["metadata"]["name"]: each["spec"]["nodeLabels"] for each in flavors(both, platform_of(both))
    }
    assert labels["atlas-h100"]["groundplan-pool"] == "new", "pods that select this pool count here"
    assert labels["atlas-a100-80gb"]["groundplan-pool"] == "old", "and those of the other there"


def test_families_that_cannot_be_told_apart_are_refused():
    first = queued("a", "q", pool("a", "x", gpus=8), of_family("A100-80GB", "a", "y", gpus=8))
    second = queued("b", "q", pool("b", "y", gpus=8), of_family("A100-80GB", "b", "x", gpus=8))
    made = plan(first, second, queues=[team("q", gpus=8)])
    both = replace(made, queues=(replace(made.queues[0], gpus={"H100": 16, "A100-80GB": 16}),))

    with pytest.raises(FlavorsAlike, match="cannot be told apart"):
        flavors(both, platform_of(both))


@given(st.permutations(TWO_TEAMS.queues), st.permutations(TWO_TEAMS.clusters))
def test_the_order_of_the_plan_changes_nothing(queues, clusters):
    assert rendered(replace(TWO_TEAMS, queues=tuple(queues), clusters=tuple(clusters))) == rendered(
        TWO_TEAMS
    ), "names"


@given(cpus=st.integers(0, 10**4), gpus=st.integers(0, 10**3), percent=st.integers(0, 500))
def test_quotas_are_whole_and_never_negative(cpus, gpus, percent):
    made = plan(
        queued("train", "research"),
        queues=[team("research", "all", gpus=gpus, cpus=cpus, borrow_percent=percent)],
    )

    for quota in quotas(made, "research").values():
        assert int(quota["nominalQuota"]) >= 0 and int(quota["borrowingLimit"]) >= 0, (
            "what the API server takes"
        )
