"""Identities: the topology's rights and no others, and no key that could be stolen."""

from functools import cache

import pulumi

from components.gcp.identity import (
    GcpIdentities,
    GcpIdentitiesArgs,
    GcpNodeAccounts,
    GcpNodeAccountsArgs,
)
from components.topology.places import accounts_of
from components.topology.rights import direct_rights
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

RIGHT = "storage/bucketIAMMember:BucketIAMMember"
ACCOUNT = "serviceaccount/account:Account"
POOL = f"{recorded.PROJECT}.svc.id.goog"
SUBJECT = f"principal://iam.googleapis.com/projects/{recorded.NUMBER}/locations/global/workloadIdentityPools/{POOL}/subject"
PODS = {
    "train": f"{SUBJECT}/ns/digits-train/sa/train",
    "serve": f"{SUBJECT}/ns/digits-serve/sa/serve",
    "promotion": f"{SUBJECT}/ns/digits-serve/sa/promotion",
    "registry": f"{SUBJECT}/ns/digits-registry/sa/registry",
}
"""Identity -> its pods, in the namespace and with the account that services make for it."""


@cache
def made() -> dict[str, Registered]:
    topology = recorded.topology()
    buckets = {store.name: f"bucket-of-{store.name}" for store in topology.stores}

    def program() -> list[pulumi.Output[str]]:
        args = GcpIdentitiesArgs(
            topology=topology,
            project=recorded.PROJECT,
            number=recorded.NUMBER,
            store_ids=buckets,
            workload_pool=POOL,
        )
        nodes = GcpNodeAccounts("nodes", GcpNodeAccountsArgs(topology=topology, project=recorded.PROJECT))
        identities = GcpIdentities("identity", args)
        return [
            *(each for found in identities.identity_ids.values() for each in found),
            *nodes.node_accounts.values(),
        ]

    return recorded.made(program)


def granted() -> set[tuple[str, str, str]]:
    return {
        (each.inputs["bucket"], each.inputs["member"], each.inputs["role"])
        for each in recorded.of_type(made(), RIGHT).values()
    }


def test_every_right_of_the_topology_is_granted_and_no_other() -> None:
    roles = {"read": "roles/storage.objectViewer", "write": "roles/storage.objectUser"}
    rights = direct_rights(recorded.topology())
    assert granted() == {
        (f"bucket-of-{right.store}", PODS[right.identity], roles[right.access]) for right in rights
    }, "what no right grants is denied, and a registry's store opens to its server alone"


def test_serving_reads_models_and_nothing_else() -> None:
    of_serving = {(bucket, role) for bucket, member, role in granted() if member == PODS["serve"]}
    assert of_serving == {("bucket-of-models", "roles/storage.objectViewer")}


def test_nodes_may_only_write_logs_and_metrics_and_fetch_images() -> None:
    roles = recorded.of_type(made(), "projects/iAMMember:IAMMember")
    held: dict[str, set[str]] = {}
    for each in roles.values():
        held.setdefault(each.inputs["member"], set()).add(each.inputs["role"])
    members = held.keys()
    assert all(
        found
        == {
            "roles/container.defaultNodeServiceAccount",
            "roles/artifactregistry.reader",
            "roles/serviceusage.serviceUsageConsumer",
        }
        for found in held.values()
    ), "without the second the project's own images are refused, without the third none is streamed"
    assert len(members) == 3, "those of training, of serving and of the cluster itself are apart"
    assert not members & {member for _, member, _ in granted()}, (
        "no node reads a store: its pods do, as themselves"
    )


def test_no_key_and_no_account_of_pods_is_ever_made() -> None:
    assert not recorded.of_type(made(), "serviceaccount/key:Key")
    assert len(recorded.of_type(made(), ACCOUNT)) == 3, "accounts are for nodes alone"


def test_promotion_runs_beside_every_serving_cluster() -> None:
    second = {**recorded.CLUSTERS[1], "name": "second"}
    topology = recorded.topology(clusters=[*recorded.CLUSTERS, second])
    assert accounts_of(topology, "promotion") == (
        ("digits-second", "promotion"),
        ("digits-serve", "promotion"),
    )


def test_an_account_is_named_by_what_it_is_for() -> None:
    ids = {each.inputs["accountId"] for each in recorded.of_type(made(), ACCOUNT).values()}
    assert all(each.startswith("digits-nodes-") and 6 <= len(each) <= 30 for each in ids)
