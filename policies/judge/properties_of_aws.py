"""Properties of resources of AWS as several rules read them."""

from pulumi_policy.proxy import UnknownValueError

from policies.judge.asking import in_production
from policies.judge.ranges import is_public, range_of
from policies.judge.resource import Resource

kept_on = in_production("tags")
"""Whether data must outlive a mistake: everywhere but where the tags name an environment that is spared."""


def listed(statement: Resource, key: str) -> tuple[str, ...]:
    """Return what stands at a key, whether it is one text or a list of them."""
    value = statement.get(key)
    return (value,) if isinstance(value, str) else tuple(part.value for part in statement.parts(key))


def ranges(accused: Resource, *keys: str) -> list[Resource]:
    """Return the ranges of addresses at these keys, of which each has one or a list of them."""
    found: list[Resource] = []
    for key in keys:
        value = accused.get(key)
        found += [accused.inner(accused.place(key), value)] if isinstance(value, str) else accused.parts(key)
    return found


def is_everywhere(addresses: Resource) -> bool:
    """Tell whether a range is the internet's, or so wide that a few of its kind are: "0.0.0.0/1" is half of it."""
    asked = range_of(addresses)
    return is_public(addresses) and asked.prefixlen < WIDEST[asked.version]


WIDEST = {4: 8, 6: 16}
"""Version of IP -> how short the prefix of a range may be, in bits: nobody is given a wider one."""


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
