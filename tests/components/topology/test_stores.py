import pytest

from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve
from components.topology.stores import stores_of
from tests.components.topology.plans import GIB, LARGE, document, plan, pool

SERVING_ONLY = [{"name": "serve", "purpose": "serving", "pools": [pool("head")]}]


def test_training_implies_a_registry() -> None:
    (implied,) = [store for store in stores_of(plan()) if store.implied]
    assert (implied.name, implied.holds, implied.kind, implied.size_bytes) == (
        "registry",
        "registry",
        "filesystem",
        GIB,
    ), "versions need a place that serving cannot read"


def test_a_registry_that_the_plan_names_is_the_only_one() -> None:
    named = {"name": "versions", "holds": "registry", "size": "5GiB"}
    stores = stores_of(plan(storage=[*document()["storage"], named]))
    assert [store.name for store in stores if store.holds == "registry"] == ["versions"], "whatever its name"
    assert not any(store.implied for store in stores), "nothing is added to it"


def test_serving_alone_implies_no_registry() -> None:
    assert not any(store.implied for store in stores_of(plan(clusters=SERVING_ONLY))), "nobody would write it"


def test_a_store_named_registry_that_holds_something_else_is_refused() -> None:
    storage = [{"name": "registry", "holds": "scratch", "size": "1GiB"}]
    with pytest.raises(
        TopologyErrors, match=r"storage\[registry\].name: .* holds scratch; .* `holds: registry`"
    ):
        resolve(plan(storage=storage), LARGE)


def test_the_same_name_is_free_where_nothing_is_implied() -> None:
    storage = [{"name": "registry", "holds": "models", "size": "1GiB"}]
    stores = resolve(plan(storage=storage, clusters=SERVING_ONLY), LARGE).stores
    assert [(store.name, store.holds) for store in stores] == [("registry", "models")], "names decide nothing"


def test_quantities_are_numbers_in_named_units() -> None:
    rich = {
        "name": "models",
        "holds": "models",
        "kind": "object",
        "size": "1TiB",
        "throughput": "4GiB/s",
        "keep": "90d",
        "versions": 50,
        "endpoint": "https://store.example.com",
    }
    (store,) = stores_of(plan(target="hosts", storage=[rich], clusters=SERVING_ONLY))
    assert (store.size_bytes, store.throughput_bytes_per_s) == (2**40, 4 * 2**30)
    assert (store.keep_s, store.versions, store.endpoint) == (90 * 86_400, 50, "https://store.example.com")
