"""The grammar of policies of AWS: which words they have, and which belong together. Pure.

It follows docs.aws.amazon.com, "Grammar of the IAM JSON policy language". What an action or a key of a condition means
is its service's to know and is not judged.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

Kind = Literal["identity", "resource", "trust"]
KINDS: Mapping[tuple[str, str], Kind] = {
    ("aws:iam/policy:Policy", "policy"): "identity",
    ("aws:iam/rolePolicy:RolePolicy", "policy"): "identity",
    ("aws:iam/role:Role", "assumeRolePolicy"): "trust",
    ("aws:kms/key:Key", "policy"): "resource",
    ("aws:s3/bucketPolicy:BucketPolicy", "policy"): "resource",
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "policy"): "resource",
}
"""Type and property -> whose the policy is: an identity's, a resource's, or a role's, who may take it."""

VERSIONS = ("2012-10-17", "2008-10-17")
PRINCIPALS = ("AWS", "Federated", "Service", "CanonicalUser")
KEYS = frozenset({"Version", "Id", "Statement"})
WORDS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)  # fmt: skip
ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")
ARN = re.compile(r"\*|arn:(aws[a-z-]*|\*):[^:]*:[^:]*:[^:]*:.+", re.DOTALL)
SID = re.compile(r"[A-Za-z0-9]*")
OPERATOR = re.compile(
    r"((ForAllValues|ForAnyValue):)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|Bool"
    r"|(Not)?IpAddress|BinaryEquals|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?))(IfExists)?|Null"
)


def document_problem(token: str, name: str, value: str) -> str | None:
    """Return what AWS would refuse of a policy, the end of a sentence; None where nothing is, or it is none."""
    kind = KINDS.get((token, name))
    if kind is None:
        return None
    try:
        found = json.loads(value)
    except ValueError:
        return None  # said of every text that is to be JSON
    return next(_problems(kind, found), None)


def _problems(kind: Kind, document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping):
        yield "no policy, which is a mapping with Version and Statement"
        return
    if lost := sorted(set(document) - KEYS):
        yield f"no policy: {', '.join(lost)} is no word of one; known: {', '.join(sorted(KEYS))}"
    if "Version" in document and document["Version"] not in VERSIONS:
        yield f"no policy: its Version is one of {', '.join(VERSIONS)}"
    statements = _several(document.get("Statement"))
    if not statements:
        yield "no policy: it has no Statement"
    names = [each["Sid"] for each in statements if isinstance(each, Mapping) and each.get("Sid")]
    if len(names) != len(set(names)):
        yield "no policy: two of its statements have one Sid"
    for number, statement in enumerate(statements):
        for problem in _of_statement(kind, statement):
            yield f"no policy: statement {number + 1} {problem}"


def _of_statement(kind: Kind, given: Any) -> Iterator[str]:
    if not isinstance(given, Mapping):
        yield "is no mapping"
        return
    if lost := sorted(set(given) - WORDS):
        yield f"has {', '.join(lost)}; known: {', '.join(sorted(WORDS))}"
    if given.get("Effect") not in ("Allow", "Deny"):
        yield "has no Effect of Allow or Deny"
    if kind == "identity" and not SID.fullmatch(str(given.get("Sid", ""))):
        yield f"has the Sid {given['Sid']!r}; allowed: letters and digits"
    yield from _words(kind, given)
    yield from _actions(given)
    yield from _resources(given)
    yield from _principals(given)
    yield from _conditions(given)


def _words(kind: Kind, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is missing or too much, for whom the policy is."""
    wanted = {"identity": ("Action", "Resource"), "trust": ("Action", "Principal")}.get(
        kind, ("Action", "Principal", "Resource")
    )
    for word in ("Action", "Principal", "Resource"):
        there = [each for each in (word, f"Not{word}") if each in given]
        if word in wanted and len(there) != 1:
            yield f"has to have one of {word} and Not{word}"
        elif word not in wanted and there:
            yield f"has {there[0]}, which no policy of this kind takes"


def _actions(given: Mapping[str, Any]) -> Iterator[str]:
    for each in _several(given.get("Action", given.get("NotAction"))):
        if not isinstance(each, str) or not ACTION.fullmatch(each):
            yield f"has the action {each!r}, which is <service>:<action>"


def _resources(given: Mapping[str, Any]) -> Iterator[str]:
    for each in _several(given.get("Resource", given.get("NotResource"))):
        if not isinstance(each, str) or not ARN.fullmatch(each):
            yield f"has the resource {each!r}, which is an ARN or *"


def _principals(given: Mapping[str, Any]) -> Iterator[str]:
    for word in ("Principal", "NotPrincipal"):
        found = given.get(word, "*")
        if found != "*" and (not isinstance(found, Mapping) or not found or set(found) - set(PRINCIPALS)):
            yield f"has another {word} than * or one of {', '.join(PRINCIPALS)} with whom"


def _conditions(given: Mapping[str, Any]) -> Iterator[str]:
    found = given.get("Condition", {})
    if not isinstance(found, Mapping):
        yield "has a Condition that is no mapping"
        return
    for operator, keys in found.items():
        if not OPERATOR.fullmatch(operator):
            yield f"has the condition {operator}, which is no operator"
        elif not isinstance(keys, Mapping) or not keys:
            yield f"has the condition {operator} without a key"


def _several(given: Any) -> list[Any]:
    if given is None:
        return []
    return given if isinstance(given, list) else [given]
