"""What functions of the SDKs answer, such as the account and the zones. All of it is simulated."""

from collections.abc import Mapping
from typing import Any

from stacks.offline.simulated_clouds.clusters import NOWHERE, ApiServer
from stacks.offline.simulated_clouds.inventing import ACCOUNT, PROJECT, SUBSCRIPTION, invented
from stacks.offline.simulated_clouds.sdk import answer_type, output_types

REGIONS = {"aws": "us-east-1", "gcp": "us-central1"}
"""Where a provider is that was not told."""

ZONE_LETTERS = "abcdef"


def answer(
    token: str, given: Mapping[str, Any], region: str, api_server: ApiServer = NOWHERE
) -> dict[str, Any]:
    """Return the answer of a function: the fixed one where the table has one, else one made up after its type.

    What the program asks with is part of the answer, as the real providers do it.
    """
    made: dict[str, Any] = {}
    if result := answer_type(token):
        made = {key: invented(key, of, token, token, key) for key, of in output_types(result).items()}
    fixed = FIXED.get(token)
    return {**made, **given, **(fixed(region) if fixed else {}), **api_server.answered_by(token)}


def _zones(region: str) -> dict[str, Any]:
    names = [f"{region}{letter}" for letter in ZONE_LETTERS]
    return {"names": names, "zoneIds": [f"simulated-az{n}" for n in range(1, len(names) + 1)]}


FIXED = {
    "aws:index/getCallerIdentity:getCallerIdentity": lambda region: {
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/simulated",
        "id": ACCOUNT,
        "userId": "SIMULATED",
    },
    "aws:index/getPartition:getPartition": lambda region: {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
    },
    "aws:index/getRegion:getRegion": lambda region: {"name": region, "region": region, "id": region},
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:iam/getSessionContext:getSessionContext": lambda region: {
        "issuerArn": f"arn:aws:iam::{ACCOUNT}:role/simulated"
    },
    "aws:eks/getAddonVersion:getAddonVersion": lambda region: {"version": "v1.0.0-eksbuild.1"},
    "gcp:organizations/getProject:getProject": lambda region: {
        "projectId": PROJECT,
        "number": ACCOUNT,
        "name": PROJECT,
        "id": f"projects/{PROJECT}",
    },
    "gcp:organizations/getClientConfig:getClientConfig": lambda region: {
        "project": PROJECT,
        "region": region,
    },
    "gcp:compute/getZones:getZones": lambda region: {"names": [f"{region}-{letter}" for letter in "abcf"]},
    "azure-native:authorization:getClientConfig": lambda region: {
        "clientId": SUBSCRIPTION,
        "objectId": SUBSCRIPTION,
        "subscriptionId": SUBSCRIPTION,
        "tenantId": SUBSCRIPTION,
    },
}
"""Function -> its answer in a region."""
