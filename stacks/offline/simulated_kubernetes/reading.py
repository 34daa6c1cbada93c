"""What lives of a declared object: for `refresh`, `import` and whoever wants to see drift. It changes nothing."""

from typing import Any

from stacks.offline.simulated_kubernetes.cluster import ApiRefusal
from stacks.offline.simulated_kubernetes.declared import Declared
from stacks.offline.simulated_kubernetes.discovery import NotServed
from stacks.offline.simulated_kubernetes.drift import drifted, with_string_data
from stacks.offline.simulated_kubernetes.manifest import Identity, Manifest, identity_of
from stacks.offline.simulated_kubernetes.objects import Objects


def read(objects: Objects, identity: Identity) -> Manifest | None:
    """Return the live object, or None where it is gone."""
    try:
        return objects.get(objects.discovery.completed(identity, objects.task))
    except NotServed:
        return None


def inputs_as_they_live(objects: Objects, declared: Declared, live: Manifest) -> Manifest:
    """Return the declared fields with what lives in them; equal to the declaration where nothing has drifted.

    Only where something differs at first sight is the API server asked what it would make of the declaration.
    """
    seen = with_string_data(live, declared.manifest)
    inputs = drifted(declared.manifest, seen, declared.manifest)
    if inputs == declared.manifest:
        return declared.manifest
    return drifted(declared.manifest, seen, _expected(objects, declared))


def _expected(objects: Objects, declared: Declared) -> Any:
    """Return what would come of the declaration now, or the declaration where the API server cannot say."""
    identity = objects.discovery.completed(identity_of(declared.manifest), objects.task)
    try:
        expected = objects.apply(identity, declared.manifest, declared.manager, force=True, dry_run=True)
    except ApiRefusal:
        return declared.manifest
    return with_string_data(expected, declared.manifest)
