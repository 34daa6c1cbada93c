"""Lets a request meet only the rules that its types concern.

The SDK reads all properties anew for each policy of a pack: with a hundred rules, and stack rules that get a thousand
resources each, that takes longer than the engine does.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import grpc
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Policy, StackValidationPolicy
from pulumi_policy import policy as sdk

from policies.judge.kinds import kind_of
from policies.judge.reading_once import one_request, read_once
from policies.judge.rule import Rule, StackRule

Types = Mapping[str, frozenset[str]]
"""The name of a policy -> the types it is about; one that is not here is a guard, which gets every request bare.

A rule on plans, of which a configuration may say something, is no policy and about no type.
"""

EVERY_POLICY = "all"
"""By this name a configuration sets the level of all policies of a pack."""


def types_of(rules: Iterable[Rule]) -> Types:
    """Return the types that each rule is about: those it judges, and of a stack rule those that it reads besides."""
    return {
        rule.name: frozenset((*rule.types, *(rule.reads if isinstance(rule, StackRule) else ())))
        for rule in rules
    }


def serve_by_type(types: Types) -> None:
    """Let the packs that this process serves from now on meet their requests so; the SDK offers no other way.

    A class, since the SDK looks up its own inner types by this name too.
    """

    class Serving(JudgingByType):
        def __init__(self, *given: Any) -> None:
            super().__init__(types, *given)

    sdk._PolicyAnalyzerServicer = Serving
    read_once()


class JudgingByType(sdk._PolicyAnalyzerServicer):
    """The SDK's own service, and one more of it for each set of policies that a request has to meet."""

    def __init__(self, types: Types, name: str, version: str, policies: Sequence[Policy], *rest: Any) -> None:
        super().__init__(name, version, list(policies), *rest)
        self._types, self._policies = types, policies
        self._given = (name, version, rest)
        self._told: dict[str, Any] = {}
        self._parts: dict[tuple[str, ...], sdk._PolicyAnalyzerServicer] = {}
        self._of_kind: dict[str, list[Policy]] = {}
        self._thread = threading.local()

    def Analyze(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the name of the engine's interface
        """Judge one resource with the policies about its type, in the pack's order; guards get no inputs of it."""
        response = proto.AnalyzeResponse()
        bare = proto.AnalyzeRequest(type=request.type, urn=request.urn, name=request.name)
        self._say_which_run()
        with one_request():
            for is_guard, policies in groupby(self._about(request.type), key=self._is_guard):
                part = self._with(list(policies)).Analyze(bare if is_guard else request, _context)
                response.diagnostics.extend(part.diagnostics)
                response.not_applicable.extend(part.not_applicable)
        return response

    def Remediate(self, request: Any, _context: Any) -> Any:  # noqa: N802 - as above
        """Mend one resource with the policies about its type that were told to; the engine asks of every resource."""
        told = [
            policy
            for policy in self._about(request.type)
            if self._get_enforcement_level(policy) == EnforcementLevel.REMEDIATE
        ]
        if not told:
            return proto.RemediateResponse()
        self._say_which_run()
        return self._with(told).Remediate(request, _context)

    def AnalyzeStack(self, request: Any, _context: Any) -> Any:  # noqa: N802 - as above
        """Judge the stack, policy by policy, each with the resources of its types."""
        self._say_which_run()
        response = proto.AnalyzeResponse()
        by_urn = {each.urn: each for each in request.resources}
        for policy in self._policies:
            if isinstance(policy, StackValidationPolicy):
                part = self._with([policy]).AnalyzeStack(self._seen_by(policy, by_urn), _context)
                response.diagnostics.extend(part.diagnostics)
                response.not_applicable.extend(part.not_applicable)
        return response

    def Configure(self, request: Any, _context: Any) -> Any:  # noqa: N802 - as above
        """Take what the pack's configuration says; the engine says it before it asks for a judgement.

        The engine has refused values that a schema forbids. What no policy knows is a slip of the hand that would leave
        something unset, and is refused here. A guard keeps its level: who could lower it would need no waiver.
        """
        if unknown := self._unknown(request.policyConfig):
            _context.abort(grpc.StatusCode.INVALID_ARGUMENT, unknown)
        for policy in self._policies:
            if self._is_guard(policy) and policy.enforcement_level and policy.name in request.policyConfig:
                level = self._map_enforcement_level(policy.enforcement_level)
                request.policyConfig[policy.name].enforcementLevel = level
        self._told["Configure"] = request
        self._parts.clear()
        return super().Configure(request, _context)

    def ConfigureStack(self, request: Any, _context: Any) -> Any:  # noqa: N802 - as above
        """Take what is said of the stack."""
        self._told["ConfigureStack"] = request
        self._parts.clear()
        return super().ConfigureStack(request, _context)

    def _unknown(self, configuration: Any) -> str | None:
        """Return a sentence about the first policy or setting of a configuration that is none of this pack's."""
        schemas = {each.name: each.config_schema for each in self._policies}
        for name in sorted({*configuration} - {EVERY_POLICY} - (self._types.keys() - schemas.keys())):
            if name not in schemas:
                return (
                    f"the configuration names {name}, which is no policy of this pack; correct or remove it"
                )
            schema = schemas[name]
            allowed = sorted(["enforcementLevel", *(schema.properties if schema else ())])
            for setting in sorted({*configuration[name].properties} - {*allowed}):
                return f"the configuration of {name} has {setting}; allowed: {', '.join(allowed)}; correct or remove it"
        return None

    def _say_which_run(self) -> None:
        """Let the SDK read of which run this is, which it keeps by thread: a pack's process serves no other."""
        if not hasattr(self._thread, "knows"):
            self._configure_runtime_settings()
            self._thread.knows = True

    def _is_guard(self, policy: Policy) -> bool:
        return policy.name not in self._types

    def _about(self, token: str) -> list[Policy]:
        kind, _ = kind_of(token)
        if kind not in self._of_kind:
            self._of_kind[kind] = [
                policy for policy in self._policies if kind in self._types.get(policy.name, (kind,))
            ]
        return self._of_kind[kind]

    def _seen_by(self, policy: Policy, by_urn: Mapping[str, Any]) -> Any:
        if self._is_guard(policy):
            return proto.AnalyzeStackRequest()  # a guard looks at what the policies before it left
        types = self._types[policy.name]
        seen = [each for each in by_urn.values() if kind_of(each.type)[0] in types]
        sources = {urn for each in seen for of in each.propertyDependencies.values() for urn in of.urns}
        # Where a value comes from is told by a name, also where the rule does not read what has it.
        others = [
            by_urn[urn]
            for urn in sorted(sources & by_urn.keys())
            if kind_of(by_urn[urn].type)[0] not in types
        ]
        named = [proto.AnalyzerResource(type=each.type, urn=each.urn, name=each.name) for each in others]
        return proto.AnalyzeStackRequest(resources=[*seen, *named])

    def _with(self, policies: Sequence[Policy]) -> sdk._PolicyAnalyzerServicer:
        """Return the SDK's service of these policies, told all that this one was."""
        names = tuple(policy.name for policy in policies)
        if names not in self._parts:
            name, version, rest = self._given
            part = _Part(name, version, list(policies), *rest)
            if configured := self._told.get("Configure"):
                # What is said of the others would be read again for each set of policies.
                own = {key: configured.policyConfig[key] for key in names if key in configured.policyConfig}
                part.Configure(proto.ConfigureAnalyzerRequest(policyConfig=own), None)
            if said := self._told.get("ConfigureStack"):
                part.ConfigureStack(said, None)
            self._parts[names] = part
        return self._parts[names]


SDK_SERVICE = sdk._PolicyAnalyzerServicer
"""As it was before a pack is served by type."""


class _Part(SDK_SERVICE):
    """The SDK's service of a few policies; what says of which run they are, the whole has told the SDK already."""

    def _configure_runtime_settings(self) -> None:
        pass
