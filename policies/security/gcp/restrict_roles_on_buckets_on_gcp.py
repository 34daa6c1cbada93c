"""A right on a bucket is to read or write its objects: an administrator's can open it, or give rights on."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource
from policies.judge.rights_of_gcp import every_right
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import BUCKET_RIGHTS

ALLOWED = Setting(
    name="allowed-roles",
    says="the roles that may be given on a bucket",
    default=["roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectCreator"],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)


def check(right: Resource) -> Iterator[str]:
    """Find roles that are not allowed."""
    yield from equals("role", *right.said(ALLOWED))(right)


RULE = ResourceRule(
    name="restrict-roles-on-buckets-on-gcp",
    promise="No right on a bucket of Google Cloud goes beyond reading and writing objects.",
    severity=Severity.HIGH,
    remedy="give roles/storage.objectViewer or objectUser, or name the role in the rule's allowed-roles",
    references=("NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=BUCKET_RIGHTS,
    settings=(ALLOWED,),
    check=every_right(check),
)
