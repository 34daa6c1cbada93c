"""`python -m stacks.offline.simulated_kubernetes`: print `kubernetes:<port>`, serve until standard input closes."""

from stacks.offline.serving import serve
from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes

if __name__ == "__main__":
    serve({"kubernetes": SimulatedKubernetes()})
