"""The promotion's Job asks for exactly the rights of the promotion identity."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.registry_client import TRUSTED
from components.services.promotion import PromotionJob, WrittenStore, promotion_manifest
from components.topology.places import promotion_secret_name, store_object_name

IMAGE = f"registry.example.com/ray@sha256:{'0' * 64}"
JOB = PromotionJob(
    plan="atlas",
    namespace="atlas-serve",
    name="promotion-1",
    labels={"groundplan-plan": "atlas"},
    image=IMAGE,
    arguments=("--json", "--version", "2"),
    stores=(WrittenStore(name="models", holds="models"),),
    code="promotion-1-code",
)
STORES = st.lists(
    st.builds(
        WrittenStore,
        name=st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True),
        holds=st.just("models"),
        kind=st.sampled_from(["filesystem", "object"]),
    ),
    unique_by=lambda store: store.name,
    max_size=4,
)


def pod_of(job: PromotionJob) -> dict[str, Any]:
    return promotion_manifest(job)["spec"]["template"]["spec"]


def container_of(job: PromotionJob) -> dict[str, Any]:
    (only,) = pod_of(job)["containers"]
    return only


def test_it_is_known_by_its_label_and_its_account_and_has_no_token() -> None:
    manifest = promotion_manifest(JOB)
    labels = manifest["spec"]["template"]["metadata"]["labels"]
    assert labels["groundplan-role"] == "promotion", "by this the policies let it write"
    assert labels["groundplan-plan"] == "atlas", "and `down` finds it"
    assert pod_of(JOB)["serviceAccountName"] == "promotion", "an account of its own"
    assert pod_of(JOB)["automountServiceAccountToken"] is False, "it has nothing to ask the API server"


def test_it_runs_the_program_of_the_checkout_once() -> None:
    container = container_of(JOB)
    assert container["command"] == [
        "python", "-m", "workloads.registry.promote", "--json", "--version", "2",
    ], "the same program as on one machine"  # fmt: skip
    environment = {each["name"]: each["value"] for each in container["env"]}
    assert environment["PYTHONPATH"] == "/groundplan/code/workloads.zip", "with the code that was brought"
    assert promotion_manifest(JOB)["spec"]["backoffLimit"] == 0, "a refusal is an answer, not a failure"


@given(stores=STORES)
def test_each_store_is_reached_in_the_one_way_of_its_kind(stores: list[WrittenStore]) -> None:
    job = replace(JOB, stores=tuple(stores))
    claims = {
        each["persistentVolumeClaim"]["claimName"]
        for each in pod_of(job)["volumes"]
        if "persistentVolumeClaim" in each
    }
    secrets = {each["secret"]["secretName"] for each in pod_of(job)["volumes"] if "secret" in each}
    told = json.loads(
        next(each["value"] for each in container_of(job)["env"] if each["name"] == "GROUNDPLAN_STORES")
    )
    assert claims == {store_object_name(each.name) for each in stores if each.kind == "filesystem"}, "volumes"
    assert secrets == {promotion_secret_name(each.name) for each in stores if each.kind == "object"}, "keys"
    assert set(told) == {each.name for each in stores}, "and the program is told of all, and of no other"
    mounted = {each["mountPath"] for each in container_of(job)["volumeMounts"]}
    assert {each.get("path") or each["keys"] for each in told.values()} <= mounted, "each is where it is told"


def test_a_model_that_goes_to_a_bucket_is_fetched_to_where_it_has_room() -> None:
    written = replace(JOB, stores=(WrittenStore(name="models", holds="models", kind="object"),))
    sizes = [
        next(each["emptyDir"]["sizeLimit"] for each in pod_of(job)["volumes"] if each["name"] == "tmp")
        for job in (JOB, written)
    ]
    assert sizes == ["10Gi", "100Gi"], "a claim takes the model itself, a bucket cannot before it is whole"


def test_the_registry_is_asked_through_its_server_alone() -> None:
    assert {"secretRef": {"name": "registry-client"}} in container_of(JOB)["envFrom"], "address and password"
    claims = [each for each in pod_of(JOB)["volumes"] if "persistentVolumeClaim" in each]
    assert "registry" not in json.dumps(claims), "its volume is its server's"
    (believed,) = (each for each in container_of(JOB)["volumeMounts"] if each["name"] == "registry")
    assert f"{believed['mountPath']}/ca.crt" == TRUSTED, "the Secret says that whom to believe is there"
    (volume,) = (each["configMap"] for each in pod_of(JOB)["volumes"] if each["name"] == "registry")
    assert volume["optional"], "a stack that is not up to date has no such file, and promotes on"


def test_every_container_is_bounded_and_confined() -> None:
    container = container_of(JOB)
    assert container["resources"]["limits"] == container["resources"]["requests"], "it takes what it asks for"
    assert container["securityContext"]["readOnlyRootFilesystem"] is True, "it writes to its stores and /tmp"
    assert container["image"] == IMAGE, "the image that serves, by its digest"
