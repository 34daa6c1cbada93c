"""What a policy of only `Allow` lets pass, by the few rules of IAM that ours use: a simulation, which asks nobody."""

import json
from fnmatch import fnmatchcase


def allows(policy: str, action: str, resource: str = "*", **context: str) -> bool:
    """Return whether some statement allows a request; `context` are keys of `aws:`, such as PrincipalAccount.

    A key that the request lacks matches no StringEquals (IAM, "Condition operators").
    """
    return any(
        any(fnmatchcase(action, each) for each in statement["Action"])
        and any(fnmatchcase(resource, each) for each in statement["Resource"])
        and all(
            context.get(key.removeprefix("aws:")) == value
            for key, value in statement.get("Condition", {}).get("StringEquals", {}).items()
        )
        for statement in json.loads(policy)["Statement"]
    )
