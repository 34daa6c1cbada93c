"""The cost pack: `pulumi preview --policy-pack policies/cost`."""

from policies.cost import aws, azure, gcp, kubernetes
from policies.judge.pack import serve
from policies.judge.rule import Rule

RULES: tuple[Rule, ...] = (*aws.RULES, *azure.RULES, *gcp.RULES, *kubernetes.RULES)

if __name__ == "__main__":
    serve("groundplan-cost", RULES)
