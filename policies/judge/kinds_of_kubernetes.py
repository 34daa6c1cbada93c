"""Which kind an object of Kubernetes is, whatever version of its API names it, and whether it is a patch of one."""

import re
from functools import cache

from policies.judge import types_of_kubernetes

TOKEN = re.compile(r"kubernetes:(?:(?P<group>[^/:]+)/)?[^/:]+:(?P<kind>\w+)")
CORE = "core"
"""The group of a token without one: of a custom resource that says apiVersion v1."""
MOVED = {"extensions": ("apps", "networking.k8s.io", "policy")}
"""Where the kinds of a group that is no more went (Kubernetes, "Deprecated API Migration Guide")."""
BUNDLES = "helm.sh"
"""No API: the versions of its types differ in what they are."""
PATCH = "Patch"
"""How the SDK's types end that change a part of an object that is there."""


@cache
def kind_of(token: str) -> tuple[str, bool]:
    """Return the token by which the rules name a type, and whether this one is a patch; others are as they are.

    >>> kind_of("kubernetes:extensions/v1beta1:DeploymentPatch")
    ('kubernetes:apps/v1:Deployment', True)
    >>> kind_of("aws:s3/bucket:Bucket")
    ('aws:s3/bucket:Bucket', False)
    """
    read = TOKEN.fullmatch(token)
    if read is None:
        return token, False
    group, kind = read["group"] or CORE, read["kind"]
    for asked in (kind, kind.removesuffix(PATCH)):
        for place in (group, *MOVED.get(group, ())):
            if (place, asked) in _TOKENS:
                return _TOKENS[place, asked], asked != kind
    return token, False


def _tokens() -> dict[tuple[str, str], str]:
    named = [each for each in vars(types_of_kubernetes).values() if isinstance(each, str)]
    read = {token: found for token in named if (found := TOKEN.fullmatch(token))}
    return {(of["group"], of["kind"]): token for token, of in read.items() if of["group"] != BUNDLES}


_TOKENS = _tokens()
"""(Group, kind) -> the token by which the rules name it."""
