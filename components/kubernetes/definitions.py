"""The definitions of an operator's kinds in a cluster: makes them, sees what differs, and takes away what it made.

They travel packed: the engine writes a stack's whole state after every step, indented, and as plain inputs the schemas
of KubeRay and Kueue alone are 8 MB of it. What is in them is told apart by a digest for each definition.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pulumi

from components.kubernetes import patience
from components.kubernetes.access import Access, Missing, NoAnswer, NoCluster, connect_by
from components.kubernetes.draining import is_told_gone
from components.kubernetes.media_types import APPLY_PATCH
from components.kubernetes.members import access_of
from components.kubernetes.patching import MANAGER
from components.kubernetes.providers import HANDED_OVER
from components.objects import Manifest

Result = TypeVar("Result")

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
AT_ONCE = 2
"""A definition of KubeRay takes an API server a quarter of a second of one core, and its whole schema is made anew."""
ESTABLISHED_S = 60.0
"""Until the cluster serves a kind: a second at rest; a busy API server takes ten."""
GONE_S = 300.0
"""Until the objects of a kind are gone with it: their operators end what they stand for first."""
POLL_S = 0.1


def pack(manifests: Sequence[Manifest]) -> str:
    """Return definitions as text that is small and the same for the same definitions; `unpack` reads it."""
    plain = json.dumps(list(manifests), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(gzip.compress(plain.encode(), mtime=0)).decode()


def unpack(packed: str) -> dict[str, dict[str, Any]]:
    """Return the definitions by name."""
    found = json.loads(gzip.decompress(base64.b64decode(packed)))
    return {each["metadata"]["name"]: each for each in found}


def digests(manifests: Sequence[Manifest]) -> dict[str, str]:
    """Return the SHA-256 of every definition, by name: what a reviewer sees of a change."""
    return {each["metadata"]["name"]: _digest(each) for each in manifests}


def apply(props: Mapping[str, Any]) -> None:
    """Make every definition as declared, and return when the cluster serves all of the kinds.

    Raises NoCluster with one sentence where it does not.
    """
    access, wanted = access_to(props), unpack(props["packed"])

    def make(name: str) -> None:
        access.request(
            "PATCH", f"{DEFINITIONS}/{name}", body=wanted[name], content=APPLY_PATCH, fieldManager=MANAGER,
            force="true",
        )  # fmt: skip
        _until(
            lambda: _is_served(access, wanted[name]["spec"]), ESTABLISHED_S,
            f"the definition {name} is there, and the cluster does not serve its kind after {ESTABLISHED_S:.0f} s; "
            f"see `kubectl describe customresourcedefinition {name}`",
        )  # fmt: skip

    _each(make, wanted)


def change(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Bring the definitions to what is declared now, and take away those that are not any more."""
    apply(new)
    _remove(access_to(new), sorted(set(old["kinds"]) - set(new["kinds"])), unpack(old["packed"]))


def release(props: Mapping[str, Any]) -> None:
    """Take the definitions away, and with them all objects of their kinds; return when both are gone.

    What was given to another owner since then, so that our labels are gone, stays. They are gone as well with a cluster
    of the stack's own that is said to be gone. Raises NoCluster with what hangs.
    """
    is_opened = False
    try:
        access = access_to(props)
        is_opened = True  # from here on whoever answers, be it with a refusal, is not gone
        _remove(access, sorted(props["kinds"]), unpack(props["packed"]))
    except NoCluster as error:
        is_silent = isinstance(error, NoAnswer) or not is_opened
        if props.get(HANDED_OVER) is None or not is_told_gone() or not is_silent:
            raise
        pulumi.log.warn(patience.gone(str(error), None))


def differences(props: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every definition that is not as it should be, sorted."""
    access, wanted = access_to(props), unpack(props["packed"])

    def compare(name: str) -> str | None:
        try:
            live = access.get(f"{DEFINITIONS}/{name}")
        except Missing:
            return f"definition {name} is gone"
        place = next(_differing(wanted[name], live, ""), None)
        return f"definition {name} differs at {place}" if place else None

    return sorted(filter(None, _each(compare, wanted)))


def access_to(props: Mapping[str, Any]) -> Access:
    """Return the access to the cluster: as its platform handed it over, else as the stack's configuration names it."""
    text = props.get(HANDED_OVER)
    return access_of(props) if text is None else connect_by(text)


def _remove(access: Access, names: Sequence[str], made: Mapping[str, Manifest]) -> None:
    def remove(name: str) -> None:
        path = f"{DEFINITIONS}/{name}"
        try:
            live = access.get(path)
            labels = made[name]["metadata"].get("labels") or {}
            has = live["metadata"].get("labels") or {}
            if any(has.get(key) != value for key, value in labels.items()):
                return
            access.request("DELETE", path)
        except Missing:
            return
        _until(
            lambda: _is_gone(access, path), GONE_S,
            f"the definition {name} waits for objects of its kind that do not go; see `kubectl get "
            f"{name} --all-namespaces`, end who holds their finalizers, and run this again",
        )  # fmt: skip

    _each(remove, names)


def _is_gone(access: Access, path: str) -> bool:
    try:
        access.get(path)
    except Missing:
        return True
    return False


def _is_served(access: Access, spec: Mapping[str, Any]) -> bool:
    """Return whether the cluster tells of a kind in every version; the definition itself is a megabyte to read."""
    for version in (each["name"] for each in spec["versions"] if each["served"]):
        try:
            told = access.get(f"/apis/{spec['group']}/{version}")
        except Missing:
            return False
        if spec["names"]["plural"] not in {each["name"] for each in told["resources"]}:
            return False
    return True


def _until(is_so: Callable[[], bool], limit_s: float, otherwise: str) -> None:
    deadline = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline:
            raise NoCluster(otherwise)
        time.sleep(POLL_S)


def _each(what: Callable[[str], Result], names: Sequence[str] | Mapping[str, Any]) -> list[Result]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(what, sorted(names)))


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _differing(wanted: Any, live: Any, place: str) -> Iterator[str]:
    """Yield the places where what is declared is not what is there; what is there beside it is somebody else's."""
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        for key, value in wanted.items():
            inner = f"{place}.{key}" if place else key
            if key not in live:
                yield inner
            else:
                yield from _differing(value, live[key], inner)
    elif isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        for index, (ours, theirs) in enumerate(zip(wanted, live, strict=True)):
            yield from _differing(ours, theirs, f"{place}[{index}]")
    elif wanted != live:
        yield place
