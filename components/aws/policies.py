"""IAM's policies as mappings, in the one form that every file here writes them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

VERSION = "2012-10-17"
"""The policy language's only current version (IAM, "IAM JSON policy elements: Version")."""

Statement = Mapping[str, Any]


def document(statements: Iterable[Statement]) -> str:
    """Return a policy as IAM takes it; equal statements give equal text."""
    return json.dumps({"Version": VERSION, "Statement": list(statements)}, sort_keys=True)


def allow(
    actions: Sequence[str],
    resources: Sequence[str] = ("*",),
    *,
    sid: str | None = None,
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    """Return what a role may do; in the policy of a key, "*" is the key itself."""
    more = {**({"Sid": sid} if sid else {}), **({"Condition": condition} if condition else {})}
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources), **more}


def trust(
    service: str,
    *,
    actions: Sequence[str] = ("sts:AssumeRole",),
    account_id: str | None = None,
    source: str | None = None,
) -> str:
    """Return who may take a role: a service, where they are given for this account's sake and that ARN's alone."""
    bound = {
        **({"StringEquals": {"aws:SourceAccount": account_id}} if account_id else {}),
        **({"ArnLike": {"aws:SourceArn": source}} if source else {}),
    }
    condition = {"Condition": bound} if bound else {}
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        **condition,
    }
    return document([statement])


def of_aws(partition: str, name: str) -> str:
    """Return the ARN of a policy that AWS keeps."""
    return f"arn:{partition}:iam::aws:policy/{name}"
