"""Properties of resources of AWS as several rules read them."""

from pulumi_policy.proxy import UnknownValueError

from policies.judge.asking import has
from policies.judge.resource import Resource
from policies.judge.types_of_aws import ENVIRONMENT, THROWN_AWAY


def kept_on(accused: Resource) -> bool:
    """Tell whether data must outlive a mistake: everywhere but where the environment says that they may go."""
    return not has(f"tags.{ENVIRONMENT}", *THROWN_AWAY)(accused)


def listed(statement: Resource, key: str) -> tuple[str, ...]:
    """Return what stands at a key, whether it is one text or a list of them."""
    value = statement.get(key)
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def has_gpus(group: Resource) -> bool:
    """Tell whether a node group's machines have GPUs, by their image or by the taint that keeps others away."""
    tainted = any("gpu" in str(taint.get("key")).lower() for taint in group.parts("taints"))
    return tainted or any(word in str(group.get("amiType")) for word in ("NVIDIA", "GPU", "NEURON"))


def named(accused: Resource, key: str) -> set[str]:
    """Return what names the resources at a key: those that the value comes from, and the value where it is known.

    Raises NotKnownYetError where neither tells.
    """
    origins = set(accused.refers_to.get(key, ()))
    try:
        return origins | set(listed(accused, key))
    except UnknownValueError:
        if not origins:
            raise
        return origins
