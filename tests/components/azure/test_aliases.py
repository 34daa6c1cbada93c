"""What the SDK tells of a resource besides: dropped for Azure's own, and kept for all others."""

import pulumi
import pytest

from components.azure.aliases import without_aliases
from tests.components.azure import platforms


def args(kind: str) -> pulumi.ResourceTransformationArgs:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"{kind}-as-it-was")], protect=True)
    resource = object.__new__(pulumi.Resource)
    return pulumi.ResourceTransformationArgs(resource, kind, "one", {"key": "value"}, opts)


def test_a_resource_of_azure_is_known_by_its_own_type_alone() -> None:
    given = args("azure-native:network:Subnet")
    changed = without_aliases(given)
    assert changed is not None and changed.opts.aliases is None
    assert changed.opts.protect is True and changed.props == given.props, "nothing else changes"
    assert given.opts.aliases, "the options of its maker may serve others"


@pytest.mark.parametrize("kind", ["kubernetes:core/v1:Secret", "groundplan:azure:Pools"])
def test_any_other_resource_is_left_alone(kind: str) -> None:
    assert without_aliases(args(kind)) is None


def test_no_resource_of_a_plan_tells_of_older_versions() -> None:
    told = {name for name, each in platforms.made().items() if each.aliases}
    assert told == set(), "the SDK makes a name of each in every preview"
