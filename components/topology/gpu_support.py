"""Whether GPUs, their driver and the CUDA of what runs on them go together; what nobody knows is told, not refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.catalog.gpu_names import is_of_family
from components.catalog.gpu_support import Architecture, card_of, drivers, first_drivers, version_of
from components.topology.errors import TopologyError, listed
from components.topology.facts import Facts, HostFacts, KubernetesFacts, NodeFacts
from components.topology.model import Pool
from components.topology.runtime import Runtime

ON_THIS_MACHINE = "local"
GPU_OPERATOR = "gpu-operator v25.10.1"
"""The chart in components/services/bundle_items.py, as the table of drivers names it; a test compares them."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """GPUs of one model: whose they are in words, and the branch of their driver, None where nobody knows."""

    model: str | None
    driver: int | None
    whose: str


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Why GPUs cannot run what is meant to run on them: what is asked, what is allowed, what to do."""

    asked: str
    allowed: str
    remedy: str


def pool_errors(
    target: str, runtime: Runtime, pools: Iterable[Pool], facts: Facts | None = None
) -> list[TopologyError]:
    """Return a refusal for every pool whose GPUs, or their driver, do not run the CUDA of the nodes.

    `facts` is what a place has that exists; on this machine the nodes of `pools` know their GPUs.
    """
    errors = []
    for pool in pools:
        for each in together(_found(target, pool, facts)):
            if wrong := problem(runtime, each, has_image=target != ON_THIS_MACHINE):
                errors.append(refused(pool, wrong))
    return errors


def notes(
    target: str, runtime: Runtime, pools: Iterable[Pool], facts: Facts | None = None
) -> tuple[str, ...]:
    """Return what to tell of GPUs and of a CUDA of which no table knows what they need."""
    told = []
    for pool in pools:
        models = {each.model for each in _found(target, pool, facts)} - {None}
        if pool.offer is not None or facts is not None:
            unknown = listed(str(model) for model in models if card_of(str(model)) is None)
            told += [_unknown_card(pool, unknown, runtime)] if unknown != listed(()) else []
    if version_of(runtime.cuda)[0] > max(first_drivers()) and any(pool.machine.gpus for pool in pools):
        told.append(
            f"which driver CUDA {runtime.cuda} needs is not known here; see NVIDIA's compatibility guide"
        )
    return tuple(told)


def refused(pool: Pool, wrong: Wrong) -> TopologyError:
    """Return the refusal of a pool."""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].machine",
        asked=wrong.asked,
        allowed=wrong.allowed,
        remedy=wrong.remedy,
    )


def problem(runtime: Runtime, found: Found, *, has_image: bool = True) -> Wrong | None:
    """Return why GPUs do not run the CUDA of the nodes' image, or of this machine's environment; None where they do."""
    card = card_of(found.model or "")
    told = f"the GPUs of {found.whose} are {found.model}"
    cuda = _has_cuda(runtime, has_image)
    if card and card.architecture is None:
        return Wrong(
            asked=told,
            allowed=f"{cuda}, which runs on GPUs of NVIDIA alone",
            remedy="ask for a GPU of NVIDIA",
        )
    architecture = card.architecture if card else None
    if architecture and not _supports(runtime.cuda, architecture):
        kind = f"{architecture.name}, compute capability {architecture.compute_capability}"
        return Wrong(
            asked=f"{told} ({kind}), and {cuda}",
            allowed=f"{_range(architecture)} them",
            remedy=f"ask for another GPU{_rebuild(_nearest(architecture), has_image)}",
        )
    return _wrong_driver(runtime, found, architecture, has_image) if found.driver is not None else None


def operator_driver() -> int:
    """Return the branch of the driver that the GPU operator of the pinned version installs."""
    return drivers()[GPU_OPERATOR]


def least_driver(runtime: Runtime, model: str | None) -> int | None:
    """Return the oldest driver that a CUDA and a GPU need, or None where neither is known."""
    card = card_of(model or "")
    of_card = card.architecture.first_driver if card and card.architecture else 0
    of_cuda = runtime.driver or first_drivers().get(version_of(runtime.cuda)[0], 0)
    return max(of_card, of_cuda) or None


def together(found: Iterable[Found]) -> Iterator[Found]:
    """Yield GPUs of one model with one driver as one, whosever they are."""
    names: dict[tuple[str | None, int | None], list[str]] = {}
    for each in found:
        names.setdefault((each.model, each.driver), []).append(each.whose)
    for (model, driver), whose in names.items():
        yield Found(model=model, driver=driver, whose=listed(set(whose)))


def _wrong_driver(
    runtime: Runtime, found: Found, architecture: Architecture | None, has_image: bool
) -> Wrong | None:
    has = f"the GPUs of {found.whose} have driver {found.driver}"
    least, driver = least_driver(runtime, found.model), found.driver or 0
    if least is not None and driver < least:
        older = _older_cuda(driver, architecture)
        return Wrong(
            asked=f"{has}, and {_has_cuda(runtime, has_image)}",
            allowed=f"CUDA {runtime.cuda} on {found.model or 'a GPU'} needs driver {least} or newer",
            remedy=f"install a newer driver{_rebuild(f'CUDA {older}' if older else None, has_image)}"
            f"{_compatible(driver, architecture, has_image)}",
        )
    if architecture and architecture.last_driver is not None and driver > architecture.last_driver:
        return Wrong(
            asked=f"{has} and are {found.model}",
            allowed=f"the last driver for these is {architecture.last_driver}",
            remedy="keep that driver, or ask for another GPU",
        )
    return None


def _has_cuda(runtime: Runtime, has_image: bool) -> str:
    return f"the {'image' if has_image else 'environment'} has CUDA {runtime.cuda}"


def _rebuild(cuda: str | None, has_image: bool) -> str:
    """Return the other way out, an image with another CUDA; nothing where there is no image, or no such CUDA."""
    return f", or build the image with {cuda} and write that as runtime.cuda" if cuda and has_image else ""


def _compatible(driver: int, architecture: Architecture | None, has_image: bool) -> str:
    """Return the way out of an image that brings the newer driver's libraries; nothing where the card excludes it."""
    if not has_image or architecture is None or architecture.first_driver > driver:
        return ""
    return "; where the image has NVIDIA's cuda-compat, write the oldest driver that it runs on as runtime.driver"


def _nearest(architecture: Architecture) -> str:
    if architecture.last_cuda is not None:
        return f"CUDA {architecture.last_cuda}"
    return f"CUDA {'.'.join(map(str, architecture.first_cuda))} or newer"


def _older_cuda(driver: int, architecture: Architecture | None) -> int | None:
    """Return the newest major version of CUDA that runs with a driver, or None where the card needs a newer one."""
    runs = [major for major, first in first_drivers().items() if first <= driver]
    knows_card = architecture is None or architecture.first_driver <= driver
    return max(runs) if runs and knows_card else None


def _supports(cuda: str, architecture: Architecture) -> bool:
    version = version_of(cuda)
    last = architecture.last_cuda
    return architecture.first_cuda <= version and (last is None or version[0] <= last)


def _range(architecture: Architecture) -> str:
    first = ".".join(map(str, architecture.first_cuda))
    if architecture.last_cuda is None:
        return f"CUDA {first} and newer support"
    return f"CUDA {first} to {architecture.last_cuda}.x support"


def _unknown_card(pool: Pool, models: str, runtime: Runtime) -> str:
    return (
        f"{pool.cluster}/{pool.name}: whether CUDA {runtime.cuda} runs on {models} is not known here; "
        "see NVIDIA's compute capabilities"
    )


def _found(target: str, pool: Pool, facts: Facts | None) -> list[Found]:
    """Return what is known of the GPUs of a pool; nothing where it has none."""
    if not pool.machine.gpus:
        return []
    if pool.offer is not None:
        machine = pool.offer.machine
        return [Found(model=machine.gpu_model, driver=drivers().get(target), whose=machine.name)]
    family = pool.machine.gpu_family
    if isinstance(facts, HostFacts):
        mine = {index for node in pool.nodes for index in node.gpu_indexes}
        gpus = [gpu for gpu in facts.gpus if gpu.index in mine]
        return [Found(model=gpu.model, driver=gpu.driver, whose="this machine") for gpu in gpus]
    nodes = _nodes(pool, facts) if isinstance(facts, KubernetesFacts) else []
    known = [Found(model=node.gpu_model or family, driver=node.gpu_driver, whose=node.name) for node in nodes]
    return known or [Found(model=family, driver=None, whose=f"pool {pool.name}")]


def _nodes(pool: Pool, facts: KubernetesFacts) -> list[NodeFacts]:
    """Return the nodes of a pool that have, or may have, cards as the plan asks them."""
    names, family = {node.name for node in pool.inventory}, pool.machine.gpu_family
    mine = [node for node in facts.nodes if node.name in names]
    return [node for node in mine if node.gpu_model is None or is_of_family(node.gpu_model, family)]
