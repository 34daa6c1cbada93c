"""An identity of Azure trusts one service account of one cluster, and never all of them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import TRUST
from policies.judge.unknown import together

AUDIENCE = "api://AzureADTokenExchange"


def one_audience(trust: Resource) -> Iterator[str]:
    """Find tokens that were made for somebody else too."""
    audiences = [one.value for one in trust.parts("audiences")]
    if audiences != [AUDIENCE]:
        yield f"audiences is {', '.join(map(str, audiences)) or 'empty'}; allowed: {AUDIENCE} alone"


RULE = ResourceRule(
    name="restrict-trusted-subjects-on-azure",
    promise="Every trust of an identity of Azure names one subject, and the audience of Entra ID.",
    severity=Severity.HIGH,
    remedy=(
        "set subject to system:serviceaccount:<namespace>:<name>, not that of default, and audiences to "
        "api://AzureADTokenExchange"
    ),
    references=("CIS AKS 5.2.1", "NIST SP 800-53 AC-6", "NIST SP 800-53 IA-9"),
    types=(TRUST,),
    check=together(
        matches("subject", r"[^*?\s]+(?<!:default)", "one subject, and not a default service account"),
        one_audience,
    ),
)
