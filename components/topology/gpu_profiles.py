"""Words of a plan for dividing GPUs: MIG, which gives each part its own memory, and time-slicing, which does not.

The table follows NVIDIA's MIG user guide, "Supported MIG profiles", and the default configuration of NVIDIA's MIG
manager (github.com/NVIDIA/mig-parted, deployments/systemd/config-default.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.topology.errors import TopologyError, listed
from components.topology.facts import NodeFacts
from components.topology.model import GpuProfile, Pool

WHOLE_GPU = "nvidia.com/gpu"
SHARED_GPU = "nvidia.com/gpu.shared"
"""A name of its own, so that work that asks a whole GPU never lands on a share of one."""

PARTS_ARE_GPUS_ON = frozenset({"gcp"})
"""Targets whose device plugin names a part as it names a whole GPU, and gives a container one turn on one GPU
(docs.cloud.google.com, "About GPU sharing strategies in GKE"); elsewhere a part has a name of its own."""

PARTED, SHARED_PRODUCT = "-MIG-", "-SHARED"
"""What stands behind a card's model in a node's label where the plugin offers parts of it as whole GPUs: by the MIG
strategy `single`, or as shares that have no name of their own."""

MIG_LABEL = "nvidia.com/mig.config"
SHARING_LABEL = "nvidia.com/device-plugin.config"
SHARES = range(2, 17)
"""Time-slicing divides no memory; beyond 16 a share of the largest card is smaller than a CUDA context with torch."""

SHARED = re.compile(r"shared-(\d+)")
_SEVENTHS = (7, 4, 3, 2, 1, 1)
_SLICES = ("1g", "1g", "2g", "3g", "4g", "7g")


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card that MIG divides: the words that its name has, and how many of each profile fit on it."""

    words: frozenset[str]
    title: str
    profiles: Mapping[str, int]


class GpuProfileRefused(ValueError):
    """The plan's word is none, or the card cannot be divided so; the message is for a person."""


def _card(title: str, words: str, *memory: int) -> Card:
    profiles = {
        f"{slices}.{gigabytes}gb": parts
        for slices, gigabytes, parts in zip(_SLICES, memory, _SEVENTHS, strict=True)
    }
    return Card(title=title, words=frozenset(words.split()), profiles=profiles)


CARDS = (
    Card(title="A30", words=frozenset({"a30"}), profiles={"1g.6gb": 4, "2g.12gb": 2, "4g.24gb": 1}),
    _card("A100-40GB", "a100 40gb", 5, 10, 10, 20, 20, 40),
    _card("A100-80GB", "a100 80gb", 10, 20, 20, 40, 40, 80),
    _card("H20", "h20", 12, 24, 24, 48, 48, 96),
    _card("H100", "h100", 10, 20, 20, 40, 40, 80),
    _card("H100-96GB", "h100 96gb", 12, 24, 24, 48, 48, 96),
    _card("H100-NVL", "h100 nvl", 12, 24, 24, 47, 47, 94),
    _card("H200", "h200", 18, 35, 35, 71, 71, 141),
    _card("GH200", "gh200", 12, 24, 24, 48, 48, 96),
    _card("GH200-144GB", "gh200 144gb", 18, 36, 36, 72, 72, 144),
    _card("B200", "b200", 23, 45, 45, 90, 90, 180),
    _card("GB200", "gb200", 24, 47, 47, 95, 95, 189),
    _card("B300", "b300", 34, 67, 67, 135, 135, 269),
    Card(
        title="RTX-PRO-6000",
        words=frozenset({"rtx", "pro", "6000"}),
        profiles={"1g.24gb": 4, "2g.48gb": 2, "4g.96gb": 1},
    ),
)
"""Cards that MIG divides. The most words decide: "H100 NVL" is the second H100."""


def profile_of(word: str, family: str | None, *, target: str = "kubernetes") -> GpuProfile:
    """Return how the GPUs of a family are divided by a word such as "mig-1g.10gb" or "shared-4" on a target.

    Raises GpuProfileRefused, with what is allowed.
    """
    alike = target in PARTS_ARE_GPUS_ON
    if shared := SHARED.fullmatch(word):
        turns = int(shared[1])
        if turns not in SHARES:
            raise GpuProfileRefused(
                f'"{word}" is no share of a GPU; allowed: shared-{SHARES[0]} to shared-{SHARES[-1]}'
            )
        return GpuProfile(word=word, resource=WHOLE_GPU if alike else SHARED_GPU, parts=1 if alike else turns)
    if not word.startswith("mig-"):
        raise GpuProfileRefused(
            f'"{word}" divides no GPU; allowed: mig-<profile> such as mig-1g.10gb, or shared-<2 to 16>'
        )
    card, profile = _card_of(word, family), word.removeprefix("mig-")
    if profile not in card.profiles:
        known = ", ".join(f"mig-{name}" for name in card.profiles)
        raise GpuProfileRefused(
            f'{card.title} cannot be divided by "{word}"; it can by {known}; choose one of these, or shared-<n>'
        )
    resource = WHOLE_GPU if alike else f"nvidia.com/{word}"
    return GpuProfile(word=word, resource=resource, parts=card.profiles[profile])


def _card_of(word: str, family: str | None) -> Card:
    words = _words(family or "")
    if card := _exact(words):
        return card
    nearer = [card.title for card in CARDS if words and words <= card.words]
    if nearer:
        raise GpuProfileRefused(
            f'"{word}" needs the exact card: {family} is {" or ".join(nearer)}, which divide differently; name one'
        )
    known = ", ".join(card.title for card in CARDS)
    raise GpuProfileRefused(
        f'{family or "a GPU of any family"} is not known to do MIG, which "{word}" asks; cards that do: {known}; '
        "name one of these, or use shared-<n>"
    )


def _words(name: str) -> set[str]:
    """Return the words of a card's name; a driver writes "144G" of what others call 144GB."""
    return {re.sub(r"^(\d+)g$", r"\1gb", word) for word in re.findall(r"[a-z0-9]+", name.lower())}


def _exact(words: set[str]) -> Card | None:
    matching = [card for card in CARDS if card.words <= words]
    return max(matching, key=lambda card: len(card.words), default=None)


def card_errors(pool: Pool, nodes: Iterable[NodeFacts]) -> list[TopologyError]:
    """Return a refusal where cards of a pool's nodes, by the labels of these, are divided otherwise than the plan says.

    A family has cards that differ: "H100" is an H100-NVL too. What a label does not tell exactly is not judged.
    """
    profile = pool.gpu_profile
    if profile is None or not profile.word.startswith("mig-"):
        return []
    found: dict[str, list[str]] = {}
    for node in nodes:
        # Where parts of a card are whole GPUs to the plugin, the label names them behind the card.
        card = _exact(_words((node.gpu_model or "").partition(PARTED)[0]))
        if card and card.profiles.get(profile.word.removeprefix("mig-")) != profile.parts:
            found.setdefault(card.title, []).append(node.name)
    return [_other_card(pool, profile, title, names) for title, names in sorted(found.items())]


def _other_card(pool: Pool, profile: GpuProfile, title: str, names: list[str]) -> TopologyError:
    card = next(card for card in CARDS if card.title == title)
    known = ", ".join(f"mig-{name} (each {parts})" for name, parts in card.profiles.items())
    machine = pool.machine
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].gpu_profile",
        asked=f"the plan divides each {machine.gpu_family} by {profile.word}, which gives {profile.parts}",
        allowed=f"the card of {listed(names)} is {title}, which divides by {known}",
        remedy=f"write gpu: {machine.gpus}x{title} and one of these, or take these nodes out of the pool",
    )


def devices_of(pool: Pool) -> tuple[str, int]:
    """Return the resource that one pod of a pool asks of the device plugin, and how many of it."""
    profile = pool.gpu_profile
    if profile is None:
        return WHOLE_GPU, pool.machine.gpus
    return profile.resource, pool.machine.gpus * profile.parts


def turns_of(pool: Pool) -> int:
    """Return how many take turns on each GPU of a pool: 1 where nobody shares one."""
    shared = SHARED.fullmatch(pool.gpu_profile.word) if pool.gpu_profile else None
    return int(shared[1]) if shared else 1


def gpus_for_work(pool: Pool) -> int:
    """Return how many GPUs work may ask of a node of a pool: parts and turns count as one each."""
    turns = turns_of(pool)
    return pool.machine.gpus * turns if turns > 1 else devices_of(pool)[1]


def node_labels(pool: Pool) -> dict[str, str]:
    """Return the labels by which the GPU operator divides the GPUs of a pool's nodes; none for whole GPUs."""
    profile = pool.gpu_profile
    if profile is None:
        return {}
    label = MIG_LABEL if profile.word.startswith("mig-") else SHARING_LABEL
    return {label: profile.word}


def labels_of_nodes(pools: Iterable[Pool]) -> dict[str, dict[str, str]]:
    """Return inventory node to the labels by which the GPU operator divides its GPUs."""
    return {node.name: node_labels(pool) for pool in pools for node in pool.inventory if pool.gpu_profile}
