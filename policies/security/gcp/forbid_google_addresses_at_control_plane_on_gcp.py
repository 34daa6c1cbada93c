"""Machines of other customers of Google's are no neighbours: their addresses are let in nowhere."""

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-google-addresses-at-control-plane-on-gcp",
    promise="No cluster of GKE answers to every public address of Google Cloud.",
    severity=Severity.HIGH,
    remedy="set masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled to false",
    references=("CIS GKE 5.6.3", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(CLUSTER,),
    check=is_false("masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled"),
    mended=lambda cluster: {
        **cluster,
        "masterAuthorizedNetworksConfig": {
            **(cluster.get("masterAuthorizedNetworksConfig") or {}),
            "gcpPublicCidrsAccessEnabled": False,
        },
    },
)
