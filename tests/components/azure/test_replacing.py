"""What is listed as making a resource anew does so: the engine is told, whatever the provider knows of it."""

import pulumi
import pytest

from components.azure.replaces import EVERYWHERE, REPLACES
from components.azure.replacing import NAMED_ANEW, made_anew
from tests.components.azure import platforms

GRANT = "azure-native:authorization:RoleAssignment"


def given(kind: str, goes_first: bool | None = None) -> pulumi.ResourceTransformationArgs:
    resource, options = (
        object.__new__(pulumi.Resource),
        pulumi.ResourceOptions(delete_before_replace=goes_first),
    )
    return pulumi.ResourceTransformationArgs(resource, kind, "one", {}, options)


def test_the_engine_replaces_for_every_change_that_is_listed() -> None:
    for name, each in platforms.made(protected=True).items():
        if each.type in REPLACES:
            told = {*EVERYWHERE, *REPLACES[each.type].properties}
            assert set(each.replaced_by) == told, f"{name}: the preview promised what Azure would refuse"


@pytest.mark.parametrize("kind", ["kubernetes:core/v1:Secret", "groundplan:azure:Pools"])
def test_what_is_not_azures_own_is_left_alone(kind: str) -> None:
    assert made_anew(given(kind)) is None


def test_what_has_one_name_goes_before_the_new_one_comes() -> None:
    for name, each in platforms.made(protected=True).items():
        if each.type.startswith("azure-native:"):
            beside = each.type in NAMED_ANEW or each.type == GRANT
            assert each.goes_first is not beside, f"{name}: a name is there once, and a new one needs no gap"


def test_whoever_makes_a_resource_may_say_which_goes_first() -> None:
    changed = made_anew(given("azure-native:network:Subnet", goes_first=False))
    assert changed is not None and changed.opts.delete_before_replace is False


def test_the_options_of_its_maker_may_serve_others() -> None:
    args = given("azure-native:network:Subnet")
    made_anew(args)
    assert args.opts.replace_on_changes is None and args.opts.delete_before_replace is None


def test_a_file_system_takes_a_newer_key_and_keeps_its_files() -> None:
    listed = REPLACES["azure-native:storagecache:AmlFilesystem"].properties
    assert "encryptionSettings" not in listed, "a key that is replaced every year would empty it"


@pytest.mark.parametrize("changed", ["rotationPolicy", "keyOps", "kty", "keySize"])
def test_a_change_of_a_key_is_told_as_a_new_key_that_comes_before_the_old_one_goes(changed: str) -> None:
    kind = "azure-native:keyvault:Key"
    assert f"properties.{changed}" in REPLACES[kind].properties, "Azure changes none, and would call it done"
    assert kind in NAMED_ANEW, "the provider finds the key there already, before the engine forgets it"
