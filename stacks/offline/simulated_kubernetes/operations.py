"""What the engine asks for, done on a cluster: create, update, preview and delete one declared object."""

import time
from dataclasses import replace

from stacks.offline.simulated_kubernetes.cluster import (
    FIRST_DELAY_S,
    LONGEST_DELAY_S,
    TRANSIENT_LIMIT_S,
    ApiRefusal,
)
from stacks.offline.simulated_kubernetes.declared import Declared, Refused
from stacks.offline.simulated_kubernetes.discovery import NotServed
from stacks.offline.simulated_kubernetes.manifest import Identity, Manifest, asks, identity_of
from stacks.offline.simulated_kubernetes.objects import Objects
from stacks.offline.simulated_kubernetes.waiting import until_gone, until_ready

IMMUTABLE = (
    "field is immutable",
    "may not change once set",
    "updates to statefulset spec",
    "updates to parameters",
    "updates to provisioner",
    "updates to reclaimPolicy",
    "is immutable after creation",
)
"""How API servers say that a field cannot be changed in place."""


def create(objects: Objects, declared: Declared) -> Manifest:
    """Create the object, or take it over where that is allowed, and return it when it is ready.

    Raises Refused, ApiRefusal, NotServed, Unreachable; NotReady for one that exists and is not ready.
    """
    identity = _completed(objects, declared)
    _refuse_existing(objects, identity, declared)
    live = _applied_patiently(objects, identity, declared)
    if declared.is_patch:
        return live
    return until_ready(objects, declared.manifest, live, declared.limit_s(objects.task.limit_s))


def update(objects: Objects, declared: Declared) -> Manifest:
    """Bring the object to what is declared now and return it when it is ready. Raises as `create` does."""
    identity = _completed(objects, declared)
    live = _applied(objects, identity, declared)
    if declared.is_patch:
        return live
    return until_ready(objects, declared.manifest, live, declared.limit_s(objects.task.limit_s))


def preview(objects: Objects, declared: Declared, *, is_new: bool) -> None:
    """Let the API server judge the object without changing anything.

    A kind or a namespace that is not there yet is no fault: this run may be about to create it. The fields are
    validated even so, since the API server looks at them before it looks for the namespace.
    Raises Refused, ApiRefusal, Unreachable.
    """
    try:
        identity = _completed(objects, declared)
    except NotServed:
        return
    try:
        if is_new:
            _refuse_existing(objects, identity, declared)
        _applied(objects, identity, declared, dry_run=True)
    except ApiRefusal as refusal:
        if _is_missing_namespace(refusal) or refusal.is_missing_right:
            return
        if not (is_new and any(sign in refusal.message for sign in IMMUTABLE)):
            raise
        _preview_under_other_name(objects, identity, declared)


def delete(objects: Objects, identity: Identity, declared: Declared) -> None:
    """Delete the object and return when it is gone; a patch gives up its fields. Raises StillThere and ApiRefusal."""
    try:
        identity = objects.discovery.completed(identity, objects.task)
    except NotServed:
        return  # its definition is gone, and so is it
    if declared.is_patch:
        objects.relinquish(identity, declared.manager)
        return
    try:
        is_there = objects.delete(identity, declared.propagation)
    except ApiRefusal as refusal:
        if "this namespace may not be deleted" not in refusal.message:
            raise
        objects.relinquish(identity, declared.manager)
        return
    if is_there and not asks(declared.manifest, "skipAwait"):
        until_gone(objects, identity, declared.limit_s(objects.task.limit_s))


def _completed(objects: Objects, declared: Declared) -> Identity:
    """Return which object is meant, once its kind is served; in a run that creates, a definition may be on its way."""
    identity = identity_of(declared.manifest)
    started, delay_s = time.monotonic(), FIRST_DELAY_S
    while True:
        try:
            return objects.discovery.completed(identity, objects.task)
        except NotServed:
            if objects.task.is_preview or time.monotonic() - started + delay_s > TRANSIENT_LIMIT_S:
                raise
        objects.task.tell_progress(f"waits until the cluster serves {identity.kind}")
        objects.task.pause(delay_s)
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)


def _refuse_existing(objects: Objects, identity: Identity, declared: Declared) -> None:
    if declared.may_upsert and not declared.is_patch:
        return
    live = objects.get(identity)
    if declared.is_patch:
        if live is None:
            raise Refused(
                f"{identity} does not exist, and a patch changes only what is there: is the name right?"
            )
        return
    if live is None:
        return
    managers = {entry.get("manager") for entry in live["metadata"].get("managedFields") or []}
    if declared.manager not in managers:
        raise Refused(
            f"{identity} already exists and was not created by this stack: import it, give another name, or set "
            "upsertExistingObjects on the Kubernetes provider to take it over"
        )
    if not objects.task.is_preview:
        objects.task.warn(
            f"{identity} is there from an earlier run and is taken over; the official provider does so only with "
            "upsertExistingObjects"
        )


def _applied_patiently(objects: Objects, identity: Identity, declared: Declared) -> Manifest:
    """Apply; what the object needs, such as its namespace, may appear a little later."""
    started, delay_s = time.monotonic(), FIRST_DELAY_S
    while True:
        try:
            return _applied(objects, identity, declared)
        except ApiRefusal as refusal:
            if not refusal.is_not_found or time.monotonic() - started + delay_s > TRANSIENT_LIMIT_S:
                raise
            objects.discovery.forget(identity.api_version)
            objects.task.tell_progress(f"tries again: {refusal.message}")
        objects.task.pause(delay_s)
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)


def _applied(objects: Objects, identity: Identity, declared: Declared, *, dry_run: bool = False) -> Manifest:
    try:
        return objects.apply(
            identity, declared.manifest, declared.manager, force=declared.force, dry_run=dry_run
        )
    except ApiRefusal as refusal:
        if refusal.reason != "Conflict" or "conflict" not in refusal.message:
            raise
        raise Refused(
            f"{identity} has fields that somebody else owns: {refusal.message}; leave them out, or set the annotation "
            "pulumi.com/patchForce to take them"
        ) from refusal


def _is_missing_namespace(refusal: ApiRefusal) -> bool:
    return refusal.is_not_found and refusal.message.startswith("namespaces ")


def _preview_under_other_name(objects: Objects, identity: Identity, declared: Declared) -> None:
    """Judge an object that will replace one of the same name, which the API server could not imagine otherwise."""
    name = f"{identity.name[:50]}-preview"
    manifest = {**declared.manifest, "metadata": {**declared.manifest["metadata"], "name": name}}
    _applied(objects, replace(identity, name=name), replace(declared, manifest=manifest), dry_run=True)
