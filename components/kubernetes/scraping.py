"""Whether the cluster's own Prometheus sees a plan: the labels by which it takes up ours, and what it lacks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.kubernetes.gathering import Inventory
from components.kubernetes.label_selectors import labels_more
from components.kubernetes.monitoring import (
    ALLOWED,
    ASKED,
    EVERY_LABEL,
    FIELDS,
    MARKER,
    STATE_METRICS,
    Prometheus,
)
from components.kubernetes.rights import Right
from components.kubernetes.services import KEY, services_of
from components.topology.labels import CLUSTER, PLAN, POOL
from components.topology.model import Topology
from components.topology.places import OBSERVABILITY, metadata, observability_namespace, part_labels

SERVICE = "prometheus"
NAME_OF_NAMESPACE = "kubernetes.io/metadata.name"
"""The label that the API server gives every namespace."""
OF_NODES = (PLAN, CLUSTER, POOL)
"""What rules and dashboards ask of kube_node_labels."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What our objects have to carry for one Prometheus, by kind, and what to do where that is not enough."""

    found: Prometheus
    labels: Mapping[str, Mapping[str, str]]
    remedies: Mapping[str, str]


def monitor_labels(topology: Topology, found: Inventory) -> Mapping[str, Mapping[str, str]]:
    """Return the labels by which the cluster's own Prometheus takes up what we declare, by kind."""
    fit = _best(topology, found) if _is_theirs(topology, found) else None
    return fit.labels if fit else {}


def rights_to_look(topology: Topology, found: Inventory) -> frozenset[Right]:
    """Return the right without which an `up` would take away labels that one with the right gave.

    None is needed where the cluster has no Prometheus, or the stack says that another program may read its kinds.
    """
    decides = _is_theirs(topology, found) and MARKER in found.kinds and SERVICE not in found.elsewhere
    return frozenset({ASKED}) if decides else frozenset()


def scraping_notes(topology: Topology, found: Inventory) -> Iterator[str]:
    """Yield what the cluster's own Prometheus would not see of a plan, and what to set."""
    if not _is_theirs(topology, found):
        return
    fit = _best(topology, found)
    if fit is not None:
        yield from _not_taken(topology, fit)
        yield from _enforced(topology, fit.found)
        if fit.found.stays:
            yield (
                f"the cluster's Prometheus ({fit.found.place}) looks for what to scrape in the namespace of a monitor "
                "alone (spec.ignoreNamespaceSelectors), so none of the plan's clusters is scraped; set it to false"
            )
    elif _is_hidden(found):
        yield (
            f"the credential may not list {MARKER}, so monitors and rules carry no labels by which the cluster's "
            "Prometheus would take them up; where one reads them, have the cluster's owner give that right"
        )
    elif found.monitoring.prometheuses is not None and SERVICE not in found.elsewhere:
        yield (
            "the cluster has Prometheus' operator and no Prometheus, so nothing of the plan is scraped or alerted; "
            f"make one, or say that another program reads its kinds (`pulumi config set {KEY} {SERVICE}`)"
        )
    yield from _untold(found)


def _is_hidden(found: Inventory) -> bool:
    return MARKER in found.kinds and ASKED in found.missing_rights


def _is_theirs(topology: Topology, found: Inventory) -> bool:
    return SERVICE in services_of(found, topology.made_by)


def _best(topology: Topology, found: Inventory) -> Fit | None:
    """Return the Prometheus that takes up most of a plan, of several the one that asks the fewest labels for it."""
    fits = [_fit(topology, found, each) for each in found.monitoring.prometheuses or ()]
    return min(fits, key=lambda fit: (len(fit.remedies), _asked(fit), fit.found.place), default=None)


def _asked(fit: Fit) -> int:
    return sum(len(labels) for labels in fit.labels.values())


def _fit(topology: Topology, found: Inventory, prometheus: Prometheus) -> Fit:
    place = observability_namespace(topology)
    of_space = {
        **metadata(topology, place)["labels"], **part_labels(OBSERVABILITY), **found.namespaces.get(place, {}),
        NAME_OF_NAMESPACE: place,
    }  # fmt: skip
    labels, remedies = {}, {}
    for kind, begin in FIELDS.items():
        selector, of_namespaces = prometheus.objects[kind], prometheus.namespaces[kind]
        more = None if selector is None else labels_more(selector, metadata(topology, kind)["labels"])
        of_theirs = None if of_namespaces is None else labels_more(of_namespaces, of_space)
        if more is None:
            remedies[kind] = f"set its spec.{begin}Selector to {{}}"
        elif of_theirs is None:
            only = f"{{matchLabels: {{{NAME_OF_NAMESPACE}: {place}}}}}"
            remedies[kind] = f"set its spec.{begin}NamespaceSelector to {{}} or {only}"
        elif of_theirs:
            pairs = " ".join(f"{key}={value}" for key, value in of_theirs.items())
            remedies[kind] = f"`kubectl label namespace {place} {pairs}` after the first `up`"
        if more:
            labels[kind] = more
    return Fit(found=prometheus, labels=labels, remedies=remedies)


def _not_taken(topology: Topology, fit: Fit) -> Iterator[str]:
    if fit.remedies:
        kinds = " and no ".join(sorted(fit.remedies))
        yield (
            f"the cluster's Prometheus ({fit.found.place}) takes up no {kinds} of the namespace "
            f"{observability_namespace(topology)}, so what they tell is not scraped, recorded or alerted; "
            f"{'; '.join(sorted(set(fit.remedies.values())))}"
        )


def _enforced(topology: Topology, prometheus: Prometheus) -> Iterator[str]:
    place = observability_namespace(topology)
    resources = sorted(f"{kind.lower()}s" for kind in FIELDS)
    if prometheus.enforced and not {(each, place) for each in resources} <= prometheus.spared:
        group = "group: monitoring.coreos.com"
        entries = ", ".join(f"{{{group}, resource: {each}, namespace: {place}}}" for each in resources)
        yield (
            f"the cluster's Prometheus ({prometheus.place}) writes {prometheus.enforced}={place} on all that monitors "
            "and rules of the plan tell (spec.enforcedNamespaceLabel), so panels stay empty and alerts never come; "
            f"set its spec.excludedFromEnforcement to [{entries}]"
        )


def _untold(found: Inventory) -> Iterator[str]:
    wanted = ",".join(OF_NODES)
    without = "nothing counts machines and their cost, and nobody hears of GPUs that are not used"
    remedy = f"have {ALLOWED} hold nodes=[{wanted}] (its chart's value metricLabelsAllowlist)"
    told = found.monitoring.told
    places = ", ".join(sorted(told))
    if not told:
        yield f"the cluster shows no Deployment of {STATE_METRICS}; where none runs, {without}; have one, and {remedy}"
    elif not any(EVERY_LABEL in labels or set(OF_NODES) <= labels for labels in told.values()):
        yield f"the cluster's {STATE_METRICS} ({places}) tells no {wanted} of nodes, so {without}; {remedy}"
