"""Roles of the topology's identities: its rights, and no others."""

import json
from typing import Any

from components.aws.identity import AwsIdentities, AwsIdentitiesArgs, rights_policy
from tests.components.aws import recorded

KEY = f"arn:aws:kms:us-east-1:{recorded.ACCOUNT}:key/storage"
TOPOLOGY = recorded.topology()
STORES = [store.name for store in TOPOLOGY.stores]


def made() -> dict:
    args = AwsIdentitiesArgs(
        topology=TOPOLOGY, location=recorded.REGION, account_id=recorded.ACCOUNT, cluster_name="digits-local",
        store_arns={store: f"arn:aws:s3:::{store}" for store in STORES}, key=KEY,
    )  # fmt: skip
    return recorded.made(lambda: AwsIdentities("identities", args) and None)


def statements(identity: str) -> list[dict[str, Any]]:
    return json.loads(made()[f"identities-policy-{identity}"].inputs["policy"])["Statement"]


def reached(identity: str, action: str) -> set[str]:
    found = [each for each in statements(identity) if action in each["Action"]]
    return {resource.split(":::")[1].split("/")[0] for each in found for resource in each["Resource"]}


def test_serving_reads_models_and_nothing_else() -> None:
    assert reached("serve", "s3:GetObject") == {"models"}
    writing = {"s3:PutObject", "s3:DeleteObject", "kms:GenerateDataKey"}
    assert not any(writing & set(each["Action"]) for each in statements("serve")), (
        "a served model that is taken over must not change what others serve"
    )


def test_training_reaches_no_model_that_is_served() -> None:
    assert "models" not in reached("train", "s3:GetObject") | reached("train", "s3:PutObject")
    assert reached("train", "s3:PutObject") == {"checkpoints"}


def test_a_registry_opens_to_its_server_alone() -> None:
    able = {
        name
        for name in ("train", "serve", "promotion", "registry")
        if "registry" in reached(name, "s3:GetObject")
    }
    assert able == {"registry"}, "everybody else asks the server, which asks for a password"


def test_no_right_is_for_everything() -> None:
    for identity in ("train", "serve", "promotion"):
        for each in statements(identity):
            assert "*" not in each["Resource"] and not any(action.endswith("*") for action in each["Action"])


def test_the_key_opens_through_object_stores_alone() -> None:
    (key,) = [each for each in statements("train") if each["Resource"] == [KEY]]
    assert key["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def test_pods_get_a_role_by_their_namespace_and_account() -> None:
    associations = recorded.of_type(made(), "eks/podIdentityAssociation:PodIdentityAssociation")
    found = {
        (each.inputs["namespace"], each.inputs["serviceAccount"]): each.inputs["roleArn"].rpartition("/")[2]
        for each in associations.values()
    }
    assert found == {
        ("digits-train", "train"): "identities-role-train",
        ("digits-serve", "serve"): "identities-role-serve",
        ("digits-serve", "promotion"): "identities-role-promotion",
        ("digits-registry", "registry"): "identities-role-registry",
    }


def test_only_pods_of_this_account_take_a_role() -> None:
    (trusted,) = json.loads(made()["identities-role-train"].inputs["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert trusted["Condition"] == {"StringEquals": {"aws:SourceAccount": recorded.ACCOUNT}}


def test_equal_rights_give_equal_text() -> None:
    arns = {"a": "arn:aws:s3:::a", "b": "arn:aws:s3:::b"}
    one = rights_policy({"a": "read", "b": "write"}, arns, None, "us-east-1")
    assert one == rights_policy({"b": "write", "a": "read"}, arns, None, "us-east-1"), (
        "order would look like a change"
    )
