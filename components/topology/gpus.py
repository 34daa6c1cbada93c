"""Which GPU of this machine belongs to which node, and what becomes of those that the plan does not ask for.

A plan that asks for GPUs gets exactly these. A plan that asks for none gets all that are found as one node in
the pool `gpu` of its training cluster: one node, so that workers that share data share a machine and the
framework finds every GPU. It has a logical CPU for each GPU or the cores that the other pools leave,
whichever is more, and the memory that the others leave, up to that of the GPUs, since what a GPU holds passes
through the machine's memory.
"""

from collections.abc import Iterable

from components.catalog.gpu_names import is_of_family
from components.plan import model as plan_model
from components.topology import gpu_support
from components.topology.errors import TopologyError
from components.topology.facts import GpuFacts, HostFacts
from components.topology.fit import GIB, MIB, left_memory_bytes, size
from components.topology.model import Machine, Pool
from components.topology.names import node_name
from components.topology.pools import bare_pool, object_store_bytes
from components.topology.runtime import runtime_of

FOUND_POOL = "gpu"
MEMORY_PER_FOUND_GPU_BYTES = 4 * GIB
"""Ray's own 1 GiB and a process with torch and a CUDA context, which holds 3 GiB before its first batch."""


def assign(
    pools: Iterable[Pool], gpus: Iterable[GpuFacts]
) -> tuple[dict[str, tuple[int, ...]], list[TopologyError]]:
    """Return node name to the indexes of its GPUs, and a refusal for every pool that asks more than is left.

    Pools with the fewest matching GPUs choose first, so that "L40S" is not left without what "NVIDIA" took.
    """
    found = sorted(gpus, key=lambda gpu: gpu.index)
    asking = [pool for pool in pools if pool.machine.gpus]
    asking.sort(key=lambda pool: (len(_matching(found, pool)), pool.cluster, pool.name))
    free, assigned, errors = list(found), {}, []
    for pool in asking:
        each, matching = pool.machine.gpus, _matching(free, pool)
        if len(matching) < pool.count * each:
            errors.append(_too_few(pool, found, len(matching)))
            continue
        for ordinal in range(pool.count):
            mine = matching[ordinal * each : (ordinal + 1) * each]
            assigned[node_name(pool.cluster, pool.name, ordinal)] = tuple(gpu.index for gpu in mine)
            free = [gpu for gpu in free if gpu not in mine]
    return assigned, errors


def found_pool(
    plan: plan_model.Plan, pools: tuple[Pool, ...], facts: HostFacts
) -> tuple[Pool | None, tuple[str, ...]]:
    """Return the pool that GPUs nobody asked for become, or None, and a sentence that says which and why."""
    if not facts.gpus or any(pool.machine.gpus for pool in pools):
        return None, ()
    models = sorted({gpu.model for gpu in facts.gpus})
    found = f"the GPUs found ({len(facts.gpus)} x {' or '.join(models)})"
    training = sorted((c for c in plan.clusters if c.purpose == "training"), key=lambda c: c.name)
    if not training:
        return None, (f"{found} stay unused: the plan has no training cluster",)
    if why := _unusable(plan, facts):
        return None, (f"{found} stay unused: {why}",)
    cluster = training[0]
    if any(pool.cluster == cluster.name and pool.name == FOUND_POOL for pool in pools):
        return None, (f"{found} stay unused: pool {FOUND_POOL} of {cluster.name} asks for none",)
    left_bytes = left_memory_bytes(pools, facts) // MIB * MIB
    needed_bytes = len(facts.gpus) * MEMORY_PER_FOUND_GPU_BYTES
    if left_bytes < needed_bytes:
        why = f"they need {size(needed_bytes)} of memory, and the pools leave {size(max(0, left_bytes))}"
        return None, (f"{found} stay unused: {why}",)
    machine = _machine(
        pools, facts, min(left_bytes, max(needed_bytes, sum(g.memory_bytes for g in facts.gpus)))
    )
    pool = bare_pool(plan=plan, cluster=cluster, name=FOUND_POOL, machine=machine)
    return pool, (f"{found} became pool {FOUND_POOL} of cluster {cluster.name}",)


def _unusable(plan: plan_model.Plan, facts: HostFacts) -> str | None:
    """Return why not all of the GPUs of this machine run what is installed on it, or None where they do."""
    found = (
        gpu_support.Found(model=gpu.model, driver=gpu.driver, whose="this machine") for gpu in facts.gpus
    )
    wrong = (gpu_support.problem(runtime_of(plan), each, has_image=False) for each in found)
    first = next(filter(None, wrong), None)
    return f"{first.asked}; {first.allowed}; {first.remedy}" if first else None


def _machine(pools: tuple[Pool, ...], facts: HostFacts, memory_bytes: int) -> Machine:
    models = {gpu.model for gpu in facts.gpus}
    return Machine(
        cpus=max(len(facts.gpus), facts.cpus - sum(pool.count * pool.machine.cpus for pool in pools)),
        memory_bytes=memory_bytes,
        object_store_bytes=object_store_bytes(memory_bytes),
        gpus=len(facts.gpus),
        gpu_family=models.pop() if len(models) == 1 else None,
    )


def _matching(gpus: Iterable[GpuFacts], pool: Pool) -> list[GpuFacts]:
    return [gpu for gpu in gpus if is_of_family(gpu.model, pool.machine.gpu_family)]


def _too_few(pool: Pool, found: list[GpuFacts], left: int) -> TopologyError:
    machine = pool.machine
    asked = f"{pool.count} x {machine.gpus}x{machine.gpu_family}"
    models = ", ".join(f"{gpu.index}: {gpu.model}" for gpu in found) or "no GPU"
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].machine.gpu",
        asked=f"the plan asks {asked}",
        allowed=f"this machine has {models}, of which {left} match and are not taken by other pools",
        remedy="ask for what is there, or leave `gpu` out and let the pool work on CPUs",
    )
