"""All packs as one: `pulumi preview --policy-pack policies/all`."""

from policies.cost.__main__ import RULES as COST
from policies.judge.pack import serve
from policies.judge.rule import Rule
from policies.ray.__main__ import RULES as RAY
from policies.reliability.__main__ import RULES as RELIABILITY
from policies.security.__main__ import RULES as SECURITY

RULES: tuple[Rule, ...] = (*SECURITY, *RELIABILITY, *COST, *RAY)

if __name__ == "__main__":
    serve("groundplan", RULES)
