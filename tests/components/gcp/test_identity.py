"""Identities: the topology's rights and no others, and no key that could be stolen."""

from functools import cache

import pulumi

from components.gcp.identity import (
    GcpFederation,
    GcpFederationArgs,
    GcpIdentities,
    GcpIdentitiesArgs,
)
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

RIGHT = "storage/bucketIAMMember:BucketIAMMember"
ACCOUNT = "serviceaccount/account:Account"
POOL = f"{recorded.PROJECT}.svc.id.goog"


@cache
def made() -> dict[str, Registered]:
    topology = recorded.topology()
    buckets = {store.name: f"bucket-of-{store.name}" for store in topology.stores}

    def program() -> list[pulumi.Output[str]]:
        identities = GcpIdentities(
            "identity", GcpIdentitiesArgs(topology=topology, project=recorded.PROJECT, store_ids=buckets)
        )
        federated = GcpFederationArgs(
            topology=topology,
            project=recorded.PROJECT,
            identity_ids=identities.identity_ids,
            workload_pool=POOL,
        )
        GcpFederation("federation", federated)
        return [*identities.identity_ids.values(), *identities.node_accounts.values()]

    return recorded.made(program)


def test_every_right_of_the_topology_is_granted_and_no_other() -> None:
    topology = recorded.topology()
    roles = {"read": "roles/storage.objectViewer", "write": "roles/storage.objectUser"}
    wanted = {
        (f"bucket-of-{right.store}", f"{right.identity}", roles[right.access]) for right in topology.rights
    }
    granted = {
        (each.inputs["bucket"], each.inputs["member"].partition("work-")[2].rpartition("@")[0].rpartition("-")[0],
         each.inputs["role"])
        for each in recorded.of_type(made(), RIGHT).values()
    }  # fmt: skip
    assert granted == wanted, "what no right grants is denied"


def test_serving_reads_models_and_nothing_else() -> None:
    of_serving = [
        each.inputs for each in recorded.of_type(made(), RIGHT).values() if "-serve-" in each.inputs["member"]
    ]
    assert [(each["bucket"], each["role"]) for each in of_serving] == [
        ("bucket-of-models", "roles/storage.objectViewer")
    ]


def test_nodes_may_only_write_logs_and_metrics() -> None:
    roles = recorded.of_type(made(), "projects/iAMMember:IAMMember")
    assert {each.inputs["role"] for each in roles.values()} == {"roles/container.defaultNodeServiceAccount"}
    members = {each.inputs["member"] for each in roles.values()}
    assert len(members) == 3, "those of training, of serving and of the cluster itself are apart"
    stores = {each.inputs["member"] for each in recorded.of_type(made(), RIGHT).values()}
    assert not members & stores, "no node reads a store: its pods do, each as itself"


def test_no_key_of_an_account_is_ever_made() -> None:
    assert not recorded.of_type(made(), "serviceaccount/key:Key")


def test_an_identity_is_borrowed_by_its_own_pods_alone() -> None:
    bound = {
        name: each.inputs["member"]
        for name, each in recorded.of_type(made(), "serviceaccount/iAMMember:IAMMember").items()
    }
    assert bound == {
        "federation-train-digits-train": f"serviceAccount:{POOL}[digits-train/train]",
        "federation-serve-digits-serve": f"serviceAccount:{POOL}[digits-serve/serve]",
        "federation-promotion-digits-serve": f"serviceAccount:{POOL}[digits-serve/promotion]",
    }, "the namespaces and accounts that services make for the same identities"


def test_an_account_is_named_by_what_it_is_for() -> None:
    ids = {each.inputs["accountId"] for each in recorded.of_type(made(), ACCOUNT).values()}
    assert len(ids) == 6 and all(6 <= len(each) <= 30 for each in ids)
