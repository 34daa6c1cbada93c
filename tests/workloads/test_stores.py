"""The stores a process was given are found, and whatever is missing is said in a sentence."""

import json
from pathlib import Path

import pytest

from workloads.object_store import ObjectStore
from workloads.refusals import InputRefused
from workloads.stores import VARIABLE, given_stores, store_holding


def environment(**stores: dict[str, str]) -> dict[str, str]:
    return {VARIABLE: json.dumps(stores)}


def test_a_store_is_found_by_what_it_holds_and_not_by_its_name(tmp_path: Path) -> None:
    given = environment(anything={"holds": "models", "path": str(tmp_path), "access": "read"})
    found = store_holding("models", "read", given)
    assert (found.name, found.address) == ("anything", str(tmp_path)), (
        "names are free, rights follow what a store holds"
    )


def test_write_access_includes_reading(tmp_path: Path) -> None:
    given = environment(models={"holds": "models", "path": str(tmp_path), "access": "write"})
    assert store_holding("models", "read", given).access == "write", "who may write may read"


def test_a_writable_store_is_preferred_where_one_must_be_written(tmp_path: Path) -> None:
    given = environment(
        first={"holds": "scratch", "path": str(tmp_path), "access": "read"},
        second={"holds": "scratch", "path": str(tmp_path), "access": "write"},
    )
    assert store_holding("scratch", "write", given).name == "second", "the first one may not be written"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "GROUNDPLAN_STORES is not set"),
        ({VARIABLE: "{"}, "is not readable"),
        ({VARIABLE: "[]"}, "is not readable"),
        ({VARIABLE: '{"a": {"holds": "models", "path": "/a"}}'}, "is not readable"),
        ({VARIABLE: '{"a": {"holds": "models", "path": "/a", "access": "all"}}'}, "has access 'all'"),
        ({VARIABLE: "{}"}, "No store that holds models was given to this process; given: none"),
        (
            {VARIABLE: '{"a": {"holds": "models", "path": "/a", "access": "read"}}'},
            "The store a (holds models) is read-only",
        ),
        (
            {VARIABLE: '{"a": {"holds": "models", "path": "/nowhere/at/all", "access": "write"}}'},
            "is not mounted: /nowhere/at/all is no folder",
        ),
        (
            {VARIABLE: '{"a": {"holds": "models", "uri": "s3://a", "access": "write"}}'},
            "not readable: 'keys'",
        ),
        (
            {VARIABLE: '{"a": {"holds": "models", "uri": "gs://a", "keys": "/k", "access": "write"}}'},
            "a has the uri 'gs://a', which is not like s3://<bucket>",
        ),
        (
            {VARIABLE: '{"a": {"holds": "models", "uri": "s3://a", "keys": "/nowhere", "access": "write"}}'},
            "The store a (holds models) does not open: /nowhere must hold AWS_ACCESS_KEY_ID",
        ),
    ],
)
def test_a_store_that_cannot_be_used_is_refused_with_the_reason(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        store_holding("models", "write", given)
    assert sentence in str(refusal.value), "the sentence names what is wrong"


def test_the_stores_that_are_there_are_named_when_another_is_missing(tmp_path: Path) -> None:
    given = environment(models={"holds": "models", "path": str(tmp_path), "access": "read"})
    with pytest.raises(InputRefused, match=r"given: models \(holds models\)"):
        store_holding("checkpoints", "write", given)


def test_stores_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    entry = {"holds": "scratch", "path": str(tmp_path), "access": "write"}
    names = [store.name for store in given_stores(environment(b=entry, a=entry))]
    assert names == ["a", "b"], "the order in the variable must not decide which store is taken"


def test_an_object_store_is_told_by_its_uri_and_the_folder_of_its_keys() -> None:
    entry = {
        "holds": "datasets",
        "uri": "s3://data/of/ours",
        "keys": "/groundplan/keys/data",
        "access": "read",
    }
    (found,) = given_stores(environment(data=entry))
    assert isinstance(found, ObjectStore), "what has a uri is no folder"
    assert (found.root, found.address, found.keys) == (
        "data/of/ours",
        "s3://data/of/ours",
        Path("/groundplan/keys/data"),
    )


def test_an_object_store_that_nobody_asks_for_hinders_nothing(tmp_path: Path) -> None:
    given = environment(
        datasets={"holds": "datasets", "uri": "s3://datasets", "keys": "/nowhere", "access": "read"},
        models={"holds": "models", "path": str(tmp_path), "access": "write"},
    )
    assert store_holding("models", "write", given).root == str(tmp_path), (
        "digits come with scikit-learn, so nobody opens the datasets"
    )
