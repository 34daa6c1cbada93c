"""What is declared opens a real bucket: the promotion Job may write it, the serving cluster beside it may only read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from components import mounted_stores
from components.objects import Manifest
from components.ray.manifests.stores import given_stores
from components.services.isolation.object_stores import AccessKey, AccessKeys, object_stores
from components.services.promotion import PromotionJob, WrittenStore, promotion_manifest
from components.topology.model import Topology
from tests.components.services.isolation.topologies import IMAGE, SERVE, named, store, topology
from tests.object_store.server import Bucket, ObjectStoreServer
from workloads.refusals import WorkloadFailed
from workloads.store_path import StorePath
from workloads.stores import store_holding

pytestmark = pytest.mark.object_store
NAMESPACE = "atlas-serve"


@pytest.fixture
def bucket(object_store_server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket that is named as a store of a plan."""
    monkeypatch.setenv("SSL_CERT_FILE", str(object_store_server.authority))
    return object_store_server.make_bucket("models")


@pytest.fixture
def plan(bucket: Bucket, object_store_server: ObjectStoreServer) -> Topology:
    """A plan whose models lie there."""
    models = store(bucket.name, holds="models", endpoint=object_store_server.endpoint)
    return topology([SERVE], stores=[models])


@pytest.fixture
def secrets(plan: Topology, bucket: Bucket) -> Sequence[Manifest]:
    """The Secrets that the stack makes of the keys it was given."""
    keys: AccessKeys = {
        (bucket.name, "read"): AccessKey(key_id=bucket.reader.key_id, secret=bucket.reader.secret),
        (bucket.name, "write"): AccessKey(key_id=bucket.writer.key_id, secret=bucket.writer.secret),
    }
    return object_stores(plan, keys)


def environment_in(
    folder: Path,
    told: str,
    volumes: Sequence[Mapping[str, Any]],
    mounts: Sequence[Mapping[str, Any]],
    secrets: Sequence[Manifest],
) -> dict[str, str]:
    """Do what a kubelet does with the Secrets of a pod, below a folder; gives GROUNDPLAN_STORES as seen from there."""
    sources = {each["name"]: each["secret"]["secretName"] for each in volumes if "secret" in each}
    for mount in mounts:
        if mount["name"] in sources:
            place = folder / mount["mountPath"].lstrip("/")
            place.mkdir(parents=True)
            secret = named(secrets, "Secret", sources[mount["name"]], NAMESPACE)
            for name, value in secret["stringData"].items():
                (place / name).write_text(value)
    return {"GROUNDPLAN_STORES": told.replace('"/groundplan/', f'"{folder}/groundplan/')}


def test_the_job_of_promotion_writes_and_serving_reads_and_no_more(
    plan: Topology, bucket: Bucket, secrets: Sequence[Manifest], tmp_path: Path
) -> None:
    job = PromotionJob(
        plan="atlas", namespace=NAMESPACE, name="promotion-1", labels={}, image=IMAGE, arguments=(), code="code",
        stores=(WrittenStore(name=bucket.name, holds="models", kind="object"),),
    )  # fmt: skip
    pod = promotion_manifest(job)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (told,) = (each["value"] for each in container["env"] if each["name"] == "GROUNDPLAN_STORES")
    inside = environment_in(tmp_path / "job", told, pod["volumes"], container["volumeMounts"], secrets)
    (StorePath(store_holding("models", "write", inside)) / "digits").write_bytes(b"promoted")
    given = given_stores(plan, SERVE)
    told, volumes, mounts = (
        mounted_stores.told(given),
        mounted_stores.volumes(given),
        mounted_stores.mounts(given),
    )
    served = store_holding(
        "models", "read", environment_in(tmp_path / "serve", told, volumes, mounts, secrets)
    )
    assert (StorePath(served) / "digits").read_bytes() == b"promoted", "with the keys of its own right"
    with pytest.raises(WorkloadFailed, match="ACCESS_DENIED"):
        (StorePath(served) / "digits").write_bytes(b"changed by serving")
    assert json.loads(told)[bucket.name].keys() == {"holds", "access", "uri", "keys"}, "and no key is told"


def test_a_bucket_that_opens_by_identity_is_told_by_its_place_and_brings_no_key() -> None:
    store = WrittenStore(name="models", holds="models", kind="object", opens_by_identity=True)
    job = PromotionJob(
        plan="atlas", namespace=NAMESPACE, name="promotion-1", labels={}, image=IMAGE, arguments=(), code="code",
        stores=(store,),
    )  # fmt: skip
    pod = promotion_manifest(job)["spec"]["template"]["spec"]
    assert [each["configMap"]["name"] for each in pod["volumes"] if each["name"] == "store-models"] == [
        "store-models"
    ]
    assert not any("secret" in each for each in pod["volumes"]), "promotion's service account has the right"
    (told,) = (each["value"] for each in pod["containers"][0]["env"] if each["name"] == "GROUNDPLAN_STORES")
    assert json.loads(told)["models"] == {
        "holds": "models",
        "access": "write",
        "bucket": "/groundplan/buckets/models",
    }
