"""What quota an account holds is what Service Quotas tells, simulated here: moto has that of networks alone."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from components.aws import quota
from components.aws.account import Account
from components.topology.asking import CannotAsk
from components.topology.quota import QuotaNeed

P = "Running On-Demand P instances (L-417A185B)"
STANDARD = "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances (L-1216C47A)"
REGION = "us-east-1"


def need(family: str, amount: int = 96) -> QuotaNeed:
    return QuotaNeed(
        provider="aws", location=REGION, family=family, unit="vCPUs", amount=amount, pools=("train/gpu",)
    )


@pytest.fixture
def simulated_quotas(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """Give what answers as Service Quotas does: every answer is checked against Amazon's own description of it."""
    session = boto3.Session(aws_access_key_id="simulated", aws_secret_access_key="simulated")
    client: Any = session.client("service-quotas", region_name=REGION)
    monkeypatch.setattr(Account, "client", lambda _self, _service: client)
    opened = Account(session=session, account_id="123456789012", location=REGION)
    monkeypatch.setattr(quota, "open_account", lambda _configured, _location: opened)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def answer(stub: Stubber, code: str, value: float, operation: str = "get_service_quota") -> None:
    said = {"Quota": {"ServiceCode": "ec2", "QuotaCode": code, "Value": value}}
    stub.add_response(operation, said, {"ServiceCode": "ec2", "QuotaCode": code})


def test_each_family_is_asked_by_its_code(simulated_quotas: Stubber) -> None:
    answer(simulated_quotas, "L-417A185B", 192.0)
    answer(simulated_quotas, "L-1216C47A", 5.0)
    assert quota.held({}.get, [need(STANDARD), need(P)]) == {P: 192, STANDARD: 5}


def test_a_quota_that_nobody_changed_is_amazon_s_own(simulated_quotas: Stubber) -> None:
    simulated_quotas.add_client_error("get_service_quota", "NoSuchResourceException")
    answer(simulated_quotas, "L-417A185B", 0.0, "get_aws_default_service_quota")
    assert quota.held({}.get, [need(P)]) == {P: 0}


def test_a_quota_that_amazon_does_not_know_is_left_out(simulated_quotas: Stubber) -> None:
    for operation in ("get_service_quota", "get_aws_default_service_quota"):
        simulated_quotas.add_client_error(operation, "NoSuchResourceException")
    assert quota.held({}.get, [need(P), need("a family without a code")]) == {}


def test_no_right_to_ask_is_a_sentence(simulated_quotas: Stubber) -> None:
    simulated_quotas.add_client_error("get_service_quota", "AccessDeniedException", "not authorized")
    with pytest.raises(
        CannotAsk, match=r"what quota the account holds \(AccessDeniedException: not authorized\)"
    ):
        quota.held({}.get, [need(P)])


def test_the_way_out_is_a_command_that_can_be_pasted() -> None:
    assert quota.way_out(need(P, 192)).endswith(
        "--service-code ec2 --quota-code L-417A185B --desired-value 192 --region us-east-1`"
    )


def test_every_family_of_the_catalog_has_a_code() -> None:
    from components.catalog.loading import load_catalog

    of_aws = {offer.machine for offer in load_catalog().offers if offer.machine.provider == "aws"}
    families = {
        each for machine in of_aws for each in (machine.quota_family, machine.spot_quota_family) if each
    }
    assert families and all(quota.CODE.search(family) for family in families), families
