"""What a policy of only `Allow` lets pass, by the few rules of IAM that ours use: a simulation, which asks nobody."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

KNOWN = frozenset({"Action", "Condition", "Effect", "Principal", "Resource", "Sid"})


def allows(policy: str, action: str, resource: str = "*", **context: str) -> bool:
    """Return whether some statement allows a request; `context` are keys of `aws:`, such as PrincipalAccount.

    A key that the request lacks matches no StringEquals, and one of several values is enough (IAM, "Condition
    operators"). Raises NotImplementedError for what is not simulated, which would read as allowed.
    """
    statements = json.loads(policy)["Statement"]
    for statement in statements:
        _refuse_unknown(statement)
    return any(
        any(fnmatchcase(action, each) for each in statement["Action"])
        and any(fnmatchcase(resource, each) for each in statement["Resource"])
        and all(
            context.get(key.removeprefix("aws:")) in ([value] if isinstance(value, str) else value)
            for key, value in statement.get("Condition", {}).get("StringEquals", {}).items()
        )
        for statement in statements
    )


def _refuse_unknown(statement: Mapping[str, Any]) -> None:
    unknown = [*(set(statement) - KNOWN), *(set(statement.get("Condition", {})) - {"StringEquals"})]
    if unknown or statement["Effect"] != "Allow" or statement.get("Principal", "*") != "*":
        raise NotImplementedError(f"simulated_iam reads no such statement, so simulate it first: {statement}")
