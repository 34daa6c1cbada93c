"""The way to a cluster whose API answers inside its network alone, and how an engine says that it found none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from components.plan.defaults import CLOUDS

if TYPE_CHECKING:
    from components.plan.model import Plan
    from stacks.driver import Outcome

PRIVATE = "network.allowed_cidrs of the plan is empty, so the cluster's API answers inside its network alone"
INSIDE = (
    'run `up` inside the network (docs/how-to/use-a-cloud.md, "Run `up` inside the network"), or give the ranges that '
    "may reach it as network.allowed_cidrs"
)
UNREACHED = re.compile(
    r"Kubernetes cluster is unreachable|does not answer at https://"
    r"|unable to load schema information from the API server"
    r'|"https://[^"\s]+/(?:api|apis|openapi|version)\b[^"]*": (?:dial tcp|net/http|context deadline)'
)
"""How pulumi-kubernetes and our own client say that nobody answers at the address of the cluster."""


def is_private(plan: Plan) -> bool:
    """Return whether the API of the cluster that a plan makes answers inside its network alone."""
    return plan.target in CLOUDS and not plan.network.allowed_cidrs


def raise_if_failed(outcome: Outcome, what: str, *, private: bool) -> None:
    """Raise what a run ended with, as `Outcome` does; where no way led to a `private` cluster, that comes first."""
    if private and any(UNREACHED.search(error) for error in outcome.errors):
        outcome.errors.insert(0, f"{PRIVATE}; {INSIDE}")
    outcome.raise_if_failed(what)
