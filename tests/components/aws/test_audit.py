"""What is left in an account of AWS carries the stack's tags; what goes, or is another's, does not count."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from components.aws import tagged as tagging
from components.aws.audit import audit, owner_of, tags_of
from components.topology.asking import CannotAsk
from tests.components.aws import simulated_account as account
from tests.components.aws.simulated_account import ACCOUNT, CLUSTER, OURS, REGION, THEIRS, client, request


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with account.simulated_account(monkeypatch):
        yield


def network(tags: dict[str, str]) -> tuple[str, str]:
    """Make a network and a subnet; return their ids."""
    ec2 = client("ec2")
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=account.tagged("vpc", tags))
    vpc = made["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(
        VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=account.tagged("subnet", tags)
    )
    return vpc, subnet["Subnet"]["SubnetId"]


def machine(tags: dict[str, str]) -> str:
    """Start a machine, and return its id."""
    started = client("ec2").run_instances(
        ImageId=account.IMAGE, MinCount=1, MaxCount=1, TagSpecifications=account.tagged("instance", tags)
    )
    return started["Instances"][0]["InstanceId"]


def test_an_account_without_anything_of_the_stack_has_nothing_left() -> None:
    network({"Name": "somebody's"})
    account.volume(THEIRS)
    found = audit(request())
    assert found.left == () and found.going == () and found.place == f"account {ACCOUNT}, {REGION}"


def test_everything_with_the_stack_s_tags_is_left_whatever_its_service() -> None:
    vpc, subnet = network(OURS)
    made = {
        vpc: "ec2:vpc",
        subnet: "ec2:subnet",
        account.volume(OURS): "ec2:volume",
        account.key(OURS): "kms:key",
        account.bucket("digits-models-1a2b3c4d", OURS): "s3:bucket",
        account.role("digits-train-20261127", OURS): "iam:role",
    }
    client("logs").create_log_group(logGroupName="/aws/eks/digits-prod/cluster", tags=OURS)
    made["/aws/eks/digits-prod/cluster"] = "logs:log-group"
    found = audit(request())
    assert account.kinds(found) == made
    assert {each.location for each in found.left} == {REGION, tagging.EVERYWHERE}
    assert found.left[0].labels["Name"] == "digits-it"


def test_the_log_group_that_eks_makes_anew_without_tags_is_left() -> None:
    for name in (
        "/aws/eks/digits-prod/cluster",
        "/aws/eks/digits-prod/cluster-of-others",
        "/aws/eks/digits-dev/cluster",
    ):
        client("logs").create_log_group(logGroupName=name)
    found = audit(request())
    assert account.kinds(found) == {"/aws/eks/digits-prod/cluster": "logs:log-group"}, (
        "a cluster that is gone still writes for minutes, and the next `up` is refused while its log group is there"
    )
    assert found.left[0].made is not None


def test_what_another_stack_made_of_a_plan_of_the_same_name_is_not_left() -> None:
    account.volume(THEIRS)
    account.key(THEIRS)
    account.role("digits-train-1", THEIRS)
    assert audit(request()).left == ()
    assert len(audit(request(stack_id=None)).left) == 3, "but of a stack without an id all of the plan counts"


def test_what_the_cluster_s_controllers_made_is_left_though_it_has_none_of_our_tags() -> None:
    of_a_claim = account.volume({f"kubernetes.io/cluster/{CLUSTER}": "owned", "CSIVolumeName": "pvc-1"})
    account.volume({"kubernetes.io/cluster/digits-dev": "owned"})
    assert account.names(audit(request()).left) == {of_a_claim}


def test_an_interface_that_the_network_plugin_left_is_told_since_it_holds_up_the_end_of_a_stack() -> None:
    _, subnet = network({"Name": "somebody's"})
    made = client("ec2").create_network_interface(
        SubnetId=subnet,
        TagSpecifications=account.tagged("network-interface", {"cluster.k8s.amazonaws.com/name": CLUSTER}),
    )["NetworkInterface"]["NetworkInterfaceId"]
    assert account.kinds(audit(request())) == {made: "ec2:network-interface"}


def test_machines_have_no_stack_s_tag_and_the_cluster_s_tells_whose_they_are() -> None:
    plan = {"groundplan-plan": "digits"}
    ours = machine({**plan, "eks:cluster-name": CLUSTER})
    machine({**plan, "eks:cluster-name": "digits-dev"})
    assert account.names(audit(request()).left) == {ours}


def test_a_key_that_waits_for_its_deletion_is_told_apart_with_the_day() -> None:
    key = account.key(OURS)
    client("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=30)
    found = audit(request())
    (going,) = found.going
    assert found.left == () and going.name == key, "it cannot go sooner, and nobody has to do anything"
    assert going.going is not None and going.going.startswith("PendingDeletion until 20")


def test_a_machine_that_has_ended_is_listed_for_an_hour_and_is_not_left() -> None:
    ended = machine(OURS)
    client("ec2").terminate_instances(InstanceIds=[ended])
    found = audit(request())
    assert found.left == () and [each.going for each in found.going] == ["terminated"]


def test_a_nat_gateway_that_is_gone_and_still_listed_is_not_left() -> None:
    _, subnet = network({"Name": "somebody's"})
    gateway = client("ec2").create_nat_gateway(
        SubnetId=subnet, ConnectivityType="private", TagSpecifications=account.tagged("natgateway", OURS)
    )["NatGateway"]["NatGatewayId"]
    assert account.kinds(audit(request())) == {gateway: "ec2:natgateway"}
    client("ec2").delete_nat_gateway(NatGatewayId=gateway)
    assert audit(request()).left == ()


def test_a_peering_that_is_gone_and_still_listed_is_not_left() -> None:
    (ours, _), (theirs, _) = network({"Name": "somebody's"}), network({"Name": "somebody else's"})
    joined = client("ec2").create_vpc_peering_connection(
        VpcId=ours, PeerVpcId=theirs, TagSpecifications=account.tagged("vpc-peering-connection", OURS)
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    assert account.kinds(audit(request())) == {joined: "ec2:vpc-peering-connection"}
    client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=joined)
    assert audit(request()).left == ()


def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "PAGE", 2)
    made = {account.volume(OURS) for _ in range(7)}
    calls: list[Any] = []
    count_calls(monkeypatch, calls)
    assert account.names(audit(request()).left) == made
    assert len([name for name in calls if name == "GetResources"]) > 7, "two a page, for each of the tags"


def count_calls(monkeypatch: pytest.MonkeyPatch, calls: list[str]) -> None:
    """Keep the name of every operation that is called."""
    true = boto3.Session.client

    def counted(self: boto3.Session, *arguments: Any, **more: Any) -> Any:
        made = true(self, *arguments, **more)
        made.meta.events.register("before-call", lambda model, **_: calls.append(model.name))
        return made

    monkeypatch.setattr(boto3.Session, "client", counted)


def test_roles_of_others_whose_names_begin_alike_are_told_by_their_tags() -> None:
    account.role("digits-of-somebody", {})
    account.role("unlike", OURS)
    ours = account.role("digits-train-1", OURS)
    assert account.names(audit(request()).left) == {ours}, "roles are looked for by how their names begin"


def test_an_age_is_known_where_the_service_tells_it() -> None:
    before = datetime.now(UTC)
    account.volume(OURS)
    account.bucket("digits-models", OURS)
    network(OURS)
    made = {each.kind: each.made for each in audit(request()).left}
    for kind in ("ec2:volume", "s3:bucket"):
        moment = made[kind]
        assert moment is not None and abs((moment - before).total_seconds()) < 3600
    assert made["ec2:vpc"] is None, "a network has no birthday"


def test_what_we_may_not_see_is_left_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    key = account.key(OURS)
    deny(monkeypatch, "DescribeKey")
    found = audit(request())
    assert account.names(found.left) == {key}, "who cannot look does not say that nothing is there"
    assert any(
        "whether kms:key is being deleted could not be seen (AccessDenied" in each for each in found.notes
    )


def test_no_right_to_list_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    deny(monkeypatch, "GetResources")
    with pytest.raises(CannotAsk, match=r"AWS does not tell what plan digits has .AccessDenied"):
        audit(request())


def deny(monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    """Let AWS refuse an operation, as it does to who lacks the right."""
    from botocore.client import BaseClient
    from botocore.exceptions import ClientError

    true = BaseClient._make_api_call

    def answer(self: Any, name: str, given: Any) -> Any:
        if name == operation:
            said: Any = {"Error": {"Code": "AccessDeniedException", "Message": f"not authorized to {name}"}}
            raise ClientError(said, name)
        return true(self, name, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)


def test_a_stack_s_cluster_is_told_by_its_name_and_everything_is_asked_for() -> None:
    owner = owner_of(request())
    asked = dict(tags_of(owner))
    assert owner.cluster == CLUSTER and asked["groundplan-stack"] == "prod-1a"
    assert asked["groundplan-plan"] == "digits" and asked["eks:cluster-name"] == CLUSTER
    assert "groundplan-stack" not in dict(tags_of(owner_of(request(stack_id=None))))
