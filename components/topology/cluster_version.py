"""The version of Kubernetes that a cluster gets where we make it: what the stack says, the same on every cloud. Pure.

groundplan:kubernetes-version: "1.36"
"""

from components.topology.errors import TopologyErrors
from components.topology.said import wrong

WHERE = "groundplan:kubernetes-version"
ON_CLOUDS = "1.35"
"""In support on all three clouds: at EKS until 27 March 2027 ("Kubernetes versions" of its user guide; 1.34 only until
2 December 2026, and later for six times the price), what GKE's regular channel gives by default since July 2026, and
at AKS for a year after it came in spring 2026. Upstream ended 1.34 on 27 October 2026 (kubernetes.io/releases/1.34)
and ends 1.35 on 28 February 2027. The tests inside run `components.kubernetes.checks.TESTED`."""
SUPPORTED = ("1.34", ON_CLOUDS, "1.36")
"""From the one that the tests run, which is also the packs' oldest, to the newest that all three clouds have."""


def read(given: object) -> str:
    """Return the version that a stack's configuration says, `ON_CLOUDS` where it says none. Raises TopologyErrors."""
    if given is None:
        return ON_CLOUDS
    if given not in SUPPORTED:
        raise TopologyErrors([wrong(WHERE, given, f"one of {', '.join(SUPPORTED)}, which every cloud has")])
    return str(given)
