"""Google's names lead to the addresses that only a private network reaches, within the perimeter of its services."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

NAMES = re.compile(r"(.+\.)?(googleapis\.com|gcr\.io|pkg\.dev)\.")
ADDRESSES = re.compile(r"199\.36\.153\.([4-9]|1[01])|(.+\.)?(googleapis\.com|gcr\.io|pkg\.dev)\.")
"""Those of restricted.googleapis.com and private.googleapis.com, or a name that has a record itself."""


def check(record: Resource) -> Iterator[str]:
    """Find records of Google's names that lead elsewhere."""
    if not NAMES.fullmatch(str(record.get("name"))):
        return
    for element in record.parts("rrdatas"):
        if not ADDRESSES.fullmatch(str(element.value)):
            yield f"{element.way} is {shown(element.value)}; allowed: 199.36.153.4 to 199.36.153.11"


RULE = ResourceRule(
    name="restrict-google-addresses-on-gcp",
    promise="In private zones of Google Cloud, Google's own names lead to its restricted or private addresses.",
    severity=Severity.HIGH,
    remedy="use 199.36.153.4 to 199.36.153.7 (restricted.googleapis.com), or 199.36.153.8 to 199.36.153.11",
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 SC-22", "PCI DSS 1.3.2"),
    types=("gcp:dns/recordSet:RecordSet",),
    check=check,
)
