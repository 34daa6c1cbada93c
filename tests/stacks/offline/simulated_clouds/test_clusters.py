"""A simulated cluster says where its API server is as its provider does, so that a kubeconfig leads there."""

import base64
import json

import pytest

from components.aws.access import kubeconfig as of_aws
from components.azure.kubeconfig import kubeconfig as of_azure
from components.gcp.kubeconfig import kubeconfig as of_google
from stacks.offline.simulated_clouds.clusters import AKS_CREDENTIALS, EKS, GKE, ApiServer, completed
from stacks.offline.simulated_clouds.invokes import answer

HERE = ApiServer(address="127.0.0.1:6443", authority="Q0E=")


def aws() -> str:
    told = completed({"name": "atlas"}, HERE.told_by(EKS))
    authority = told["certificateAuthority"]["data"]
    return of_aws(name="atlas", location="us-east-1", endpoint=told["endpoint"], authority=authority)


def google() -> str:
    given = {"privateClusterConfig": {"enablePrivateNodes": True}}
    told = completed(given, HERE.told_by(GKE))
    assert told["privateClusterConfig"]["enablePrivateNodes"] is True, "what was asked for stays"
    authority = told["masterAuth"]["clusterCaCertificate"]
    return of_google("atlas", authority, told["privateClusterConfig"]["privateEndpoint"])


def azure() -> str:
    (told,) = answer(AKS_CREDENTIALS, {}, "eastus", HERE)["kubeconfigs"]
    return of_azure(base64.b64decode(told["value"]).decode(), name="atlas", login="azurecli")


@pytest.mark.parametrize("of", [aws, google, azure])
def test_the_kubeconfig_of_a_cluster_leads_to_the_api_server(of) -> None:
    (cluster,) = json.loads(of())["clusters"]
    assert cluster["cluster"] == {"server": "https://127.0.0.1:6443", "certificate-authority-data": "Q0E="}


def test_what_is_no_cluster_tells_of_none() -> None:
    assert HERE.told_by("aws:ec2/vpc:Vpc") == {} and HERE.answered_by("aws:index/getRegion:getRegion") == {}
