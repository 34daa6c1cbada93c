"""The cluster: private, encrypted, and nobody's who is not known to Google."""

import json
from typing import Any

import pytest

from components.gcp.kubeconfig import kubeconfig
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import CLUSTER, KEY, made


def cluster(**changed: Any) -> dict[str, Any]:
    (found,) = recorded.of_type(made(**changed), CLUSTER).values()
    return found.inputs


def test_with_nothing_allowed_the_api_server_has_no_public_address() -> None:
    given = cluster()
    assert given["privateClusterConfig"]["enablePrivateEndpoint"] is True
    blocks = given["masterAuthorizedNetworksConfig"]["cidrBlocks"]
    assert [block["cidrBlock"] for block in blocks] == ["10.20.0.0/16"], "whoever runs up is in the network"


def test_else_it_answers_exactly_these_ranges() -> None:
    given = cluster(**recorded.network(allowed_cidrs=["203.0.113.0/24"]))
    assert given["privateClusterConfig"]["enablePrivateEndpoint"] is False
    config = given["masterAuthorizedNetworksConfig"]
    assert [block["cidrBlock"] for block in config["cidrBlocks"]] == ["203.0.113.0/24"]
    assert config["gcpPublicCidrsAccessEnabled"] is False, (
        "machines of other customers are no range of the plan's"
    )


@pytest.mark.parametrize("allowed", [[], ["203.0.113.0/24"]])
def test_no_other_way_leads_to_it(allowed: list[str]) -> None:
    given = cluster(**recorded.network(allowed_cidrs=allowed))
    endpoints = given["controlPlaneEndpointsConfig"]
    assert endpoints["dnsEndpointConfig"]["allowExternalTraffic"] is False, "it knows no ranges of addresses"
    assert given["privateClusterConfig"]["enablePrivateNodes"] is True, "nodes take the private way"
    assert "masterIpv4CidrBlock" not in given["privateClusterConfig"], "Google refuses it beside a subnet"


def test_secrets_are_encrypted_by_the_customers_key() -> None:
    assert cluster(**KEY)["databaseEncryption"]["state"] == "ENCRYPTED"
    assert cluster(**KEY)["databaseEncryption"]["keyName"].endswith("/secrets")
    assert cluster()["databaseEncryption"] == {"state": "DECRYPTED"}, (
        "Google's own key encrypts the disk below"
    )


def test_nobody_is_let_in_by_a_certificate_or_unknown() -> None:
    given = cluster()
    assert given["masterAuth"]["clientCertificateConfig"] == {"issueClientCertificate": False}
    assert given["anonymousAuthenticationConfig"] == {"mode": "LIMITED"}
    assert given["enableLegacyAbac"] is False
    assert set(given["rbacBindingConfig"].values()) == {False}


def test_what_the_control_plane_does_is_logged() -> None:
    assert set(cluster()["loggingConfig"]["enableComponents"]) >= {
        "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "SYSTEM_COMPONENTS"
    }  # fmt: skip


def test_network_policies_hold() -> None:
    assert cluster()["datapathProvider"] == "ADVANCED_DATAPATH", "without it nothing enforces them"
    assert cluster()["enableIntranodeVisibility"] is True, "flow logs would miss pods of one node"


def test_names_are_cached_on_every_node_whatever_the_version() -> None:
    assert cluster()["addonsConfig"]["dnsCacheConfig"] == {"enabled": True}, (
        "who may ask it is told to policies, and must not turn on what a version does by itself"
    )


def test_pods_have_identities_of_their_own() -> None:
    assert cluster()["workloadIdentityConfig"] == {"workloadPool": f"{recorded.PROJECT}.svc.id.goog"}


def test_it_makes_no_pool_of_nodes_of_its_own() -> None:
    assert cluster()["removeDefaultNodePool"] is True
    first = cluster(**KEY)["nodeConfig"]
    assert first["serviceAccount"].startswith("digits-nodes-system") and first["bootDiskKmsKey"], (
        "those that are there for a moment are as safe as ours"
    )


def test_only_subnets_with_nodes_are_part_of_it() -> None:
    ranges = cluster()["ipAllocationPolicy"]["additionalIpRangesConfigs"]
    assert len(ranges) == 4 and all(each["podIpv4RangeNames"] == ["pods"] for each in ranges)


def test_in_production_it_is_not_removed_by_accident() -> None:
    production = cluster(environment="production", **recorded.network(zones=3))
    assert production["deletionProtection"] is True and cluster()["deletionProtection"] is False


def test_it_tells_whose_it_is() -> None:
    assert cluster()["resourceLabels"][recorded.MADE_BY] == "ada-laptop-local"


def test_a_kubeconfig_holds_no_credential() -> None:
    document = json.loads(kubeconfig("digits", "Q0E=", "10.20.192.2"))
    (user,) = document["users"]
    assert set(user["user"]) == {"exec"} and user["user"]["exec"]["command"] == "gke-gcloud-auth-plugin"
    assert document["clusters"][0]["cluster"]["server"] == "https://10.20.192.2"


def test_a_kubeconfig_asks_as_the_provider_does() -> None:
    (user,) = json.loads(kubeconfig("digits", "Q0E=", "10.20.192.2"))["users"]
    assert user["user"]["exec"]["args"] == ["--use_application_default_credentials=true"], (
        "who is logged in to gcloud may be nobody, or somebody without rights"
    )
