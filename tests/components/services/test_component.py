"""What the stack hands to the services reaches the one that it is for."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components.services.component import Services, ServicesArgs, ServicesRefused, require_services
from components.services.observability.spending import Spending
from tests.components.services.declared import plan, platform_of
from tests.components.services.isolation.topologies import cluster, pool

MADE = plan(cluster("train", "training", pool("train")))
OF_THE_CLUSTER = frozenset({"prometheus", "kuberay", "kueue", "gpu-operator"})


class SimulatedEngine(mocks.Mocks):
    """Makes nothing and keeps what it is asked for."""

    def __init__(self) -> None:
        self.registered: dict[str, dict[Any, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Register a resource."""
        self.registered[args.name] = args.inputs
        return args.name, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: nothing is called here."""
        raise AssertionError(f"unexpected call of {args.token}")


def declared(spending: Spending, **changed: Any) -> dict[str, dict[Any, Any]]:
    """Return the inputs of everything that is declared, by name, on a cluster that has operators of its own."""
    engine = SimulatedEngine()
    asyncio.set_event_loop(asyncio.new_event_loop())  # whichever test came before may have closed its own
    mocks.set_mocks(engine, preview=False)

    @pulumi.runtime.test
    def program() -> None:
        platform = platform_of(MADE, present=OF_THE_CLUSTER, **changed)
        Services("services", ServicesArgs(topology=MADE, platform=platform, spending=spending))

    program()
    return engine.registered


@pytest.mark.parametrize("priced", [True, False])
def test_prices_that_are_handed_over_come_to_rules_and_dashboards_and_none_without(priced: bool) -> None:
    known = Spending(hourly={("train", "head"): Decimal("1.50")}, monthly=Decimal(1000))
    made = declared(known if priced else Spending())
    rules = json.dumps(next(inputs for name, inputs in made.items() if name.startswith("prometheusrule-")))
    assert ("vector(1.50)" in rules and "SpendAboveBudget" in rules) is priced
    assert any(name.endswith("dashboard-cost") for name in made) is priced


def test_the_volumes_of_a_plan_are_told_whether_they_are_kept() -> None:
    told: list[tuple[Any, ...]] = []

    def keep(*given: Any) -> Any:
        told.append(given[:3])

    declared(Spending(), keep=keep)
    ((is_kept, classes, namespaces),) = told
    assert is_kept is False and classes == ["atlas-clusters"], "with the classes that the plan has"
    assert namespaces == ("atlas-train", "atlas-observability")


def test_all_volumes_of_the_services_are_judged_before_any_is_made() -> None:
    without = platform_of(MADE, storage=None, present=OF_THE_CLUSTER - {"prometheus"})
    with pytest.raises(ServicesRefused) as refused:
        require_services(ServicesArgs(topology=MADE, platform=without))
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "clusters",
        "observability",
    ]
