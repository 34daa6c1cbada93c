"""What a load balancer takes in is encrypted, with TLS 1.2 or 1.3."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, matches
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

NEW = r"ELBSecurityPolicy-TLS13-1-[23]-.*"


def check(listener: Resource) -> Iterator[str]:
    """Find listeners without TLS, or with an old one; plain HTTP may lead over to HTTPS."""
    leads_over = [
        action.get("redirect") is not None and action.part("redirect").get("protocol") == "HTTPS"
        for action in listener.parts("defaultActions")
    ]
    if not (leads_over and all(leads_over)):
        yield from together(
            equals("protocol", "HTTPS", "TLS"),
            matches(
                "sslPolicy", NEW, "a policy of TLS 1.2 and 1.3, such as ELBSecurityPolicy-TLS13-1-2-2021-06"
            ),
        )(listener)


RULE = ResourceRule(
    name="require-tls-of-listeners-on-aws",
    promise="Every listener of AWS speaks TLS 1.2 or newer.",
    severity=Severity.HIGH,
    remedy="set protocol to HTTPS or TLS, sslPolicy and certificateArn",
    references=("CIS EKS 5.4.5", "AWS FSBP ELB.17", "NIST SP 800-53 SC-8", "PCI DSS 4.2.1"),
    types=("aws:lb/listener:Listener",),
    check=check,
)
