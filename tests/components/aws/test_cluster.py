"""The control plane: private, encrypted, logged, and administered by who is named."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from components.aws.cluster import AwsCluster, AwsClusterArgs
from components.holding import GIVEN_UP
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered, record

KEYS = {"secrets": "arn:aws:kms:us-east-1:1:key/secrets", "logs": "arn:aws:kms:us-east-1:1:key/logs"}


@cache
def line(
    *allowed: str,
    key: bool = True,
    environment: str = "development",
    profile: str | None = None,
    role: str | None = None,
) -> tuple[dict[str, Registered], Any]:
    topology = replace(recorded.topology(environment=environment), allowed_cidrs=allowed)
    args = AwsClusterArgs(
        topology=topology, location=recorded.REGION, cluster_name="digits-local", version="1.35",
        network_cidr="10.20.0.0/16", subnet_ids=["subnet-a", "subnet-b"], group_id="sg-1", account_id=recorded.ACCOUNT,
        administrator=recorded.ADMINISTRATOR, key_ids=KEYS if key else {},
        profile=profile, role=role,
    )  # fmt: skip

    def program() -> Any:
        made = AwsCluster("cluster", args)
        return {"kubeconfig": made.kubeconfig, "id": made.cluster_id, "issuer": made.issuer}

    return record(program, answers=recorded.Answers())


def control_plane(*allowed: str, **changed: Any) -> dict[str, Any]:
    return line(*allowed, **changed)[0]["cluster-control-plane"].inputs


def test_without_ranges_the_api_server_is_reached_from_the_network_alone() -> None:
    reach = control_plane()["vpcConfig"]
    assert reach["endpointPrivateAccess"] is True and reach["endpointPublicAccess"] is False
    assert "publicAccessCidrs" not in reach


def test_with_ranges_it_is_reached_from_exactly_these_and_nodes_stay_inside() -> None:
    reach = control_plane("198.51.100.0/24", "203.0.113.7/32")["vpcConfig"]
    assert reach["publicAccessCidrs"] == ["198.51.100.0/24", "203.0.113.7/32"]
    assert reach["endpointPublicAccess"] is True and reach["endpointPrivateAccess"] is True


def test_rights_have_spread_when_eks_asks_for_them_and_logs_have_ended_when_their_group_goes() -> None:
    resources = line()[0]
    wait = resources["cluster-settling"]
    before = {"cluster-logs", "cluster-role-secrets", "cluster-role-AmazonEKSClusterPolicy"}
    assert before <= wait.depends_on and wait.inputs["made_s"] > 0, "EKS asks the key by its role at once"
    assert "cluster-settling" in resources["cluster-control-plane"].depends_on
    assert wait.inputs["gone_s"] > 60, (
        "a cluster that is gone still writes, and EKS would make the group anew"
    )
    assert line(key=False)[0]["cluster-settling"].inputs["made_s"] == 0, "no key is asked"


def test_secrets_are_encrypted_by_the_customers_key() -> None:
    assert control_plane()["encryptionConfig"] == {
        "provider": {"keyArn": KEYS["secrets"]}, "resources": ["secrets"],
    }  # fmt: skip
    assert "encryptionConfig" not in control_plane(key=False), "AWS encrypts them by a key of its own"


def test_eks_takes_the_role_for_this_cluster_and_no_other() -> None:
    (trusted,) = json.loads(line()[0]["cluster-role"].inputs["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "eks.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": recorded.ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:eks:us-east-1:{recorded.ACCOUNT}:cluster/digits-local"},
    }, "for another account's cluster EKS would act with our rights"


def test_every_log_is_kept_and_encrypted() -> None:
    assert set(control_plane()["enabledClusterLogTypes"]) == {
        "api", "audit", "authenticator", "controllerManager", "scheduler",
    }  # fmt: skip
    logs = line()[0]["cluster-logs"].inputs
    assert logs["name"] == "/aws/eks/digits-local/cluster" and logs["kmsKeyId"] == KEYS["logs"]


def test_nobody_administers_it_for_having_made_it() -> None:
    assert control_plane()["accessConfig"] == {
        "authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False,
    }  # fmt: skip
    resources = line()[0]
    assert resources["cluster-administrator"].inputs["principalArn"] == recorded.ADMINISTRATOR
    assert resources["cluster-administration"].inputs["policyArn"].endswith("/AmazonEKSClusterAdminPolicy")


def test_production_protects_it_on_both_sides() -> None:
    resources = line(environment="production")[0]
    assert resources["cluster-control-plane"].protect, "pulumi would destroy it"
    assert resources["cluster-control-plane"].inputs["deletionProtection"] is True, "so would the console"


def test_the_kubeconfig_is_secret_and_holds_no_credential() -> None:
    _, told = line()
    config = json.loads(told["kubeconfig"])
    (user,) = config["users"]
    assert user["user"]["exec"]["command"] == "aws" and set(user["user"]) == {"exec"}
    assert "--region us-east-1 eks get-token --cluster-name digits-local" in " ".join(
        user["user"]["exec"]["args"]
    )
    assert config["clusters"][0]["cluster"]["certificate-authority-data"] == "Q0E="


def test_the_token_is_asked_for_as_whom_the_stack_is_in_the_account() -> None:
    role = f"arn:aws:iam::{recorded.ACCOUNT}:role/platform"
    _, told = line(profile="atlas-production", role=role)
    (user,) = json.loads(told["kubeconfig"])["users"]
    assert user["user"]["exec"]["env"] == [{"name": "AWS_PROFILE", "value": "atlas-production"}], (
        "the credentials of a shell may be another account's"
    )
    assert " ".join(user["user"]["exec"]["args"]).endswith(f"--role-arn {role}")


def test_a_cluster_that_is_made_again_is_another_one() -> None:
    _, told = line()
    assert told["id"].endswith("@2026-11-27 21:00:00 +0000 UTC"), (
        "objects of the old one would be looked for in it"
    )


def test_a_cluster_that_is_given_up_by_its_name_may_be_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GIVEN_UP, recorded.topology().name)
    resources, _ = line.__wrapped__(environment="production")
    assert resources["cluster-control-plane"].inputs["deletionProtection"] is False


def test_rights_of_a_key_that_came_later_are_waited_for() -> None:
    of = {key: line(key=key)[0]["cluster-settling"].inputs["of"] for key in (True, False)}
    assert len(of[True]) >= 2 and not of[False], "EKS checks at once that its role may use the key"
