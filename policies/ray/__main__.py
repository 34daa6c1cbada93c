"""The Ray pack: `pulumi preview --policy-pack policies/ray`."""

from policies.judge.pack import serve
from policies.judge.rule import Rule
from policies.ray import hosts, kubernetes

RULES: tuple[Rule, ...] = (*kubernetes.RULES, *hosts.RULES)

if __name__ == "__main__":
    serve("groundplan-ray", RULES)
