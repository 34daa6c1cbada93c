"""A file system asks nobody who they are: who may mount it is told by addresses, so these are few."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.ranges import narrow
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import FILESTORE

LEAST = Setting(
    name="least-bits",
    says="the prefix of the widest range that may mount a share",
    default=16,
    schema={"type": "integer", "minimum": 8, "maximum": 32},
)
EXPORTS = "fileShares.nfsExportOptions"


def check(store: Resource) -> Iterator[str]:
    """Find shares for whoever is in the network, and ranges too wide."""
    yield from present(EXPORTS, "who may mount it, since without it the whole network may")(store)
    yield from every(EXPORTS, present("ipRanges", "ranges of addresses"), narrow("ipRanges", LEAST))(store)


RULE = ResourceRule(
    name="restrict-clients-of-file-systems-on-gcp",
    promise="Every share of Filestore names the ranges that may mount it.",
    severity=Severity.HIGH,
    remedy="set nfsExportOptions with ipRanges of the subnets that use it, none wider than the rule's least-bits",
    references=("NIST SP 800-53 AC-3", "PCI DSS 1.3.1", "HIPAA 164.312(a)(1)"),
    types=(FILESTORE,),
    settings=(LEAST,),
    check=check,
)
