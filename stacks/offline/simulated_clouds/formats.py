"""What the real providers refuse although the type is right: names, address ranges, ARNs, JSON, labels."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stacks.offline.simulated_clouds.checking import Fault
from stacks.offline.simulated_clouds.iam_documents import document_problem
from stacks.offline.simulated_clouds.names import DRAWN, completed_name
from stacks.offline.simulated_clouds.ranges import range_problem
from stacks.offline.simulated_clouds.security_rules import priority_faults
from stacks.offline.simulated_clouds.system_disks import system_disk_faults

ARN = re.compile(r"arn:aws(-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:.+", re.DOTALL)
JSON_TEXTS = frozenset({"policy", "assumeRolePolicy", "containerDefinitions"})
LABELS = re.compile(r"[a-z0-9_-]{0,63}")
GOOGLE_LABELS = "cloud.google.com, Requirements for labels: values of at most 63 of a-z, 0-9, _ and -"
AWS_TAGS = "docs.aws.amazon.com, Tag restrictions: keys of at most 128, none beginning with aws:, values of at most 256"
AZURE_TAGS = (
    "learn.microsoft.com, Use tags: at most 50, keys of at most 512 without <>%&\\?/, values of at most 256"
)


def format_faults(token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what the provider would refuse of texts that are known."""
    yield from _name_faults(token, given)
    for path, name, value in _texts("", given):
        problem = range_problem(name, value) or document_problem(token, path, value)
        if problem:
            yield path, f"is {value!r}: {problem}"
        for judges, judge in AWS_JUDGES if token.startswith("aws:") else ():
            if judges(name) and (problem := judge(value)):
                yield path, f"is {value!r}: {problem}"
    yield from priority_faults(token, given)
    yield from system_disk_faults(token, given)
    yield from _tag_faults(token, given)


def _name_faults(token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in given.items():
        form, whole = completed_name(token, name, value) if isinstance(value, str) else (None, "")
        if form is not None and not re.fullmatch(form.pattern, whole, re.ASCII):
            drawn = f", with {len(DRAWN)} characters that are drawn behind it" if whole != value else ""
            yield name, f"is {value!r}{drawn}; allowed: {form.words} ({form.source})"


def _texts(path: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """Yield path, innermost name and text of every text inside."""
    for key, item in value.items() if isinstance(value, Mapping) else ():
        here = f"{path}.{key}" if path else key
        for each in item if isinstance(item, list) else [item]:
            if isinstance(each, str):
                yield here, key, each
            else:
                yield from _texts(here, each)


def _arn(value: str) -> str | None:
    return (
        None
        if ARN.fullmatch(value)
        else "no ARN, which is arn:<partition>:<service>:<region>:<account>:<resource>"
    )


def _json(value: str) -> str | None:
    try:
        json.loads(value)
    except ValueError as fault:
        return f"no JSON ({fault})"
    return None


Judge = tuple[Callable[[str], bool], Callable[[str], str | None]]
AWS_JUDGES: tuple[Judge, ...] = (
    (lambda name: bool(re.search(r"(^a|A)rns?$", name)), _arn),
    (lambda name: name in JSON_TEXTS, _json),
)


def _tag_faults(token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    package = token.partition(":")[0]
    for property_name in ("tags", "labels", "resourceLabels"):
        held = given.get(property_name)
        for key, value in held.items() if isinstance(held, Mapping) else ():
            if not isinstance(value, str):
                continue
            path = f"{property_name}.{key}"
            if (
                package == "gcp"
                and property_name != "tags"
                and not (LABELS.fullmatch(key) and LABELS.fullmatch(value))
            ):
                yield path, f"is {value!r}; {GOOGLE_LABELS}"
            elif package == "aws" and (len(key) > 128 or len(value) > 256 or key.lower().startswith("aws:")):
                yield path, f"is {value!r}; {AWS_TAGS}"
            elif package == "azure-native" and (
                re.search(r"[<>%&\\?/]", key) or len(key) > 512 or len(value) > 256
            ):
                yield path, f"is {value!r}; {AZURE_TAGS}"
