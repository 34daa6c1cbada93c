"""What is protected and would go is refused as the plan's own matter: the engine did answer."""

from stacks.checking.protected import of_protected

URN = "urn:pulumi:offline::groundplan::groundplan:azure:FileSystem$azure-native:storagecache:AmlFilesystem::store-x"
SUBNET = "urn:pulumi:offline::groundplan::groundplan:azure:Network$azure-native:network:Subnet::network-subnet-files"
HOW = " as it is currently marked for protection. To unprotect, remove the `protect` flag from the resource"
REPLACED = (
    f'azure-native:network:Subnet network-subnet-files: unable to replace resource "{URN}"\nas part of replacing '
    f'"{SUBNET}"{HOW}'
)


def test_what_is_protected_and_would_be_made_anew_with_another_is_named_with_it_and_with_what_to_do() -> None:
    (found,) = of_protected([REPLACED.replace("\n", " "), "preview failed", REPLACED.replace("\n", " ")])
    assert (found.rule, found.outcome) == ("plan-can-be-made", "refused")
    assert found.resource == "azure-native:storagecache:AmlFilesystem store-x"
    assert "made anew with azure-native:network:Subnet network-subnet-files" in found.text
    assert "protect` flag" not in found.text and "--destroy-data" in found.remedy


def test_what_is_protected_and_would_be_destroyed_is_named() -> None:
    (found,) = of_protected([f'unable to delete resource "{URN}"\n{HOW}'])
    assert "would be destroyed, and it is protected" in found.text


def test_any_other_error_is_a_failure_of_the_engine() -> None:
    assert of_protected([REPLACED, "the disk is full"]) == []
    assert of_protected(["preview failed"]) == []
