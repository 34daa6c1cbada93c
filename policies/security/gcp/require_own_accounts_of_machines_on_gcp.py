"""A machine runs as an account of its own: the default one may change the whole project."""

from pulumi_policy import Severity

from policies.judge.asking import Check, matches, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES


def own_account(way: str) -> Check:
    """Ask for an account that is not Compute Engine's default one."""
    return matches(
        way, r"(?!default$)(?!.*-compute@developer\.gserviceaccount\.com$).+", "an account of its own"
    )


RULE = ResourceRule(
    name="require-own-accounts-of-machines-on-gcp",
    promise="No machine of Google Cloud runs as the default service account.",
    severity=Severity.HIGH,
    remedy="set serviceAccount.email to an account that was made for it",
    references=("CIS GCP Foundations 4.1", "NIST SP 800-53 AC-6", "PCI DSS 7.2.5"),
    types=MACHINES,
    check=only_where(
        lambda machine: machine.get("serviceAccount") is not None, own_account("serviceAccount.email")
    ),
)
