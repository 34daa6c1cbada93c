"""Texts and values that resources of AWS are tried with."""

import json
from collections.abc import Mapping
from typing import Any

TAGS = {"groundplan-owner": "ml", "groundplan-plan": "atlas", "groundplan-environment": "production"}
ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/own"
OIDC = "oidc.eks.us-east-1.amazonaws.com/id/ABCD"


def policy(**statement: Any) -> str:
    """Return the text of a policy with one statement that allows something."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def federated(**conditions: Mapping[str, str]) -> str:
    """Return the trust in a cluster's tokens under conditions."""
    return policy(
        Principal={"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{OIDC}"},
        Action="sts:AssumeRoleWithWebIdentity",
        Condition=conditions,
    )


NARROW = {
    "StringEquals": {f"{OIDC}:sub": "system:serviceaccount:lab:reader", f"{OIDC}:aud": "sts.amazonaws.com"}
}
DISK = {"encrypted": True, "kmsKeyId": KEY, "volumeType": "gp3", "deleteOnTermination": True}
