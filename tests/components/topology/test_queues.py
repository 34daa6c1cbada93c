from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.gpu_profiles import profile_of
from components.topology.model import Purpose, Queue, Topology
from components.topology.queues import elastic_annotation, queue_label, queueing_errors, quota_family, reach
from tests.components.services.isolation.topologies import GIBIBYTE, cluster, pool, topology


def share(name: str = "team", *, cohort: str | None = None, gpus: int = 8, **changed) -> Queue:
    usual = {"cpus": 64, "memory_bytes": 256 * GIBIBYTE, "gpus": {"H100": gpus} if gpus else {}}
    return Queue(name=name, cohort=cohort, **{**usual, **changed})


SHARES = (share(),)


def plan(*workers, queue: str | None = "team", purpose: Purpose = "training", shares=SHARES) -> Topology:
    made = cluster("train", purpose, pool("train"), *(workers or (pool("train", "gpu", gpus=8),)))
    return topology([replace(made, queue=queue)], stores=(), queues=tuple(shares))


def said(made: Topology, present=()) -> str:
    return "\n".join(str(error) for error in queueing_errors(made, present))


def test_work_that_fits_its_share_is_not_refused():
    assert said(plan()) == "", "a head and one machine with 8 GPUs, of a share of 8"


def test_a_cluster_without_a_queue_is_not_judged():
    made = plan(pool("train", "gpu", count=9, gpus=8), queue=None, shares=())

    assert said(made) == "", "nothing is promised and nothing waits"


def test_a_serving_cluster_does_not_wait():
    assert "clusters[train].queue: a serving cluster waits" in said(plan(purpose="serving")), (
        "the place and the fault"
    )
    assert "remove `queue`" in said(plan(purpose="serving")), "the way out"


def test_what_can_never_be_admitted_is_refused():
    found = said(plan(pool("train", "gpu", count=2, gpus=8)))

    assert "needs 16 GPUs of H100" in found and "at most 8" in found, "it would wait for ever"


def test_what_a_team_may_borrow_counts():
    shares = (share(cohort="all"), share("other", cohort="all"))

    assert "for ever" not in said(plan(pool("train", "gpu", count=2, gpus=8), shares=shares)), (
        "8 of its own and 8"
    )


def test_shares_of_gpus_that_nobody_has_are_refused():
    assert "the queues promise 80 GPUs of H100" in said(plan(shares=(share(gpus=80),))), "8 are there"


def test_one_pool_of_a_queued_cluster_may_scale():
    assert said(plan(pool("train", "gpu", maximum=4, gpus=8))) == "", "it starts with one machine and grows"


def test_two_pools_that_scale_are_refused():
    made = plan(pool("train", "gpu", maximum=4, gpus=8), pool("train", "data", maximum=4))

    assert "gpu and data scale under the queue team" in said(made), "Kueue miscounts when both change at once"


def test_a_pool_that_scales_is_refused_under_a_kueue_that_is_not_ours():
    made = plan(pool("train", "gpu", maximum=4, gpus=8))

    assert "has a Kueue of its own" in said(made, ["kueue"]), "its feature is off by default"
    assert "count: 4" in said(made, ["kueue"]), "the way out names the number"


def test_too_many_pools_are_refused():
    made = plan(*(pool("train", f"data-{number}") for number in range(8)))

    assert "8 pools of workers" in said(made) and "at most 7" in said(made), "Kueue's own limit"


def test_the_name_of_what_submits_a_job_is_taken():
    assert "pools[submitter]" in said(plan(pool("train", "submitter"))), "two sets of pods of one name"


def test_whole_and_divided_gpus_of_a_family_do_not_share_a_quota():
    divided = pool("train", "part", gpus=8, gpu_profile=profile_of("mig-1g.10gb", "H100"))

    assert "mig-1g.10gb and whole" in said(plan(pool("train", "gpu", gpus=8), divided)), (
        "a share would count twice"
    )


def test_labels_and_annotations_are_those_of_kueue():
    fixed, elastic = plan().clusters[0], plan(pool("train", "gpu", maximum=4, gpus=8)).clusters[0]

    assert queue_label(fixed) == {"kueue.x-k8s.io/queue-name": "team"}, "its queue"
    assert elastic_annotation(fixed) == {}, "a fixed cluster is a plain gang"
    assert elastic_annotation(elastic) == {"kueue.x-k8s.io/elastic-job": "true"}, "one that scales says so"
    assert queue_label(plan(queue=None).clusters[0]) == {}, "and one without a queue waits for nobody"


@pytest.mark.parametrize(
    ("family", "counts_as"),
    [("NVIDIA H100 80GB HBM3", "H100"), ("H100-NVL", "H100-NVL"), ("L4", None)],
)
def test_a_pool_counts_under_the_most_exact_family(family, counts_as):
    found = pool("train", "gpu", gpus=8)
    of_family = replace(found, machine=replace(found.machine, gpu_family=family))

    assert quota_family(of_family, ["H100", "H100-NVL", None]) == counts_as, "words decide, as for machines"


@given(own=st.integers(0, 100), other=st.integers(0, 100), percent=st.integers(0, 300))
def test_nobody_reaches_more_than_its_cohort_has_or_may_borrow(own, other, percent):
    mine = share("mine", cohort="all", gpus=0, cpus=own, borrow_percent=percent)
    made = topology((), (), queues=(mine, share("theirs", cohort="all", gpus=0, cpus=other)))

    assert own <= reach(made, mine, "CPUs") <= own + other, "what the cohort has"
    assert reach(made, mine, "CPUs") <= own + own * percent // 100, "what it may borrow"
