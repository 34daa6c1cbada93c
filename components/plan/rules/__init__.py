"""What fields must not contradict: each rule looks at a `Draft` and yields findings; `RULES` lists them all."""

from collections.abc import Callable, Iterator

from components.plan.draft import Draft
from components.plan.findings import Finding
from components.plan.rules import (
    callers,
    clouds,
    clusters,
    kubernetes,
    local,
    names,
    network,
    runtime,
    storage,
    workloads,
)

RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    names.names_are_unique,
    names.names_are_free,
    names.workloads_name_a_cluster,
    names.waivers_name_a_resource,
    names.waivers_are_given_once,
    clusters.there_is_a_cluster,
    clusters.clusters_have_pools,
    clusters.clusters_have_one_head,
    clusters.heads_are_one_machine,
    clusters.production_heads_are_not_spot,
    clusters.machines_are_described_once,
    clusters.capacities_differ,
    storage.training_keeps_checkpoints,
    storage.serving_has_models,
    storage.promotion_has_one_way,
    storage.objects_have_an_endpoint,
    storage.only_filesystems_promise_throughput,
    network.clouds_have_a_place,
    network.networks_are_private,
    network.ranges_do_not_overlap,
    network.nodes_have_an_image,
    runtime.ray_asks_for_a_token,
    workloads.workloads_are_one_kind,
    workloads.workloads_fit_their_cluster,
    workloads.percentiles_limit_something,
    clouds.clouds_refuse_what_they_cannot_do,
    clouds.heads_on_clouds_are_not_spot,
    local.local_refuses_what_it_cannot_do,
    local.local_pools_do_not_scale,
    local.local_machines_are_exact,
    kubernetes.kubernetes_refuses_what_it_cannot_do,
    kubernetes.pools_have_nodes,
    kubernetes.inventory_says_which_nodes,
    kubernetes.selectors_say_all_of_a_pool,
    kubernetes.nodes_are_bought_as_their_pool_asks,
    kubernetes.prices_are_of_all_nodes_of_a_pool,
    kubernetes.namespaces_are_free,
    kubernetes.clusters_wait_in_a_queue,
    callers.callers_ask_a_served_model,
    kubernetes.shares_name_a_family_once,
    kubernetes.profiles_divide_gpus,
)


def rule_findings(draft: Draft) -> list[Finding]:
    """Return what every rule finds in a draft."""
    return [finding for rule in RULES for finding in rule(draft)]
