from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from stacks.offline.simulated_kubernetes.values import (
    SECRET,
    SIGNATURE,
    UNKNOWN,
    Secret,
    decode,
    encode,
    has_secret,
    has_unknown,
    marked,
    revealed,
    without_secrets,
)

SCALARS = st.one_of(st.text(), st.booleans(), st.integers(-(2**53), 2**53), st.just(UNKNOWN))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text().filter(lambda key: key != SIGNATURE), inner, max_size=3),
        inner.map(Secret),
    ),
    max_leaves=10,
)
PROPERTIES = st.dictionaries(st.text(min_size=1).filter(lambda key: key != SIGNATURE), VALUES, max_size=4)


@given(PROPERTIES)
def test_what_is_sent_arrives(properties: dict[str, Any]) -> None:
    assert decode(encode(properties)) == properties, "nothing is lost and nothing changes its type"


@given(PROPERTIES)
def test_plain_values_have_no_marks_and_marks_come_back(properties: dict[str, Any]) -> None:
    plain = revealed(properties)
    assert not has_secret(plain), "a manifest that is sent has no marks"
    assert revealed(marked(plain, properties)) == plain, "marking changes no value"
    assert has_secret(marked(plain, properties)) == has_secret(properties), (
        "where there was a secret there is one"
    )


def test_whole_numbers_are_whole() -> None:
    struct = struct_pb2.Struct()
    struct.update({"replicas": 3, "ratio": 0.5, "nothing": None})
    assert decode(struct) == {"replicas": 3, "ratio": 0.5}, (
        "the API server takes no 3.0, and null means absent"
    )
    assert isinstance(decode(struct)["replicas"], int), "3 and not 3.0"


def test_marks_of_the_engine_are_understood() -> None:
    struct = struct_pb2.Struct()
    struct.update({"token": {SIGNATURE: SECRET, "value": "x"}, "later": rpc.UNKNOWN})
    assert decode(struct) == {"token": Secret("x"), "later": UNKNOWN}, "the wire format of Pulumi"
    assert has_unknown(decode(struct)), "an unknown value is found"


def test_files_have_no_place_in_an_object() -> None:
    struct = struct_pb2.Struct()
    struct.update({"file": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}})
    with pytest.raises(ValueError, match="no place in a Kubernetes object"):
        decode(struct)


def test_data_of_a_secret_is_secret_even_where_nobody_said_so() -> None:
    live = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"k": "dg=="}}
    assert marked(live, {})["data"] == Secret({"k": "dg=="}), "whoever reads the state must not read this"


def test_list_is_secret_when_anything_in_it_was() -> None:
    assert marked({"env": ["b", "a"]}, {"env": [Secret("a"), "b"]}) == {"env": Secret(["b", "a"])}, (
        "its order may have changed"
    )


def test_secrets_are_taken_out_of_messages() -> None:
    inputs = {"data": {"key": Secret("opens-all"), "other": "seen"}}
    assert without_secrets('Invalid value: "opens-all" b3BlbnMtYWxs seen', inputs) == (
        'Invalid value: "[secret]" [secret] seen'
    ), "plain and in base64, and nothing else"
    assert "opens-all" not in repr(inputs), "nor does a traceback show it"
