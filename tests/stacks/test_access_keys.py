"""Keys of object stores are a secret of the configuration, of one form, and no sentence repeats them."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import set_all_config

from stacks.access_keys import KEY, UnusableKeys, access_keys, read_keys
from tests.components.hosts.recording_engine import SECRET_VALUE, record

SECRET = "only a test knows this secret"
PAIR = {"id": "reader", "secret": SECRET}


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """Leave the tests after these no configuration."""
    yield
    set_all_config({}, [])


def refused(document: Any) -> str:
    """Return why a document is no keys; a text is taken as it is."""
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(UnusableKeys) as error:
        read_keys(text, is_secret=True, stack="team")
    assert "\n" not in str(error.value), "one sentence"
    return str(error.value)


def test_keys_in_plain_text_are_refused_with_the_command_that_keeps_them() -> None:
    with pytest.raises(UnusableKeys) as error:
        read_keys(json.dumps({"datasets": {"read": PAIR}}), is_secret=False, stack="team")
    told = str(error.value)
    assert "lies in plain text" in told and SECRET not in told
    assert f"`pulumi config set --secret {KEY} --stack team < access-keys.json`" in told, (
        "from a file, not an argument"
    )


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ('{"datasets": {"read": ', "is not JSON (line 1, column 23)"),
        ("", "is not JSON (line 1, column 1)"),
        ([PAIR], "it is no mapping of stores"),
        ({"datasets": PAIR}, 'the store "datasets" has something else than "read" and "write"'),
        ({"datasets": {}}, 'the store "datasets" has something else'),
        ({"datasets": {"list": PAIR}}, 'the store "datasets" has something else'),
        ({"datasets": {"read": SECRET}}, "datasets.read is no pair of keys"),
        ({"datasets": {"read": {"secret": SECRET}}}, 'datasets.read has no "id"'),
        ({"datasets": {"read": {"id": "reader"}}}, 'datasets.read has no "secret"'),
        ({"datasets": {"read": {"id": 7, "secret": ""}}}, '"id" of datasets.read is no text, "secret" of'),
        (
            {"datasets": {"read": {**PAIR, SECRET: SECRET}}},
            'datasets.read has something beside "id", "secret" and "region"',
        ),
        ({"datasets": {"read": {**PAIR, "region": ""}}}, '"region" of datasets.read is no text'),
    ],
)
def test_a_document_of_another_form_is_refused_in_one_sentence(document: Any, reason: str) -> None:
    told = refused(document)
    assert told.startswith(KEY) and reason in told, told
    assert 'give it the form {"STORE": {"read":' in told and "pulumi config set --secret" in told, (
        "the way out"
    )
    assert SECRET not in told, "the keys of a document that is wrong are keys all the same"


def test_everything_that_a_document_lacks_is_told_at_once() -> None:
    told = refused({"datasets": {"read": {"id": "a"}}, "models": {"write": {"secret": SECRET}}})
    assert 'datasets.read has no "secret", models.write has no "id"' in told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(SECRET),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["datasets", "read", "write", "id", "secret", "region"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_gives_keys_or_one_sentence_without_them(document: Any) -> None:
    told, found = "", {}
    try:
        found = read_keys(json.dumps(document), is_secret=True, stack="team")
    except UnusableKeys as error:
        told = str(error)
    assert SECRET not in told and "\n" not in told
    assert all(
        access in ("read", "write") and set(pair) - {"region"} == {"id", "secret"}
        for (_, access), pair in found.items()
    )


def test_a_pair_may_say_the_region_of_its_service() -> None:
    pair = {**PAIR, "region": "fr-par"}
    assert read_keys(json.dumps({"datasets": {"read": pair}}), is_secret=True, stack="team") == {
        ("datasets", "read"): pair
    }


def test_a_stack_without_keys_has_none() -> None:
    assert read_keys(None, is_secret=False, stack="team") == {}


def test_keys_of_the_configuration_are_secrets_by_store_and_access() -> None:
    class Holder(pulumi.CustomResource):
        def __init__(self) -> None:
            pair = access_keys()["datasets", "read"]
            super().__init__("test:index:Holder", "holder", {"id": pair.key_id, "secret": pair.secret})

    set_all_config({KEY: json.dumps({"datasets": {"read": PAIR}})}, [KEY])
    found, _ = record(lambda: Holder().urn)
    assert found["holder"].inputs == {"id": SECRET_VALUE, "secret": SECRET_VALUE}
    assert found["holder"].secrets == {json.dumps(SECRET), '"reader"'}, "the state encrypts both"


@pytest.mark.parametrize(("text", "secret"), [(json.dumps({"datasets": {"read": PAIR}}), []), ("{", [KEY])])
def test_a_program_ends_with_the_sentence_and_no_traceback(text: str, secret: list[str]) -> None:
    set_all_config({KEY: text}, secret)
    with pytest.raises(pulumi.RunError, match="pulumi config set --secret") as error:
        access_keys()
    assert error.value.__cause__ is None and error.value.__suppress_context__, (
        "what it was made from holds the keys"
    )
