"""The provider's side of the engine's protocol: each call is decoded, done by `operations`, and answered."""

import sys
import traceback
from collections.abc import Callable
from functools import wraps
from importlib import metadata
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from stacks.offline.simulated_kubernetes import answers, charts, operations, reading
from stacks.offline.simulated_kubernetes.cluster import ApiRefusal, Unreachable
from stacks.offline.simulated_kubernetes.configuration import (
    configuration_faults,
    configuration_of,
    replacing_options,
)
from stacks.offline.simulated_kubernetes.declared import Declared, Refused
from stacks.offline.simulated_kubernetes.discovery import NotServed
from stacks.offline.simulated_kubernetes.kubeconfig import UnusableKubeconfig
from stacks.offline.simulated_kubernetes.manifest import (
    Identity,
    faults,
    field_manager,
    inputs_of_live,
    is_patch,
    token_of_urn,
    type_of_token,
)
from stacks.offline.simulated_kubernetes.objects import Objects
from stacks.offline.simulated_kubernetes.sessions import Sessions
from stacks.offline.simulated_kubernetes.tasks import Cancelled
from stacks.offline.simulated_kubernetes.values import (
    decode,
    encode,
    has_unknown,
    marked,
    revealed,
    without_secrets,
)
from stacks.offline.simulated_kubernetes.waiting import NotReady, StillThere

VERSION = f"{metadata.version('pulumi-kubernetes')}+simulated"
"""That of the SDK, which the engine asks for, and the mark that this is not the official plugin."""

EXPECTED = (ApiRefusal, Cancelled, NotServed, Refused, StillThere, UnusableKubeconfig, Unreachable)
"""How an operation may end badly; each carries a sentence for a person."""


def answered(call: Callable[..., Any]) -> Any:
    """Return the call with every failure told to the engine, without the secrets of the request in it."""

    @wraps(call)
    def answering(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return call(self, request, context)
        except NotReady as problem:
            context.abort_with_status(answers.not_ready(request, problem))
        except EXPECTED as problem:
            context.abort(
                grpc.StatusCode.UNKNOWN, without_secrets(str(problem), answers.properties_of(request))
            )
        except Exception as problem:  # noqa: BLE001 - the engine must hear of it, whatever it is
            if context.is_active():
                traceback.print_exc(file=sys.stderr)
            text = f"the simulated provider failed: {type(problem).__name__}: {problem}"
            context.abort(grpc.StatusCode.INTERNAL, without_secrets(text, answers.properties_of(request)))

    return answering


class SimulatedKubernetes(provider_pb2_grpc.ResourceProviderServicer):
    """The simulated provider, for any number of engines at once."""

    def __init__(self) -> None:
        self.sessions = Sessions()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - the protocol's name
        """Say what is understood."""
        self.sessions.of(context).attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Remember the engine."""
        self.sessions.of(context).attach(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say that it is simulated."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return the least that is a schema: kinds are judged by the API server."""
        return provider_pb2.GetSchemaResponse(schema=f'{{"name":"kubernetes","version":"{VERSION}"}}')

    @answered
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Refuse options that nobody knows."""
        found = configuration_faults(decode(request.news))
        return provider_pb2.CheckResponse(inputs=request.news, failures=answers.failures(found))

    @answered
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say whether another cluster is meant."""
        old, new = decode(request.old_inputs or request.olds), decode(request.news)
        return answers.of_configuration_change(old, new, replacing_options(old, new))

    @answered
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Open the cluster."""
        given = decode(request.args) if request.HasField("args") else answers.variables(request.variables)
        self.sessions.of(context).configure(configuration_of(given))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @answered
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Judge the shape of an object."""
        news = decode(request.news)
        found = faults(token_of_urn(request.urn), revealed(news))
        inputs = encode(marked(revealed(news), news))
        return provider_pb2.CheckResponse(inputs=inputs, failures=answers.failures(found))

    @answered
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Say what changes and whether that replaces the object."""
        _, configuration, _ = self.sessions.configured(context)
        old, new = revealed(decode(request.old_inputs)), revealed(decode(request.news))
        return answers.of_change(
            old, new, configuration.mutable_kinds, is_patch=is_patch(token_of_urn(request.urn))
        )

    @answered
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Create the object, or let the API server judge it."""
        inputs = decode(request.properties)
        declared, objects = self._prepared(request, context, inputs, {}, is_preview=request.preview)
        if request.preview:
            if not has_unknown(inputs):
                operations.preview(objects, declared, is_new=True)
            return provider_pb2.CreateResponse(properties=request.properties)
        live = operations.create(objects, declared)
        return provider_pb2.CreateResponse(
            id=answers.id_of(live), properties=encode(answers.state(live, inputs, declared.manager))
        )

    @answered
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Bring the object to its new inputs, or let the API server judge them."""
        inputs, state = decode(request.news), decode(request.olds)
        declared, objects = self._prepared(request, context, inputs, state, is_preview=request.preview)
        if request.preview:
            if not has_unknown(inputs):
                operations.preview(objects, declared, is_new=False)
            return provider_pb2.UpdateResponse(properties=request.news)
        live = operations.update(objects, declared)
        return provider_pb2.UpdateResponse(properties=encode(answers.state(live, inputs, declared.manager)))

    @answered
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Return what lives, and the inputs as they live."""
        inputs, state = decode(request.inputs), decode(request.properties)
        declared, objects = self._prepared(request, context, inputs, state, is_preview=True)
        live = reading.read(objects, _identity(request))
        if live is None:
            return provider_pb2.ReadResponse()
        seen = reading.inputs_as_they_live(objects, declared, live) if inputs else inputs_of_live(live)
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=encode(answers.state(live, inputs, declared.manager)),
            inputs=encode(marked(seen, inputs)),
        )

    @answered
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Delete the object and wait until it is gone."""
        inputs, state = decode(request.old_inputs), decode(request.properties)
        declared, objects = self._prepared(request, context, inputs, state, is_preview=False)
        operations.delete(objects, _identity(request), declared)
        return empty_pb2.Empty()

    @answered
    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Check a chart and register it without rendering it."""
        return charts.construct(request, self.sessions.of(context))

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """End what waits."""
        self.sessions.of(context).cancelled.set()
        return empty_pb2.Empty()

    def _prepared(
        self, request: Any, context: grpc.ServicerContext, inputs: Any, state: Any, *, is_preview: bool
    ) -> tuple[Declared, Objects]:
        session, configuration, discovery = self.sessions.configured(context)
        plain = revealed(inputs)
        declared = Declared(
            manifest=plain,
            manager=field_manager(request.urn, plain, revealed(state)),
            is_patch=is_patch(token_of_urn(request.urn)),
            may_upsert=configuration.may_upsert,
            forces=configuration.forces,
        )
        task = session.task(request.urn, context, request.timeout, is_preview=is_preview)
        return declared, Objects(discovery.cluster, discovery, task)


def _identity(request: Any) -> Identity:
    """Return which object a resource of the state is, by its type and id."""
    api_version, kind = type_of_token(token_of_urn(request.urn))
    namespace, _, name = request.id.rpartition("/")
    return Identity(api_version=api_version, kind=kind, name=name, namespace=namespace)
