"""Ports of pods on Kubernetes: who listens and who is let in agree by these. Those of Ray itself are in `ports`.

Each pod has an address of its own, so everything keeps the port that its documentation names.
"""

REGISTRY = 5000
"""MLflow's own."""
DATABASE = 5432
FAULT_TOLERANCE = 6379
"""Redis, and what speaks like it: where a head keeps what outlives it."""
LOGS = 24224
"""Fluent's own, for what one of its kind sends to another."""
KEPT_LOGS = 24225
"""Of the kept logs' reader, on its pod's own loopback: no flow leads there, and forwarded connections begin there."""
METRICS = 8080
"""KubeRay's, of every Ray node and of the operator."""
AGENT = 52365
"""Ray's agent, which KubeRay's own probes ask."""
