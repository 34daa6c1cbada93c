"""A service is there when its operator runs; kinds that were left behind are nobody's, and are not taken over."""

from typing import Any

import pytest

from components.kubernetes.operators import SERVICE_OF_CRD, needed_services
from components.kubernetes.services import marker, service_errors, service_notes, services_of
from tests.components.kubernetes.clusters import MADE_BY, OURS, THEIRS, gathered, running, topology
from tests.components.topology.plans import pool

QUEUES = [{"name": "research", "cpu": 64, "memory": "512GiB", "gpu": ["16xH100"]}]
EVERY = {kind: {} for kind in SERVICE_OF_CRD}


def sentences(**changed: Any) -> list[str]:
    """Return why a plan with queues and GPUs could not use what a cluster has."""
    return [str(error) for error in service_errors(topology(queues=QUEUES), gathered(**changed))]


def test_a_service_is_there_when_its_operator_runs_and_we_did_not_make_it() -> None:
    operators = running(*SERVICE_OF_CRD.values())
    assert services_of(gathered(kinds=EVERY, operators=operators), MADE_BY) == set(SERVICE_OF_CRD.values())
    assert services_of(gathered(operators=operators), MADE_BY) == set(), "one without its kinds serves none"
    assert services_of(gathered(kinds=EVERY), MADE_BY) == set(), "kinds alone serve nobody"


def test_what_we_made_ourselves_is_not_taken_for_the_cluster_s() -> None:
    kinds = {"rayclusters.ray.io": {**OURS, "more": "x"}, "clusterqueues.kueue.x-k8s.io": {**OURS}}
    ours = gathered(kinds=kinds, operators=running("kuberay", "kueue"))
    assert services_of(ours, MADE_BY) == set(), "the second `up` would remove it otherwise"
    theirs = gathered(kinds={"rayclusters.ray.io": THEIRS}, operators=running("kuberay"))
    assert services_of(theirs, MADE_BY) == {"kuberay"}, "another stack's operator is not ours to remove"
    assert services_of(ours, {}) == {"kuberay", "kueue"}, "a stack without a label made none"


@pytest.mark.parametrize("operators", [{}, running("gpu-operator", "prometheus")])
def test_a_chart_is_ours_by_what_we_made_before_it_also_where_an_up_was_killed_there(operators: Any) -> None:
    kinds = {"clusterpolicies.nvidia.com": {"helm": "x"}, "servicemonitors.monitoring.coreos.com": {}}
    made = {
        "kinds": kinds,
        "operators": operators,
        "namespaces": {"gpu-operator": OURS, "atlas-observability": OURS},
        "classes": {"storage class": {"atlas-observability": OURS}},
    }
    assert services_of(gathered(**made), MADE_BY) == set()
    assert sentences(**made) == [], "the next `up` goes on"


def test_a_prometheus_beside_our_dashboards_is_the_cluster_s() -> None:
    kinds = {"servicemonitors.monitoring.coreos.com": {}}
    for classes in (
        {},
        {"storage class": {"atlas-observability": {**OURS, "groundplan-store": "observability"}}},
    ):
        found = gathered(
            kinds=kinds,
            operators=running("prometheus"),
            namespaces={"atlas-observability": OURS},
            classes=classes,
        )
        assert services_of(found, MADE_BY) == {"prometheus"}, "whatever a store of the plan is called"


@pytest.mark.parametrize("service", ["kuberay", "kueue", "prometheus", "gpu-operator"])
def test_kinds_that_were_left_behind_are_refused_with_the_way_out(service: str) -> None:
    more = f"more.{marker(service).partition('.')[2]}"
    (sentence,) = sentences(kinds={marker(service): {}, more: {}, "others.example.com": {}})
    kinds = " ".join(sorted((marker(service), more)))
    assert sentence == (
        f"target: the cluster has the kinds of {service}, and no operator that serves them; `up` uses an operator that "
        f"runs, and takes over no definitions that are not its own; install {service} again, remove what it left and "
        f"all objects of it (`kubectl delete customresourcedefinition {kinds}`), or say that it runs elsewhere "
        f"(`pulumi config set groundplan:operators-elsewhere {service}`)"
    )


def test_kinds_that_nobody_needs_hinder_nobody() -> None:
    clusters = [{"name": "train", "purpose": "training", "pools": [pool("head")]}]
    plain = topology(clusters=clusters, inventory=[{"pool": "train/head", "nodes": ["cpu-1"]}])
    assert needed_services(plain) == {"kuberay", "prometheus"}
    left = {marker(service): {} for service in ("kueue", "gpu-operator", "cert-manager")}
    assert service_errors(plain, gathered(kinds=left)) == []


def test_an_operator_that_shows_no_deployment_is_there_where_the_stack_says_so() -> None:
    hosted = gathered(kinds={"rayclusters.ray.io": {}}, elsewhere=frozenset({"kuberay"}))
    assert services_of(hosted, MADE_BY) == {"kuberay"}, "a cloud hosts it"
    assert service_errors(topology(), hosted) == []
    assert services_of(gathered(elsewhere=frozenset({"kuberay"})), MADE_BY) == set(), (
        "without kinds it is not"
    )


def test_a_service_that_nobody_knows_is_refused_with_those_that_are() -> None:
    (sentence,) = sentences(elsewhere=frozenset({"kubray"}))
    assert sentence == (
        'groundplan:operators-elsewhere: it names "kubray"; known are cert-manager, gpu-operator, kuberay, kueue, '
        "prometheus; name some of these, with commas between, or remove it"
    )


@pytest.mark.parametrize("service", ["kuberay", "kueue"])
def test_an_operator_for_which_up_would_wait_in_vain_is_refused(service: str) -> None:
    found = {"kinds": {marker(service): {}}, "operators": running(service, is_available=False)}
    (sentence,) = sentences(**found)
    assert sentence.startswith(
        f"target: the cluster's {service} ({service}-system/{service}) has no pod that is"
    )
    assert f"`kubectl --namespace {service}-system describe deployment {service}`" in sentence
    several = running(service, is_available=False)[service] + running(service)[service]
    assert sentences(**{**found, "operators": {service: several}}) == [], "one that is there is enough"


@pytest.mark.parametrize("service", ["prometheus", "gpu-operator"])
def test_an_operator_for_which_nothing_waits_is_told(service: str) -> None:
    found = gathered(kinds={marker(service): {}}, operators=running(service, is_available=False))
    assert service_errors(topology(), found) == []
    (note,) = service_notes(topology(), found)
    assert note == (
        f"the cluster's {service} ({service}-system/{service}) has no pod that is available; what it is told waits for "
        "it"
    )
    assert service_notes(topology(), gathered(kinds={marker(service): {}}, operators=running(service))) == []
