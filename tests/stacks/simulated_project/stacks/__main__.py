"""A simulated program: the types of the hosts target, made as small files in the folder `SIMULATED_WORLD`.

The file `orders.json` there tells it to refuse the plan (`refuse`), to fail a node (`fail`) or to wait in the middle of
a node's creation until the file `go-on` appears (`wait`).
"""

import json
import os
from pathlib import Path
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource, ResourceProvider

WORLD = Path(os.environ["SIMULATED_WORLD"])


class SimulatedProvider(ResourceProvider):
    """Makes a file for a resource; a file that is already there is adopted."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write the file; the provider's process sees `SIMULATED_WORLD` as the program did."""
        import os
        import time
        from pathlib import Path

        world = Path(os.environ["SIMULATED_WORLD"])
        name = props["name"]
        if props["orders"].get("fail") == name:
            raise RuntimeError("HostError: the simulated disk is full; free some space")
        (world / name).write_text("made", encoding="utf-8")
        while props["orders"].get("wait") == name and not (world / "go-on").exists():
            time.sleep(0.05)
        return CreateResult(name, props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Tell that a resource whose file is gone is gone, and what somebody else wrote into it."""
        import os
        from pathlib import Path

        file = Path(os.environ["SIMULATED_WORLD"]) / id_
        if not file.exists():
            return ReadResult("", {})
        text = file.read_text(encoding="utf-8")
        return ReadResult(id_, props if text == "made" else {**props, "content": text})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Remove the file."""
        import os
        from pathlib import Path

        (Path(os.environ["SIMULATED_WORLD"]) / _id).unlink(missing_ok=True)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> Any:
        """Make anew what is gone, as the true providers do; orders alone change nothing that is there."""
        import os
        from pathlib import Path

        from pulumi.dynamic import DiffResult

        return DiffResult(changes=not (Path(os.environ["SIMULATED_WORLD"]) / _id).exists())

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> Any:
        """Make the file again."""
        from pulumi.dynamic import UpdateResult

        return UpdateResult(self.create(_news).outs)


class Volume(Resource, module="hosts", name="Volume"):
    """A simulated volume."""


class Secret(Resource, module="hosts", name="Secret"):
    """A simulated secret."""


class Raylet(Resource, module="hosts", name="Raylet"):
    """A simulated node."""


class Platform(pulumi.ComponentResource):
    """The parent of all of them, as in the true program."""

    def __init__(self, orders: dict[str, Any]) -> None:
        super().__init__("groundplan:hosts:Platform", "platform")
        inside = pulumi.ResourceOptions(parent=self)

        def inputs(name: str, **more: Any) -> dict[str, Any]:
            return {"name": name, "orders": orders, **more}

        provider = SimulatedProvider()
        key = Secret(provider, "key-datasets", inputs("key-datasets", purpose="volume:datasets"), inside)
        token = Secret(provider, "token-train", inputs("token-train", purpose="token:train"), inside)
        store = {"store": "datasets", "holds": "datasets", "path": str(WORLD), "key": key.id}
        protect = orders.get("environment") == "production"
        volume = Volume(provider, "datasets", inputs("datasets", protect=protect, **store), inside)
        node = inputs("train-head-0", volume=volume.id, token=token.id)
        Raylet(provider, "train-head-0", node, inside)
        self.register_outputs({})


orders = json.loads((WORLD / "orders.json").read_text(encoding="utf-8"))
if "refuse" in orders:
    raise pulumi.RunError(orders["refuse"])
Platform(orders)
pulumi.export("target", "local")
pulumi.export("plan", "first-light")
pulumi.export("environment", orders.get("environment", "development"))
pulumi.export("isolation", {"mode": "namespaces", "reason": ""})
cluster = {"name": "train", "purpose": "training", "job_api": "http://127.0.0.1:1", "serve": None}
cluster |= {"dashboard": "http://127.0.0.1:1", "token_file": str(WORLD / "token")}
nodes = [{"pool": "head", "node": "train-head-0", "state": "alive"}]
pulumi.export("clusters", [{**cluster, "nodes": nodes}])
pulumi.export(
    "stores", [{"name": "datasets", "holds": "datasets", "encryption": "gocryptfs", "path": str(WORLD)}]
)
pulumi.export("registry", {"store": "registry", "path": str(WORLD)})
