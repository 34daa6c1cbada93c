"""What a node of a cluster that exists costs is what the plan says, and reaches every sum of it."""

from decimal import Decimal

from components.plan.model import Plan
from components.plan.sharing import Inventory
from components.topology.cost import HOURS_A_MONTH, cost_of, hourly
from components.topology.inventory_prices import hourly_usd
from components.topology.model import Pool
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
    six_nodes,
)
from tests.components.topology.plans import pool


def entry(pool: str, hourly: str | None = None) -> Inventory:
    """Return an entry of an inventory."""
    return Inventory.model_validate({"pool": pool, "nodes": ["a"], **({"hourly": hourly} if hourly else {})})


def priced(**changed: object) -> Plan:
    """Return a plan with a node for 0.40 USD and two with GPUs for 98.32 USD an hour."""
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"], "hourly": "0.40 USD"},
        {"pool": "train/gpu", "nodes": ["gpu-*"], "hourly": "98.32 USD"},
    ]
    return kubernetes_plan(**{"inventory": inventory, **changed})


def pools(plan: Plan, facts: object = None) -> dict[str, Pool]:
    return {each.name: each for each in resolve(plan, facts).clusters[0].pools}  # type: ignore[arg-type]


def test_a_pool_costs_what_its_entry_says_and_of_several_the_dearest() -> None:
    entries = [entry("a/b", "1.50 USD"), entry("a/b", "2 USD"), entry("a/c", "9 USD"), entry("a/d")]
    assert hourly_usd(entries, "a/b") == 2, "a sum may tell more than is paid, never less"
    assert hourly_usd(entries, "a/d") is None, "nobody says it, and it is not 0"
    assert hourly_usd([*entries, entry("a/b")], "a/b") is None, (
        "one node without a price makes a sum of guesses"
    )


def test_each_pool_has_its_price_with_a_cluster_and_without_one() -> None:
    for facts in (None, six_nodes()):
        found = pools(priced(), facts)
        assert {name: hourly(each) for name, each in found.items()} == {
            "head": Decimal("0.40"), "gpu": Decimal("98.32"),
        }  # fmt: skip
    assert {hourly(each) for each in pools(kubernetes_plan(), six_nodes()).values()} == {None}


def test_a_month_is_that_of_every_node_whether_or_not_a_pod_is_on_it() -> None:
    asked = pool("gpu", memory="96GiB", cpu=16, count="1..2", gpu="8xH100")
    plan = priced(clusters=[cluster(pool("head"), asked)])
    three = cluster_of(node("cpu-1"), *(gpu_node(f"gpu-{number}") for number in range(3)))
    cost = cost_of(resolve(plan, three))
    assert cost.monthly[("train", "gpu")] == Decimal("98.32") * 3 * HOURS_A_MONTH, "nobody gives a node back"
    unasked = cost_of(resolve(plan, None))
    assert unasked.monthly[("train", "gpu")] == Decimal("98.32") * 2 * HOURS_A_MONTH, (
        "a node for each machine"
    )
    assert unasked.unknown == ()


def test_nodes_that_something_else_makes_cost_by_how_many_there_may_be() -> None:
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/gpu", "selector": ["karpenter.sh/nodepool=gpu"], "hourly": "98.32 USD"},
    ]
    cost = cost_of(resolve(priced(inventory=inventory), six_nodes()))
    assert cost.monthly == {("train", "gpu"): Decimal("98.32") * 2 * HOURS_A_MONTH}
    assert cost.unknown == (("train", "head"),), "and what has no price is named"
