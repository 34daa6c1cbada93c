"""Whether every image and chart that a plan runs on a cluster is at hand: pinned by digest, and where it is kept."""

from collections.abc import Iterable

from components.images import ImageErrors, committed, image, require_resolved
from components.topology.model import Topology


def lacking(
    topology: Topology, present: frozenset[str], images: Iterable[str], *, allows_unpinned: bool
) -> str | None:
    """Return what is not at hand and what to do, or None where nothing is missing.

    Args:
        topology: of the plan.
        present: the services that the cluster has itself.
        images: those that the target runs in it, by their names in images.lock.
        allows_unpinned: whether images may be without a digest, as tests on nodes that run nothing have it.
    """
    # Here, since the services are made with an SDK that the doctor may find missing.
    from components.services.bundle_items import requirements
    from stacks.bundle.kept_charts import missing_charts

    needed = requirements(topology, present, tuple(images))
    try:
        used = [image(name) for name in needed.images]
        require_resolved([topology.image, *used], allow_placeholders=allows_unpinned)
        return missing_charts(needed.charts, committed().charts) or None
    except ImageErrors as error:
        return str(error)
