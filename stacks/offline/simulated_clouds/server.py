"""One package's side of the engine's protocol: inputs are judged, outputs made up, differences named."""

import sys
import traceback
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import metadata
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from components.holding import HOLDING, holds
from stacks.offline.simulated_clouds.checking import input_faults
from stacks.offline.simulated_clouds.clusters import NOWHERE, ApiServer, completed
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_clouds.inventing import id_of, outputs, told
from stacks.offline.simulated_clouds.invokes import REGIONS, answer
from stacks.offline.simulated_clouds.replacing import is_replacing, listed, may_replace
from stacks.offline.simulated_clouds.sdk import PACKAGES, UnknownToken, declared
from stacks.offline.simulated_clouds.security_rules import SecurityRules
from stacks.offline.simulated_kubernetes import answers
from stacks.offline.simulated_kubernetes.difference import Change, changes, path_text
from stacks.offline.simulated_kubernetes.manifest import token_of_urn
from stacks.offline.simulated_kubernetes.values import decode, encode, marked, revealed, without_secrets

LOG_LIMIT_S = 5


class Refusal(Exception):
    """What a real provider would refuse, in a sentence."""


def answered(call: Callable[..., Any]) -> Any:
    """Return the call with every failure told to the engine, without the secrets of the request in it."""

    @wraps(call)
    def answering(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return call(self, request, context)
        except (Refusal, UnknownToken) as problem:
            context.abort(grpc.StatusCode.UNKNOWN, str(problem))
        except Exception as problem:  # noqa: BLE001 - the engine must hear of it, whatever it is
            traceback.print_exc(file=sys.stderr)
            text = f"the simulated provider failed: {type(problem).__name__}: {problem}"
            context.abort(grpc.StatusCode.INTERNAL, without_secrets(text, answers.properties_of(request)))

    return answering


class SimulatedCloud(provider_pb2_grpc.ResourceProviderServicer):
    """The simulated provider of one package, for any number of engines at once."""

    def __init__(self, package: str, api_server: ApiServer = NOWHERE) -> None:
        self.package, self.api_server = package, api_server
        self.version = f"{metadata.version(PACKAGES[package].replace('_', '-'))}+simulated"
        self.engine: engine_pb2_grpc.EngineStub | None = None
        self.regions: dict[str, str] = {}
        self.rules = SecurityRules()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the protocol's name
        """Say what is understood."""
        self._listen(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Remember the engine."""
        self._listen(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say that it is simulated."""
        return plugin_pb2.PluginInfo(version=self.version)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return the least that is a schema: types are those of the SDK."""
        return provider_pb2.GetSchemaResponse(
            schema=f'{{"name":"{self.package}","version":"{self.version}"}}'
        )

    @answered
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take every option: whether credentials hold cannot be known here."""
        return provider_pb2.CheckResponse(inputs=request.news)

    @answered
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say that nothing is made anew: another region of the provider is another provider of the program."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    @answered
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Remember the region, per connection."""
        given = decode(request.args) if request.HasField("args") else answers.variables(request.variables)
        self.rules.forget(context.peer())
        region = revealed(given).get("region")
        self.regions[context.peer()] = (
            region if isinstance(region, str) and region else REGIONS.get(self.package, "")
        )
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    @answered
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Judge the inputs by the SDK's types and the provider's formats."""
        token, news = token_of_urn(request.urn), decode(request.news)
        given = revealed(news)
        planned = self.rules.plan(context.peer(), request.urn, token, given)
        found = [*input_faults(declared(token), given), *format_faults(token, given), *planned]
        inputs = encode(marked(given, news))
        return provider_pb2.CheckResponse(inputs=inputs, failures=answers.failures(found))

    @answered
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say what changes and whether that replaces the resource, or may."""
        token = token_of_urn(request.urn)
        found = changes(revealed(decode(request.old_inputs)), revealed(decode(request.news)))
        if found and (unsure := may_replace(token, (change.path for change in found))):
            self._warn(
                request.urn, f"a change of {', '.join(unsure)} may replace this: nobody has looked it up"
            )
        return _difference(token, found)

    @answered
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Make up what only the provider could know."""
        if request.preview:
            return provider_pb2.CreateResponse(properties=_planned(request.urn, request.properties))
        token, inputs = token_of_urn(request.urn), decode(request.properties)
        self._take_place(request.urn, token, inputs)
        return provider_pb2.CreateResponse(
            id=id_of(token, request.urn, revealed(inputs)),
            properties=self._state(token, request.urn, inputs, {}),
        )

    @answered
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take the new inputs; what was made up stays."""
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_planned(request.urn, request.news))
        token, inputs = token_of_urn(request.urn), decode(request.news)
        self._take_place(request.urn, token, inputs)
        return provider_pb2.UpdateResponse(
            properties=self._state(token, request.urn, inputs, decode(request.olds))
        )

    @answered
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return what is recorded; for what a program only looks up, what its type has."""
        token, held = token_of_urn(request.urn), decode(request.properties)
        if not request.inputs.fields:
            return provider_pb2.ReadResponse(
                id=request.id, properties=self._state(token, request.urn, held, {})
            )
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @answered
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Forget the resource, unless it holds what is in it: the real provider would refuse."""
        token, known = token_of_urn(request.urn), revealed(decode(request.properties))
        if holds(token, known):
            key, value = HOLDING[token]
            raise Refusal(
                f"simulated: {key} is {value}, so a real provider would delete neither this nor what is in it; "
                "`groundplan down --destroy-data` gives it up first"
            )
        self.rules.delete(request.urn)
        return empty_pb2.Empty()

    @answered
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Answer a function."""
        region = self.regions.get(context.peer(), REGIONS.get(self.package, ""))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(
            encode(answer(request.tok, revealed(decode(request.args)), region, self.api_server))
        )
        return response

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Nothing waits here."""
        return empty_pb2.Empty()

    def _take_place(self, urn: str, token: str, inputs: Mapping[str, Any]) -> None:
        if refused := self.rules.make(urn, token, revealed(inputs)):
            raise Refusal(refused)

    def _state(self, token: str, urn: str, inputs: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
        made = outputs(token, urn, revealed(inputs), declared(token), revealed(known))
        return encode(marked(completed(made, self.api_server.told_by(token)), inputs))

    def _listen(self, address: str) -> None:
        if address:
            self.engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def _warn(self, urn: str, text: str) -> None:
        if self.engine is None:
            return
        try:
            self.engine.Log(
                engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text, urn=urn), timeout=LOG_LIMIT_S
            )
        except grpc.RpcError:
            self.engine = None  # it is gone, and so is everybody who could read this


def _planned(urn: str, properties: Any) -> Any:
    """Return what a preview tells of a resource: its inputs, as the provider tells them."""
    of = declared(token_of_urn(urn)).outputs
    return encode({key: told(value, of.get(key)) for key, value in decode(properties).items()})


def _difference(token: str, found: list[Change]) -> Any:
    """Return every change with its path, and whether the resource is replaced, by whose page."""
    judged = [(change, is_replacing(token, change.path)) for change in found]
    replacing = [path_text(change.path) for change, replaces in judged if replaces]
    keeps_name = not any("name" in each.lower() for each in replacing)
    named = any(key.lower().endswith("name") or key == "bucket" for key in listed(token).properties)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replacing,
        deleteBeforeReplace=bool(replacing) and named and keeps_name,
        detailedDiff={
            path_text(change.path): provider_pb2.PropertyDiff(
                kind=answers.KINDS[change.kind, replaces], inputDiff=True
            )
            for change, replaces in judged
        },
        hasDetailedDiff=True,
    )
