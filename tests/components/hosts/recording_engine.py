"""A simulated engine that makes nothing and remembers every resource as it was registered."""

import asyncio
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks as engine_mocks

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
"""How a secret is marked on its way to the engine (pulumi/runtime/rpc.py)."""


@dataclass(frozen=True)
class Registered:
    """One resource; in `inputs` every secret reads `SECRET_VALUE`, and `secrets` are the values.

    `depends_on` are the names of what it is made after, and what goes only after it; `sources` are, by input, the names
    of what its value comes from: where one of these is yet to be made, a preview does not know it. `aliases` counts
    what else the engine is told that it may have been called. `ignores` and `replaced_by` are the changes that the
    engine is told to leave alone and to replace for; `goes_first` is whether the old one then goes first, None where
    the provider says. `is_retained` is whether the engine forgets it and deletes nothing.
    """

    type: str
    name: str
    inputs: dict[str, Any]
    secrets: frozenset[str]
    protect: bool
    secret_outputs: frozenset[str]
    parent: str
    depends_on: frozenset[str]
    aliases: int
    ignores: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    goes_first: bool | None = None
    is_retained: bool = False
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)


SECRET_VALUE = "[secret]"


def without_secrets(value: Any, found: set[str]) -> Any:
    """Return a value with its secrets replaced, adding their values to `found`."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            found.add(json.dumps(value["value"]))
            return SECRET_VALUE
        return {key: without_secrets(item, found) for key, item in value.items()}
    return [without_secrets(item, found) for item in value] if isinstance(value, list) else value


class Outputs(engine_mocks.Mocks):
    """Answers with the outputs that each type of resource would have."""

    def call(self, args: engine_mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer no question: these programs ask none."""
        raise AssertionError(f"unexpected call of {args.token}")

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        found: dict[str, Any] = {"incarnation": f"incarnation-of-{args.name}", "state": "running"}
        if args.typ.endswith(":Volume"):
            found["evidence"] = "gocryptfs"
        if args.typ.endswith(":Secret"):
            found["value"] = pulumi.Output.secret(f"value-of-{args.name}")
        return f"id-of-{args.name}", args.inputs | found


class RecordingEngine(engine_mocks.MockMonitor):
    """Remembers what is registered, and answers as `Outputs` does."""

    def __init__(self, answers: engine_mocks.Mocks | None = None) -> None:
        super().__init__(answers or Outputs())
        self.registered: dict[str, Registered] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the engine's own interface
        """Remember one resource."""
        found: set[str] = set()
        inputs = without_secrets(json_format.MessageToDict(request.object), found)
        if request.type != "pulumi:pulumi:Stack":
            assert request.name not in self.registered, f"two resources are called {request.name}"
            self.registered[request.name] = Registered(
                type=request.type, name=request.name, inputs=inputs, secrets=frozenset(found),
                protect=request.protect, secret_outputs=frozenset(request.additionalSecretOutputs),
                parent=request.parent.rpartition("::")[2],
                depends_on=frozenset(urn.rpartition("::")[2] for urn in request.dependencies),
                aliases=len(request.aliases), ignores=tuple(request.ignoreChanges),
                replaced_by=tuple(request.replaceOnChanges),
                goes_first=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
                is_retained=request.retainOnDelete,
                sources={
                    key: frozenset(urn.rpartition("::")[2] for urn in each.urns)
                    for key, each in request.propertyDependencies.items()
                },
            )  # fmt: skip
        return super().RegisterResource(request)


@contextmanager
def unpatched_pickler() -> Iterator[None]:
    """Undo what the SDK does to Python's pickler: it wraps it anew for every dynamic resource and never unwraps it.

    After some hundred resources in one process every later one would fail with a RecursionError.
    """
    pickler: Any = pickle._Pickler
    saved = {name: getattr(pickler, name) for name in ("_batch_setitems", "save_dict")}
    try:
        yield
    finally:
        for name, function in saved.items():
            setattr(pickler, name, function)


def record(
    program: Callable[[], Any],
    stack: str = "local",
    answers: engine_mocks.Mocks | None = None,
    engine: RecordingEngine | None = None,
) -> tuple[dict[str, Registered], Any]:
    """Run a program against a recording engine; the resources by name, and what the program returned, resolved.

    The engine is a new one that answers with `answers`, unless another is given.
    """
    engine = engine or RecordingEngine(answers)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    engine_mocks.set_mocks(engine.mocks, project="groundplan", stack=stack, preview=False, monitor=engine)
    returned: list[Any] = []

    def run() -> pulumi.Output[None]:
        return pulumi.Output.from_input(program()).apply(returned.append)

    with unpatched_pickler():
        engine_mocks.test(run)()
    loop.close()
    return engine.registered, returned[0]
