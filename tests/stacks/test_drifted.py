"""What counts as drift: what is gone, and what is declared and is otherwise; never what a cloud computes."""

from typing import Any

import pytest

from stacks.drifted import DYNAMIC, Drifted, drifted

BUCKET, NODE = "aws:s3/bucket:Bucket", f"{DYNAMIC}hosts:Raylet"
RECORDED = {"inputs": {"tags": "x", "acl": "private"}, "outputs": {"etag": "1"}}
EDITED = {"inputs": {"acl": "public"}, "outputs": {"etag": "2"}}
COMPUTED = {**RECORDED, "outputs": {"etag": "2"}}


def refreshed(kind: str, old: Any, new: Any, **more: Any) -> Drifted | None:
    return drifted(kind, "it", {"op": "refresh", "type": kind, "old": old, "new": new, **more})


def test_what_is_not_there_any_more_is_gone() -> None:
    assert refreshed(BUCKET, RECORDED, None) == Drifted(kind=BUCKET, name="it", is_gone=True, properties=())


@pytest.mark.parametrize(
    ("kind", "new", "more", "properties"),
    [
        (BUCKET, EDITED, {}, ("acl", "tags")),
        (BUCKET, EDITED, {"detailedDiff": {"tags.a": {}}}, ("tags.a",)),
        (NODE, COMPUTED, {}, ("etag",)),
    ],
)
def test_what_is_declared_and_otherwise_is_named(
    kind: str, new: Any, more: dict[str, Any], properties: tuple[str, ...]
) -> None:
    found = refreshed(kind, RECORDED, new, **more)
    assert found is not None and not found.is_gone
    assert found.properties == properties, "what was taken away counts; the engine's own word goes first"


def test_what_a_cloud_computes_and_what_no_refresh_found_is_no_drift() -> None:
    assert refreshed(BUCKET, RECORDED, RECORDED) is None
    assert refreshed(BUCKET, RECORDED, COMPUTED) is None, "it changes by itself"
    assert refreshed(BUCKET, RECORDED, EDITED, op="update") is None, "that is what `up` would do"
