"""Stores as the plan names them, and the registry that training implies."""

from components.plan import model as plan_model
from components.plan.defaults import TARGETS_WITH_FILESYSTEMS
from components.topology.labels import labels
from components.topology.model import REGISTRY, Store

ON_VOLUMES = frozenset({*TARGETS_WITH_FILESYSTEMS, "kubernetes"})
"""Targets on which the implied registry lies on a volume: objects need an endpoint there, and the plan names none."""

IMPLIED_REGISTRY_BYTES = 2**30
"""Hundreds of versions of a small model; who keeps larger ones names a registry store and its size."""


def stores_of(plan: plan_model.Plan) -> tuple[Store, ...]:
    """Return all stores of a plan, sorted by name, with the implied registry where training has no other."""
    stores = [_store(plan, store) for store in plan.storage]
    if implies_registry(plan):
        stores.append(_implied_registry(plan))
    return tuple(sorted(stores, key=lambda store: store.name))


def implies_registry(plan: plan_model.Plan) -> bool:
    """Return whether training needs a registry that the plan does not name."""
    trains = any(cluster.purpose == "training" for cluster in plan.clusters)
    return trains and not any(store.holds == REGISTRY for store in plan.storage)


def _store(plan: plan_model.Plan, store: plan_model.Store) -> Store:
    return Store(
        name=store.name,
        holds=store.holds,
        kind=store.kind,
        size_bytes=store.size.bytes,
        throughput_bytes_per_s=store.throughput.bytes_per_second if store.throughput else None,
        keep_s=store.keep.seconds if store.keep else None,
        versions=store.versions,
        endpoint=store.endpoint,
        implied=False,
        labels=labels(plan=plan.name, store=store.name, holds=store.holds),
    )


def _implied_registry(plan: plan_model.Plan) -> Store:
    return Store(
        name=REGISTRY,
        holds=REGISTRY,
        kind="filesystem" if plan.target in ON_VOLUMES else "object",
        size_bytes=IMPLIED_REGISTRY_BYTES,
        throughput_bytes_per_s=None,
        keep_s=None,
        versions=None,
        endpoint=None,
        implied=True,
        labels=labels(plan=plan.name, store=REGISTRY, holds=REGISTRY),
    )
