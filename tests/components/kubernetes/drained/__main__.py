"""A pool of nodes, the drain that stands on it, and a kind of objects that stands on the drain."""

import json
from pathlib import Path

import pulumi

from components.kubernetes.providers import CustomKinds, Drain, PoolNodes

given = json.loads(Path("declared.json").read_text(encoding="utf-8"))
pool = PoolNodes("pool", given["pool"], None)
kubeconfig = pulumi.Output.secret(given["drain"].pop("kubeconfig"))
drain = Drain(
    "drain",
    {**given["drain"], "kubeconfig": kubeconfig},
    pulumi.ResourceOptions(depends_on=[pool], additional_secret_outputs=["kubeconfig"]),
)
CustomKinds("kinds", given["kinds"], pulumi.ResourceOptions(depends_on=[drain]))
