"""No waiver for a cluster or store reaches what has its name by chance: proven on all names of the examples."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from policies.judge.waivers import Waivers
from policies.judge.words_of_components import SHARED
from tests.policies.captured import CLOUD_EXAMPLES, of_a_cloud, of_this_machine, on_kubernetes

GIVEN = frozenset(
    (
        *("train", "serve", "models", "datasets", "checkpoints", "registry", "scratch"),
        *("head", "data", "replicas", "workers", "atlas", "research"),
    )
)
"""What the examples call their clusters, pools, stores and queues, and one of them itself."""


@cache
def names() -> frozenset[str]:
    """Return the logical names of all that the examples declare."""
    stacks = [of_a_cloud(example) for examples in CLOUD_EXAMPLES.values() for example in examples]
    stacks += [on_kubernetes(), of_this_machine()]
    return frozenset(each.name for stack in stacks for each in stack.resources)


def words() -> Iterator[str]:
    """Yield what could be the name of a cluster and is in names already, whatever a plan calls its own."""
    parts = {part for name in names() for part in name.split("-")}
    yield from sorted(part for part in parts - GIVEN if re.fullmatch("[a-z][a-z0-9]*", part))


def test_a_cluster_or_store_called_like_a_part_of_ours_covers_nothing_of_others() -> None:
    reached = {
        word: found
        for word in words()
        if (found := {each for each in names() if _covers(word, each) and each != word})
    }
    assert reached == {}, "add these words to WORDS, or what they begin to SHARED"


def test_a_pool_called_like_a_part_of_ours_covers_nothing_of_others() -> None:
    parts = [name.split("-") for name in names()]
    pairs = {pair for each in parts for pair in pairwise(each) if not GIVEN.intersection(pair)}
    pools = {"/".join(pair) for pair in pairs if all(re.fullmatch("[a-z]+", part) for part in pair)}
    assert {pool for pool in pools for each in names() if _covers(pool, each)} == set()


@pytest.mark.parametrize("given", ["train", "serve", "models", "datasets", "checkpoints", "scratch"])
def test_nothing_that_all_share_has_the_name_of_a_cluster_or_store(given: str) -> None:
    shared = [
        each.split("-") for each in names() if each.split("-")[0] in SHARED and f"files-{given}" not in each
    ]
    assert [parts for parts in shared if given in parts] == [], (
        "it would no longer belong to what has its name"
    )


def _covers(word: str, name: str) -> bool:
    return Waivers(plan="atlas", names=frozenset({word})).covers(word, name)
