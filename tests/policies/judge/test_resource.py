"""Reading properties: places are named, unknown and malformed values raise instead of passing."""

from dataclasses import replace

import pytest

from policies.judge.resource import MalformedError, Resource, Stack, shown
from policies.judge.unknown import NotKnownYetError
from tests.policies.simulated_hosts import UNKNOWN, simulated_resource


def sandbox(**inputs: object) -> Resource:
    """Return a simulated sandbox with these inputs."""
    return simulated_resource("Sandbox", "serve", inputs)


def test_resource_names_its_type_and_its_logical_name() -> None:
    assert sandbox().where == 'hosts:Sandbox "serve"', "a reader finds the resource by these two"


def test_absent_property_reads_as_none() -> None:
    assert sandbox().get("purpose") is None, "absent is a value that a rule can judge"


def test_unknown_property_raises_with_its_place() -> None:
    with pytest.raises(NotKnownYetError) as unknown:
        sandbox(purpose=UNKNOWN).get("purpose")
    assert unknown.value.places == ('hosts:Sandbox "serve": purpose',), (
        "the report names resource and property"
    )


def test_nested_mapping_is_read_as_a_part_with_its_own_place() -> None:
    environment = sandbox(environment={"MODE": UNKNOWN}).part("environment")
    with pytest.raises(NotKnownYetError) as unknown:
        environment.get("MODE")
    assert unknown.value.places == ('hosts:Sandbox "serve" environment: MODE',), (
        "the way is part of the place"
    )


def test_absent_mapping_is_an_empty_part() -> None:
    assert sandbox().part("environment").get("MODE") is None, "rules need no case for absence"


def test_part_that_is_no_mapping_cannot_be_read() -> None:
    with pytest.raises(MalformedError, match='environment: is "token"; a mapping is expected'):
        sandbox(environment="token").part("environment").get("MODE")


def test_elements_of_a_list_are_parts_that_know_their_way() -> None:
    parts = sandbox(mounts=[{"store": "models"}, {"store": "datasets"}]).parts("mounts")
    assert [(part.way, part.get("store")) for part in parts] == [
        ("mounts[0]", "models"),
        ("mounts[1]", "datasets"),
    ], "a breach in a list is found by its index"


def test_lists_inside_parts_keep_the_whole_way() -> None:
    outer = sandbox(pods=[{"containers": [{"name": "a"}]}]).parts("pods")[0]
    assert outer.parts("containers")[0].where == 'hosts:Sandbox "serve" pods[0].containers[0]', (
        "no step is lost"
    )


def test_absent_list_is_empty() -> None:
    assert len(sandbox().parts("mounts")) == 0, "rules need no case for absence"


@pytest.mark.parametrize("value", ["models", 3, {"store": "models"}])
def test_property_that_is_no_list_has_no_elements(value: object) -> None:
    with pytest.raises(MalformedError, match="a list is expected"):
        sandbox(mounts=value).parts("mounts")


def test_unknown_value_shows_as_context_without_raising() -> None:
    assert sandbox(store=UNKNOWN).show("store") == "not known yet", "context is no judgement"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "absent"),
        ("none", '"none"'),
        (True, "True"),
        (3.0, "3"),
        (0.5, "0.5"),
        ({}, "a mapping"),
        ([], "a list"),
    ],
)
def test_values_are_shown_in_few_words(value: object, text: str) -> None:
    assert shown(value) == text, "a report is read in a terminal"


def test_long_text_is_cut() -> None:
    assert len(shown("x" * 5000)) == 60, "the remedy stays on the screen"


def test_stack_finds_resources_by_type() -> None:
    volume, forward = simulated_resource("Volume", "a", {}), simulated_resource("Forward", "b", {})
    stack = Stack((volume, forward))
    assert stack.of_type(forward.type) == (forward,), "only what was asked for"
    assert stack.of_type(forward.type, volume.type) == (forward, volume), "in the order asked for"
    assert stack.of_type("pulumi-python:dynamic/hosts:Nothing") == (), "an unknown type has no resources"


def key_of(name: str, bucket: object, *refers_to: Resource) -> Resource:
    """Return a simulated key whose property `bucket` has a value, which may come from other resources."""
    found = simulated_resource("Key", name, {"bucket": bucket})
    return replace(found, refers_to={"bucket": tuple(each.urn for each in refers_to)} if refers_to else {})


def bucket_of(logical_name: str, /, **inputs: object) -> Resource:
    """Return a simulated bucket."""
    return simulated_resource("Bucket", logical_name, inputs)


def test_stack_finds_what_is_about_a_resource_by_where_a_value_comes_from() -> None:
    ours, other = bucket_of("ours", bucket="a"), bucket_of("other", bucket="a")
    key = key_of("key", UNKNOWN, ours)
    stack = Stack((ours, other, key))
    assert stack.about(ours, key.type, "bucket") == (key,), "its name is not known at preview, its origin is"
    assert stack.about(other, key.type, "bucket") == (), "an equal name is another one's"
    assert stack.about(ours, key.type, "other") == (), "by another property it names nothing"


def test_where_a_value_comes_from_decides_against_a_name_that_is_equal() -> None:
    ours, other = bucket_of("ours", bucket="a"), bucket_of("other", bucket="a")
    key = key_of("key", "a", other)
    assert Stack((ours, other, key)).about(ours, key.type, "bucket") == (), "the value is the other one's"


@pytest.mark.parametrize("own", ["id", "arn", "name", "bucket", "selfLink"])
def test_a_name_that_is_written_out_decides_where_no_origin_is_told(own: str) -> None:
    ours, key = bucket_of("ours", **{own: "a"}), key_of("key", "a")
    stack = Stack((ours, bucket_of("other", **{own: "b"}), key))
    assert stack.about(ours, key.type, "bucket") == (key,), "a user may write the name"


@pytest.mark.parametrize(("own", "named"), [(None, None), (UNKNOWN, "a")])
def test_what_is_absent_names_nothing(own: object, named: object) -> None:
    ours, key = bucket_of("ours", bucket=own), key_of("key", named)
    assert Stack((ours, key)).about(ours, key.type, "bucket") == (), (
        "what is absent is not equal to what is not known"
    )


@pytest.mark.parametrize("own", ["a", UNKNOWN])
def test_whom_nobody_knows_yet_to_be_named_is_not_missed_yet(own: object) -> None:
    ours, key = bucket_of("ours", bucket=own), key_of("key", UNKNOWN)
    with pytest.raises(NotKnownYetError) as unknown:
        Stack((ours, key)).about(ours, key.type, "bucket")
    assert unknown.value.places == (f"{key.where}: bucket",), "at a preview that would be a false alarm"


def test_one_that_is_found_hides_those_that_nobody_knows_yet() -> None:
    ours, known = bucket_of("ours", bucket="a"), key_of("known", "a")
    stack = Stack((ours, known, key_of("unknown", UNKNOWN)))
    assert stack.about(ours, known.type, "bucket") == (known,), "what it has is enough"


def test_stack_finds_what_is_about_a_resource_among_several_types() -> None:
    ours = bucket_of("ours", name="a")
    key, mount = key_of("key", "a"), simulated_resource("Mount", "mount", {"bucket": "a"})
    found = Stack((ours, key, mount)).about(ours, (mount.type, key.type), "bucket")
    assert found == (mount, key), "type by type"
