"""Who uses a key encrypts and decrypts by it: an administrator of keys can also destroy them, or let others in."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource
from policies.judge.rights_of_gcp import every_right
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import KEY_RIGHTS

ALLOWED = Setting(
    name="allowed-roles",
    says="the roles that may be given on a key or on a ring of keys",
    default=[
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/cloudkms.cryptoKeyEncrypter",
        "roles/cloudkms.cryptoKeyDecrypter",
        "roles/cloudkms.signerVerifier",
        "roles/cloudkms.publicKeyViewer",
        "roles/cloudkms.viewer",
    ],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)


def check(right: Resource) -> Iterator[str]:
    """Find roles that are not allowed."""
    yield from equals("role", *right.said(ALLOWED))(right)


RULE = ResourceRule(
    name="restrict-roles-on-keys-on-gcp",
    promise="No right on a key of Google Cloud goes beyond using it.",
    severity=Severity.HIGH,
    remedy="give roles/cloudkms.cryptoKeyEncrypterDecrypter, or name the role in the rule's allowed-roles",
    references=("CIS GCP Foundations 1.12", "NIST SP 800-53 AC-5", "NIST SP 800-53 SC-12", "PCI DSS 3.6.1"),
    types=KEY_RIGHTS,
    settings=(ALLOWED,),
    check=every_right(check),
)
