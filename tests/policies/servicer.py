"""The engine's road without the engine: a recorded graph through the SDK's own analyzer service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeAlias
from unittest import mock

from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]  # protobuf ships no types
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy import policy as sdk
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.policy import _PolicyAnalyzerServicer  # the SDK has no test harness (pulumi/pulumi-policy#445)
from pulumi_policy.proxy import unknown_checking_proxy

from offline.graph import Graph, Resource
from offline.values import UNKNOWN
from offline.wire import to_struct
from policies.adapter import policies
from policies.rules.model import Rule

Diagnostic: TypeAlias = tuple[str, str, str]  # policy, URN, message


def analyze(
    graph: Graph, config: Mapping[str, Mapping[str, Any]] | None = None, rules: Sequence[Rule] | None = None
) -> dict[Diagnostic, str]:
    """What the pack (of all rules, or of those) reports on the graph as if the engine ran it, with its level.

    `config` is what the engine has read from --policy-pack-config, by policy; it adds the defaults of their schemas.
    It shows each resource with its inputs, then the stack with outputs. What these say is the provider's affair: here
    all of it is unknown, so that a rule that goes by outputs is found out.
    """
    made = policies(rules)
    servicer = _PolicyAnalyzerServicer("megane", "0.0.1", made, EnforcementLevel.MANDATORY)
    request = proto.ConfigureAnalyzerRequest()
    for policy in made:
        name, given = policy.name, _defaults(policy) | dict((config or {}).get(policy.name, {}))
        level = EnforcementLevel(given.get("enforcementLevel", policy.enforcement_level or EnforcementLevel.MANDATORY))
        request.policyConfig[name].enforcementLevel = proto.EnforcementLevel.Value(level.name)
        request.policyConfig[name].properties.update(
            {key: value for key, value in given.items() if key != "enforcementLevel"}
        )
    servicer.Configure(request, None)  # type: ignore[no-untyped-call]  # the SDK's
    with _each_read_once():
        return _analyzed(servicer, graph)


def _analyzed(servicer: _PolicyAnalyzerServicer, graph: Graph) -> dict[Diagnostic, str]:
    found: dict[Diagnostic, str] = {}
    for resource in graph.resources:
        request = proto.AnalyzeRequest(
            type=resource.type,
            properties=to_struct(resource.inputs),
            urn=resource.urn,
            name=resource.name,
            options=_options(resource),
        )
        for diagnostic in servicer.Analyze(request, None).diagnostics:  # type: ignore[no-untyped-call]  # the SDK's
            found |= _told(diagnostic, resource.urn)
    whole = proto.AnalyzeStackRequest(resources=[_resource(resource) for resource in graph.resources])
    for diagnostic in servicer.AnalyzeStack(whole, None).diagnostics:  # type: ignore[no-untyped-call]
        found |= _told(diagnostic, diagnostic.urn)
    return found


def _defaults(policy: Policy) -> dict[str, Any]:
    properties = policy.config_schema.properties if policy.config_schema else {}
    return {key: what["default"] for key, what in properties.items() if "default" in what}


@contextmanager
def _each_read_once() -> Iterator[None]:
    """The SDK reads the properties of every resource anew for every policy, five seconds for all of prod. Here its own
    functions read them once; no policy can tell, as none changes what it is shown."""

    @cache
    def read(raw: bytes) -> object:
        return unknown_checking_proxy(deserialize_properties(MessageToDict(Struct.FromString(raw))))

    with (
        mock.patch.object(sdk, "json_format", SimpleNamespace(MessageToDict=Struct.SerializeToString)),
        mock.patch.object(sdk, "deserialize_properties", lambda raw: raw),
        mock.patch.object(sdk, "unknown_checking_proxy", read),
    ):
        yield


def _told(diagnostic: proto.AnalyzeDiagnostic, urn: str) -> dict[Diagnostic, str]:
    message = diagnostic.message.removeprefix(f"{diagnostic.description}\n")
    return {(diagnostic.policyName, urn, message): proto.EnforcementLevel.Name(diagnostic.enforcementLevel).lower()}


def _resource(resource: Resource) -> proto.AnalyzerResource:
    return proto.AnalyzerResource(
        type=resource.type,
        properties=to_struct(dict.fromkeys(resource.inputs, UNKNOWN)),
        urn=resource.urn,
        name=resource.name,
        options=_options(resource),
        parent=resource.parent or "",
        dependencies=resource.dependencies,
        propertyDependencies={
            key: proto.AnalyzerPropertyDependencies(urns=urns) for key, urns in resource.property_dependencies.items()
        },
    )


def _options(resource: Resource) -> proto.AnalyzerResourceOptions:
    return proto.AnalyzerResourceOptions(
        protect=resource.protect, ignoreChanges=resource.ignore_changes, parent=resource.parent or ""
    )
