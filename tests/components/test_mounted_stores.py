"""A pod has each store in the one way of its kind, and says nothing of what opens it but where that lies."""

import json

from hypothesis import given
from hypothesis import strategies as st

from components.mounted_stores import FILESYSTEM, MountedStore, mounts, told, volumes
from workloads.stores import given_stores

STORES = st.lists(
    st.builds(
        MountedStore,
        name=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
        holds=st.sampled_from(["models", "datasets"]),
        kind=st.sampled_from([FILESYSTEM, "object"]),
        access=st.sampled_from(["read", "write"]),
        object_name=st.sampled_from(["one", "another"]),
        opens_by_identity=st.booleans(),
    ),
    unique_by=lambda store: store.name,
)


@given(STORES)
def test_workloads_find_each_store_where_it_is_mounted(stores: list[MountedStore]) -> None:
    places = {mount["name"]: mount["mountPath"] for mount in mounts(stores)}
    named = {volume["name"] for volume in volumes(stores)}
    assert places.keys() == named and len(places) == len(stores), (
        "each has a volume of its own, and is mounted"
    )
    entries = json.loads(told(stores))
    for store in given_stores({"GROUNDPLAN_STORES": told(stores)}):
        entry = entries[store.name]
        assert places[f"store-{store.name}"] == next(
            entry[key] for key in ("path", "bucket", "keys") if key in entry
        ), "where it is told to be"


@given(STORES)
def test_what_may_only_be_read_is_mounted_so_and_keys_always_are(stores: list[MountedStore]) -> None:
    for store, mount, volume in zip(stores, mounts(stores), volumes(stores), strict=True):
        if store.kind == FILESYSTEM:
            assert mount.get("readOnly", False) is (store.access == "read"), "as the right says"
            assert volume["persistentVolumeClaim"] == {
                "claimName": store.object_name,
                "readOnly": store.access == "read",
            }
        else:
            assert mount["readOnly"] is True, "nobody writes keys"
            if store.opens_by_identity:
                assert volume["configMap"]["name"] == store.object_name and "secret" not in volume, (
                    "no key is needed"
                )
                continue
            assert volume["secret"] == {"secretName": store.object_name, "defaultMode": 0o440}, (
                "for root and the pod's group, and for nobody else"
            )
