"""The list of changes that make resources anew: of every type that the target makes, in the engine's own spelling."""

import importlib

import pytest

from components.azure.replaces import REPLACES
from tests.components.azure import platforms
from tests.components.azure.test_peering import made as peered

AROUND = {"azure-native:network:VirtualNetwork", "azure-native:resources:ResourceGroup"}
"""What the kept stands in; it holds nothing itself."""


def test_every_type_that_is_made_is_listed() -> None:
    resources = [*platforms.made(protected=True).values(), *peered("office", "data").values()]
    made = {each.type for each in resources if each.type.startswith("azure-native:")}
    assert made - REPLACES.keys() == set(), (
        "a change of what is not listed would be told as one that may replace"
    )


@pytest.mark.parametrize("kind", sorted(REPLACES))
def test_a_property_is_spelled_as_the_engine_spells_it(kind: str) -> None:
    _, module, name = kind.split(":")
    inputs = {
        key for each in platforms.made(protected=True).values() if each.type == kind for key in each.inputs
    }
    resource = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name)
    own = {spelled(key, each) for key, each in vars(resource).items() if isinstance(each, property)}
    for listed in REPLACES[kind].properties:
        top = listed.partition(".")[0]
        assert top in inputs | own or top.endswith("Name"), f"{kind} has no {top}"


@pytest.mark.parametrize("kind", sorted(REPLACES))
def test_every_entry_names_the_providers_page(kind: str) -> None:
    assert REPLACES[kind].page.startswith("https://learn.microsoft.com/azure/")


def test_what_the_engine_keeps_in_production_is_known_to_hold_something() -> None:
    kept = {each.type for each in platforms.made(protected=True).values() if each.protect}
    assert kept - AROUND <= {kind for kind, entry in REPLACES.items() if entry.stateful}, (
        "a change of it that nobody looked up is doubtful"
    )


def spelled(key: str, of: property) -> str:
    """Return the engine's spelling of a property of a class of the SDK."""
    return str(getattr(of.fget, "_pulumi_name", key))
