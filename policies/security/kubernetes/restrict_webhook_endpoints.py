"""The API server shows objects, secrets among them, to services of the cluster and to nobody outside."""

from pulumi_policy import Severity

from policies.judge.asking import absent, every, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import WEBHOOKS

RULE = ResourceRule(
    name="restrict-webhook-endpoints",
    promise="No webhook sends what the API server is asked to keep out of the cluster.",
    severity=Severity.HIGH,
    remedy="name a service of the cluster in clientConfig.service, and no url",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7"),
    types=WEBHOOKS,
    check=every(
        "webhooks",
        absent("clientConfig.url", "a service of the cluster"),
        present("clientConfig.service.name", "the name of a service"),
    ),
)
