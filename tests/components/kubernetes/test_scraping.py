"""With the cluster's own Prometheus a plan is scraped, recorded and alerted, or told what to set for it."""

from typing import Any

import pulumi
import pytest

from components.contract import KubernetesPlatform
from components.kubernetes import platform
from components.kubernetes.checks import notes, rights_needed
from components.kubernetes.gathering import Inventory
from components.kubernetes.monitoring import ASKED, FIELDS, Monitoring, Prometheus
from components.kubernetes.scraping import monitor_labels, scraping_notes
from tests.components.hosts.recording_engine import record
from tests.components.kubernetes.clusters import OURS, gathered, running, topology

WITHOUT_PROMETHEUS = {"servicemonitors.monitoring.coreos.com": {}}
KINDS = {"servicemonitors.monitoring.coreos.com": {}, "prometheuses.monitoring.coreos.com": {}}
RELEASE = {"matchLabels": {"release": "kps"}}
TOLD = {"monitoring/state": frozenset({"groundplan-plan", "groundplan-cluster", "groundplan-pool"})}
SPACE = "atlas-observability"


def prometheus(objects: Any = None, namespaces: Any = None, name: str = "kps", **more: Any) -> Prometheus:
    """Return a Prometheus with one selector of objects and one of namespaces for every kind."""
    return Prometheus(
        place=f"monitoring/{name}", objects=dict.fromkeys(FIELDS, objects),
        namespaces=dict.fromkeys(FIELDS, namespaces), **more,
    )  # fmt: skip


def with_its_own(*found: Prometheus, told: Any = TOLD, **changed: Any) -> Inventory:
    """Return a cluster that has a Prometheus operator and these Prometheuses."""
    monitoring = Monitoring(prometheuses=found, told=told)
    usual = {"kinds": KINDS, "operators": running("prometheus"), "monitoring": monitoring}
    return gathered(**{**usual, **changed})


def all_with(**labels: str) -> dict[str, dict[str, str]]:
    return dict.fromkeys(FIELDS, labels)


def told(*found: Prometheus, **changed: Any) -> list[str]:
    return list(scraping_notes(topology(), with_its_own(*found, **changed)))


def test_ours_carry_the_labels_by_which_the_cluster_s_prometheus_takes_them_up() -> None:
    found = with_its_own(prometheus(RELEASE, {}))
    assert monitor_labels(topology(), found) == all_with(release="kps"), (
        "kube-prometheus-stack selects the name of its release, and passes over all else without a word"
    )
    assert list(scraping_notes(topology(), found)) == []


def test_the_platform_hands_them_over() -> None:
    made: list[KubernetesPlatform] = []

    def program() -> pulumi.Output[str]:
        made.append(platform.provision(topology(), with_its_own(prometheus(RELEASE, {})), "k8s"))
        return made[0].kubeconfig

    record(program)
    assert made[0].monitor_labels["PrometheusRule"] == {"release": "kps"}


def test_a_prometheus_that_takes_everything_asks_no_label() -> None:
    assert monitor_labels(topology(), with_its_own(prometheus({}, {}))) == {}
    assert told(prometheus({}, {})) == []


def test_of_several_the_one_that_takes_most_and_asks_least_counts() -> None:
    web, own = prometheus({"matchLabels": {"team": "web"}}, {}, "a"), prometheus({}, None, "b")
    found = with_its_own(own, web, prometheus({}, {}, "c"))
    assert monitor_labels(topology(), found) == {}, "the third one takes ours as they are"
    assert monitor_labels(topology(), with_its_own(own, web)) == all_with(team="web")


def test_without_a_prometheus_of_the_cluster_nothing_is_asked_or_told() -> None:
    ours = {"kinds": dict.fromkeys(KINDS, OURS)}
    for changed in ({"operators": {}}, {"kinds": {}}, ours):
        classes = {"storage class": {SPACE: OURS}} if changed is ours else {}
        found = with_its_own(prometheus(RELEASE, {}), told={}, classes=classes, **changed)
        assert (monitor_labels(topology(), found), list(scraping_notes(topology(), found))) == ({}, [])


@pytest.mark.parametrize(
    ("objects", "namespaces", "remedy"),
    [
        (None, {}, "set its spec.podMonitorSelector to {}"),
        ({"matchLabels": {"groundplan-plan": "x"}}, {}, "set its spec.podMonitorSelector to {}"),
        ({}, None, "set its spec.podMonitorNamespaceSelector to {} or "
                   "{matchLabels: {kubernetes.io/metadata.name: atlas-observability}}"),
        ({}, {"matchLabels": {"watched": "yes"}},
         "`kubectl label namespace atlas-observability watched=yes` after the first `up`"),
    ],
)  # fmt: skip
def test_what_no_label_of_ours_can_reach_is_told_with_what_to_set(
    objects: Any, namespaces: Any, remedy: str
) -> None:
    (note,) = told(prometheus(objects, namespaces))
    assert note.startswith(
        "the cluster's Prometheus (monitoring/kps) takes up no PodMonitor and no PrometheusRule and no ServiceMonitor "
        "of the namespace atlas-observability, so what they tell is not scraped, recorded or alerted; "
    )
    assert remedy in note.partition("alerted; ")[2].split("; ")


def test_a_namespace_that_got_its_label_is_taken_up() -> None:
    watched = prometheus({}, {"matchLabels": {"watched": "yes"}})
    assert told(watched, namespaces={"kube-system": {}, SPACE: {"watched": "yes"}}) == []
    assert told(prometheus({}, {"matchLabels": {"kubernetes.io/metadata.name": SPACE}})) == []


def test_an_operator_without_a_prometheus_scrapes_nothing() -> None:
    assert "Prometheus' operator and no Prometheus" in told()[0]
    assert told(elsewhere=frozenset({"prometheus"})) == [], "another program reads its kinds"
    unasked = Monitoring(told=TOLD)
    assert told(monitoring=unasked) == [], "what nobody looked at nobody tells of"


def test_a_prometheus_that_writes_its_own_namespace_on_all_is_told() -> None:
    enforcing = {"enforced": "namespace", "spared": frozenset({("podmonitors", SPACE)})}
    (note,) = told(prometheus({}, {}, **enforcing))
    assert (
        "writes namespace=atlas-observability on all" in note
        and "set its spec.excludedFromEnforcement" in note
    )
    spared = {(f"{kind.lower()}s", SPACE) for kind in FIELDS}
    assert told(prometheus({}, {}, enforced="namespace", spared=frozenset(spared))) == []


def test_a_prometheus_that_looks_in_the_namespace_of_a_monitor_alone_is_told() -> None:
    (note,) = told(prometheus({}, {}, stays=True))
    assert "(spec.ignoreNamespaceSelectors), so none of the plan's clusters is scraped" in note


def test_a_kube_state_metrics_that_tells_no_label_of_nodes_is_told() -> None:
    (note,) = told(prometheus({}, {}), told={"monitoring/state": frozenset({"groundplan-plan"})})
    assert note.startswith(
        "the cluster's kube-state-metrics (monitoring/state) tells no groundplan-plan,groundplan-cluster,"
        "groundplan-pool of nodes, so nothing counts machines"
    )
    assert "--metric-labels-allowlist hold nodes=[groundplan-plan,groundplan-cluster,groundplan-pool]" in note
    assert told(prometheus({}, {}), told={"a/b": frozenset({"*"}), "c/d": frozenset()}) == [], "one is enough"
    (none,) = told(prometheus({}, {}), told={})
    assert none.startswith(
        "the cluster shows no Deployment of kube-state-metrics; where none runs, nothing counts"
    )


def test_up_and_doctor_tell_it_among_their_notes() -> None:
    assert any("takes up no" in note for note in notes(topology(), with_its_own(prometheus())))


def test_the_right_to_look_is_needed_where_the_cluster_has_one() -> None:
    found = with_its_own()
    assert ASKED in rights_needed(topology(), found, frozenset({"prometheus"})), (
        "who may not look would take the labels off again that another `up` gave"
    )
    assert ASKED in rights_needed(topology(), gathered(), frozenset()), "our own chart makes one"


@pytest.mark.parametrize("changed", [{"elsewhere": frozenset({"prometheus"})}, {"kinds": WITHOUT_PROMETHEUS}])
def test_no_right_to_look_is_needed_where_another_program_may_read_the_kinds(changed: dict[str, Any]) -> None:
    found = with_its_own(**changed)
    assert ASKED not in rights_needed(topology(), found, frozenset({"prometheus"})), "`up` would be refused"


def test_what_could_not_be_looked_at_where_an_operator_is_elsewhere_is_told() -> None:
    found = {"missing_rights": frozenset({ASKED}), "monitoring": Monitoring(told=TOLD)}
    (note,) = told(elsewhere=frozenset({"prometheus"}), **found)
    assert note.startswith(
        "the credential may not list prometheuses.monitoring.coreos.com, so monitors and rules"
    )
    assert told(elsewhere=frozenset({"prometheus"}), kinds=WITHOUT_PROMETHEUS, **found) == [], (
        "there are none"
    )
