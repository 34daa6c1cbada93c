"""The reliability pack: `pulumi preview --policy-pack policies/reliability`."""

from policies.judge.pack import serve
from policies.judge.rule import Rule
from policies.reliability import aws, azure, gcp, kubernetes

RULES: tuple[Rule, ...] = (*aws.RULES, *azure.RULES, *gcp.RULES, *kubernetes.RULES)

if __name__ == "__main__":
    serve("groundplan-reliability", RULES)
