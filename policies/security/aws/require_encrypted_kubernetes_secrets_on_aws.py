"""Secrets of Kubernetes are encrypted by a customer's key before they reach its database."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER
from policies.judge.unknown import together


def covers_secrets(cluster: Resource) -> Iterator[str]:
    """Find a configuration that leaves secrets out."""
    part = cluster.part("encryptionConfig")
    if "secrets" not in listed(part, "resources"):
        yield f"{part.place('resources')} is {part.show('resources')}; allowed: with secrets among them"


RULE = ResourceRule(
    name="require-encrypted-kubernetes-secrets-on-aws",
    promise="Every EKS cluster encrypts secrets by a customer's key.",
    severity=Severity.HIGH,
    remedy="set encryptionConfig with the resources secrets and provider.keyArn",
    references=(
        "CIS EKS 5.3.1",
        "AWS FSBP EKS.3",
        "NIST SP 800-53 SC-28",
        "PCI DSS 3.5.1",
        "HIPAA 164.312(a)(2)(iv)",
    ),
    types=(CLUSTER,),
    check=together(present("encryptionConfig.provider.keyArn", "a customer's key"), covers_secrets),
)
