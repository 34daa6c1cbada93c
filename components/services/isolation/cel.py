"""Expressions in CEL, the language of admission policies, over pods and over what KubeRay makes pods of.

Names that are written into an expression are those of stores: letters, digits and dashes, never a quote.
"""

from __future__ import annotations

from collections.abc import Iterable

SPECS = """
request.kind.kind == 'Pod' ? [dyn(object).spec]
: (has(variables.cluster.headGroupSpec) ? [variables.cluster.headGroupSpec.template.spec] : [])
+ (has(variables.cluster.workerGroupSpecs)
   ? variables.cluster.workerGroupSpecs.map(group, group.template.spec) : [])
+ (request.kind.kind == 'RayJob' && has(dyn(object).spec.submitterPodTemplate)
   ? [dyn(object).spec.submitterPodTemplate.spec] : [])
"""
"""The specifications of all pods that an object is or will become."""

CLUSTER = """
request.kind.kind == 'RayService' && has(dyn(object).spec.rayClusterConfig) ? dyn(object).spec.rayClusterConfig
: request.kind.kind == 'RayJob' && has(dyn(object).spec.rayClusterSpec) ? dyn(object).spec.rayClusterSpec
: request.kind.kind == 'RayCluster' ? dyn(object).spec
: dyn({})
"""
"""The specification of the Ray cluster that an object is or will become; empty for a pod."""

VARIABLES = (
    {"name": "cluster", "expression": CLUSTER.strip()},
    {"name": "specs", "expression": SPECS.strip()},
)

NOT_GOING = {"name": "not-being-deleted", "expression": "!has(object.metadata.deletionTimestamp)"}
"""An object that is being deleted must be able to lose its finalizers, whatever it asks."""

CONTAINERS = """(spec.containers + (has(spec.initContainers) ? spec.initContainers : [])
  + (has(spec.ephemeralContainers) ? spec.ephemeralContainers : []))"""
"""All containers of one `spec`."""


def strings(values: Iterable[str]) -> str:
    """Return a list of plain strings.

    >>> strings(["models", "datasets"])
    "['models', 'datasets']"
    """
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"[{quoted}]"


def squeezed(expression: str) -> str:
    """Return an expression on one line."""
    return " ".join(expression.split())


def any_volume(condition: str) -> str:
    """Return whether a volume of any pod meets a condition on `volume`."""
    return f"variables.specs.exists(spec, has(spec.volumes) && spec.volumes.exists(volume, {condition}))"


def claims(name: str) -> str:
    """Return whether any pod mounts the claim whose name the expression `name` gives."""
    return any_volume(
        f"has(volume.persistentVolumeClaim) && volume.persistentVolumeClaim.claimName == {name}"
    )


def claims_writable(name: str) -> str:
    """Return whether any pod mounts that claim so that a container could write it."""
    read_only = """(has(volume.persistentVolumeClaim.readOnly) && volume.persistentVolumeClaim.readOnly)"""
    mounted = f"""{CONTAINERS}.all(container, !has(container.volumeMounts) || container.volumeMounts.all(mount,
        mount.name != volume.name || (has(mount.readOnly) && mount.readOnly)))"""
    claimed = f"has(volume.persistentVolumeClaim) && volume.persistentVolumeClaim.claimName == {name}"
    return any_volume(f"{claimed} && !{read_only} && !{mounted}")


def opens_secret(name: str) -> str:
    """Return whether any pod gets the Secret whose name the expression `name` gives, mounted or as variables."""
    mounted = any_volume(
        f"(has(volume.secret) && has(volume.secret.secretName) && volume.secret.secretName == {name})"
        f" || (has(volume.projected) && has(volume.projected.sources) && volume.projected.sources.exists(source,"
        f" has(source.secret) && has(source.secret.name) && source.secret.name == {name}))"
    )
    variables = f"""variables.specs.exists(spec, {CONTAINERS}.exists(container,
      (has(container.envFrom) && container.envFrom.exists(source,
        has(source.secretRef) && has(source.secretRef.name) && source.secretRef.name == {name}))
      || (has(container.env) && container.env.exists(variable, has(variable.valueFrom)
        && has(variable.valueFrom.secretKeyRef) && has(variable.valueFrom.secretKeyRef.name)
        && variable.valueFrom.secretKeyRef.name == {name}))))"""
    return f"({mounted} || {variables})"


def acts_as(account: str) -> str:
    """Return whether any pod runs as a service account, and so has its identity."""
    return (
        f"variables.specs.exists(spec, has(spec.serviceAccountName) && spec.serviceAccountName == {account})"
    )


def any_source_beyond(sources: Iterable[str]) -> str:
    """Return whether a pod has a volume from any other source than these."""
    known = " || ".join(f"has(volume.{source})" for source in sources)
    return any_volume(f"!({known})")
