"""Pods that serve read models and have no other right; pods that train know no model."""

import re
from collections.abc import Iterator
from functools import partial

from pulumi_policy import Severity

from policies.judge.purposes import (
    PROMOTERS,
    SERVING,
    SETTINGS,
    STORES,
    TEXTS,
    named_by,
    no_store_of,
    purposes_of_pods,
)
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rights_of_gcp import members, rights
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import BUCKET, BUCKET_RIGHTS, HOLDS, OTHER_RIGHTS, RIGHTS
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import each, together

READERS = Setting(
    name="reader-roles",
    says="the roles that serving may have on the buckets of models",
    default=["roles/storage.objectViewer"],
    schema={**TEXTS, "minItems": 1},
)
PODS = re.compile(
    r".*/subject/ns/([^/]+)/sa/([^/]+)|.*/namespace/([^/]+)()|serviceAccount:.*\[([^/]+)/([^/]+)\]"
)
"""Google Cloud, "Principal identifiers": pods of one service account, those of a namespace, and the older form."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find rights that go beyond what the pods that have them are for."""
    yield from each(rights(accused), lambda right: _of_right(stack, accused, right))


def _of_right(stack: Stack, accused: Resource, right: Resource) -> Iterator[str]:
    accounts = [account for member in members(right) if (account := _account(member.value))]

    def of_purpose(purpose: str) -> Iterator[str]:
        yield from together(partial(_of_store, stack, purpose), partial(_of_role, right, purpose))(accused)

    yield from each(purposes_of_pods(stack, accounts, accused.said(PROMOTERS)), of_purpose)


def _account(member: str) -> tuple[str, str] | None:
    """Return the (namespace, service account) of pods, "" for each of a namespace; None for whoever is no pod.

    >>> _account("serviceAccount:project.svc.id.goog[lab/train]")
    ('lab', 'train')
    """
    found = PODS.fullmatch(member)
    if found is None:
        return None
    namespace, account = (part for part in found.groups() if part is not None)
    return namespace, account


def _of_store(stack: Stack, purpose: str, accused: Resource) -> Iterator[str]:
    buckets = named_by(stack, accused, "bucket", BUCKET) if accused.type in BUCKET_RIGHTS else ()
    allowed = accused.said(STORES).get(purpose, ())
    if not buckets and purpose == SERVING:
        yield f"is {purpose}'s and is about no store of this stack; allowed: stores that hold {', '.join(allowed)}"
    for bucket in buckets:
        yield from no_store_of(accused, purpose, "is about", bucket, bucket.part("labels").get(HOLDS))


def _of_role(right: Resource, purpose: str, accused: Resource) -> Iterator[str]:
    role = right.get("role")
    if purpose == SERVING and role not in accused.said(READERS):
        yield f"is {purpose}'s and has the role {shown(role)}; allowed: {', '.join(accused.said(READERS))}"


RULE = StackRule(
    name="restrict-rights-of-purposes-on-gcp",
    promise="In Google Cloud serving reads models and has no other right, and training has no right to models.",
    severity=Severity.CRITICAL,
    remedy="give serving roles/storage.objectViewer on the buckets of models alone; a model comes by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(*RIGHTS, *OTHER_RIGHTS),
    reads=(BUCKET, NAMESPACE),
    settings=(*SETTINGS, READERS),
    check=check,
)  # fmt: skip
