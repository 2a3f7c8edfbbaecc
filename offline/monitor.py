"""The monitor that a recorded program talks to: the engine's part of a first preview (or of an update), in process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from typing import TypeAlias

from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # protobuf ships no types
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import callback_pb2
from pulumi.runtime.proto.resource_pb2 import (
    ReadResourceRequest,
    ReadResourceResponse,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    RegisterResourceResponse,
    ResourceInvokeRequest,
    ResourceInvokeResponse,
    TransformRequest,
    TransformResourceOptions,
)
from typing_extensions import override

from offline import awsx_vpc, computed, invokes, remote, wire
from offline.callbacks import Callbacks
from offline.graph import Resource, View
from offline.refusals import DefaultProviderError, DuplicateResourceError, NotModelledError, UnknownOutputError
from offline.values import Value

_Response: TypeAlias = "RegisterResourceResponse | Awaitable[RegisterResourceResponse]"
_STACK = "pulumi:pulumi:Stack"
_PROVIDER = "pulumi:providers:aws"


class _NoMocks(Mocks):
    """MockMonitor wants one; everything that would ask it is overridden here."""

    def call(self, args: MockCallArgs) -> tuple[dict[str, object], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        raise AssertionError(args.name)


class Monitor(MockMonitor):
    """Records the raw requests, so that secrets, unknowns and dependencies are exactly what the engine would get.

    In the preview view a response echoes the inputs and nothing else: the SDK takes every output that is missing
    for unknown, as in a first preview. In the up view it adds what `offline.computed` makes up.
    """

    def __init__(
        self,
        view: View,
        project: str,
        stack: str,
        place: invokes.Place,
        seen: Callable[[int], None],
        no_default: Collection[str] = (),
    ) -> None:
        """`no_default`: packages whose default provider the stack has disabled."""
        super().__init__(_NoMocks())
        self.callbacks = Callbacks(self)
        self.classes: dict[str, type | None] = {}  # SDK class by type token, as far as the program has shown it
        self.records: dict[str, Resource] = {}
        self.outputs: dict[str, Value] = {}
        self._states: dict[str, RegisterResourceResponse] = {}
        self._transforms: dict[str, list[str]] = {}  # callback tokens by URN; the stack's under its own URN
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._view, self._place, self._seen, self._no_default = view, place, seen, no_default

    # What the SDK calls. It runs these in the program's own thread (see recorder._Loop).

    @override
    def RegisterResource(self, request: RegisterResourceRequest) -> _Response:
        if request.type == _STACK:
            return RegisterResourceResponse(urn=self.make_urn("", request.type, request.name))
        if request.remote or request.transforms or self._transforms:
            return self._register_later(request)
        return self._register(request)

    @override
    def RegisterResourceOutputs(self, request: RegisterResourceOutputsRequest) -> Empty:
        if _type_of(request.urn) == _STACK:
            self._refuse_markers(request.outputs, "the stack's outputs")
            self.outputs = wire.from_struct(request.outputs)
        return Empty()

    @override
    def ReadResource(self, request: ReadResourceRequest) -> ReadResourceResponse:
        """What exists already (`Bucket.get`) is not registered: it answers, and is no part of the graph."""
        urn = self.make_urn(request.parent, request.type, request.name)
        response = ReadResourceResponse(urn=urn, id=request.id, properties=request.properties)
        if self._view == "up":
            self._compute(urn, request.type, response.properties, self._place)
        return response

    @override
    def Invoke(self, request: ResourceInvokeRequest) -> ResourceInvokeResponse:
        if request.tok == "pulumi:pulumi:getResource":
            state = self._states[request.args.fields["urn"].string_value]
            struct = wire.to_struct({"urn": state.urn, "id": state.id})
            struct.fields["state"].struct_value.CopyFrom(state.object)
        else:
            place = invokes.Place(self._place.account, self._provider_region(request.provider))
            struct = wire.to_struct(invokes.answer(request.tok, wire.from_struct(request.args), place))
        return ResourceInvokeResponse(**{"return": struct})  # the field's name is a keyword

    @override
    def RegisterStackTransform(self, request: callback_pb2.Callback) -> Empty:
        self._transforms.setdefault("", []).append(request.token)
        return Empty()

    @override
    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """As the engine makes it: the whole chain of parents' types, without the stack's."""
        above = parent.split("::", 3)[2] if parent else _STACK
        return f"{self._prefix}{type_ if above == _STACK else f'{above}${type_}'}::{name}"

    # Registration.

    def _register(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self.records:
            raise DuplicateResourceError(urn)
        package = request.type.partition(":")[0]
        if request.custom and not request.provider and package in self._no_default:
            raise DefaultProviderError(urn, package)
        self._refuse_markers(request.object, f"{request.type} {request.name}")
        inputs = wire.from_struct(request.object)
        region = self._region(request, inputs)
        self.records[urn] = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=None if _type_of(request.parent) == _STACK else request.parent or None,
            custom=request.custom,
            protect=request.protect,
            region=region,
            ignore_changes=tuple(request.ignoreChanges),
            inputs=inputs,
            dependencies=tuple(sorted(set(request.dependencies))),
            property_dependencies={
                key: tuple(sorted(set(held.urns)))
                for key, held in sorted(request.propertyDependencies.items())
                if held.urns
            },
        )
        response = RegisterResourceResponse(urn=urn)
        if request.custom:
            response.object.CopyFrom(request.object)
            if self._view == "up":
                place = invokes.Place(self._place.account, region or self._place.region)
                response.id = self._compute(urn, request.type, response.object, place)
            for key in request.additionalSecretOutputs:
                wire.mark_secret(response.object, key)
            self._states[urn] = response
        self._seen(len(self.records))
        return response

    def _compute(self, urn: str, type_: str, state: Struct, place: invokes.Place) -> str:
        id_, outputs = computed.created(type_, urn, wire.from_struct(state), place, self.classes.get(type_))
        for key, value in outputs.items():
            wire.set_value(state.fields[key], value)
        return id_

    async def _register_later(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        """Registration that may have to wait for the program's transform functions."""
        if request.transforms:
            urn = self.make_urn(request.parent, request.type, request.name)
            self._transforms[urn] = [callback.token for callback in request.transforms]
        await self._transform(request)
        return await self._register_remote(request) if request.remote else self._register(request)

    async def _register_remote(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        if request.type != awsx_vpc.TYPE:
            raise NotModelledError(f"{request.type} {request.name}: its children are not known offline")
        zones = invokes.zones(self._provider_region(request.providers.get("aws", "")))
        return await remote.register_vpc(request, self._view, zones, self._register_child, self._register)

    async def _register_child(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        self.classes.setdefault(request.type, remote.sdk_class(request.type))
        await self._transform(request)
        return self._register(request)

    async def _transform(self, request: RegisterResourceRequest) -> None:
        """Own transforms first, then those of the parents upwards, then the stack's: the engine's order."""
        for token in self._tokens(self.make_urn(request.parent, request.type, request.name), request.parent):
            options = TransformResourceOptions(
                depends_on=request.dependencies,
                ignore_changes=request.ignoreChanges,
                additional_secret_outputs=request.additionalSecretOutputs,
                provider=request.provider,
                providers=request.providers,
                protect=request.protect if request.HasField("protect") else None,
            )
            asked = TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=options,
            )
            got = await self.callbacks.transform(token, asked)
            request.object.CopyFrom(got.properties)
            if got.HasField("options"):
                request.dependencies[:] = got.options.depends_on
                request.ignoreChanges[:] = got.options.ignore_changes
                request.additionalSecretOutputs[:] = got.options.additional_secret_outputs
                request.provider = got.options.provider or request.provider
                if got.options.HasField("protect"):
                    request.protect = got.options.protect

    def _tokens(self, urn: str, parent: str) -> Iterator[str]:
        yield from self._transforms.get(urn, ())
        while parent in self.records:
            yield from self._transforms.get(parent, ())
            parent = self.records[parent].parent or ""
        yield from self._transforms.get("", ())

    # What is known of a resource.

    def _region(self, request: RegisterResourceRequest, inputs: Mapping[str, Value]) -> str | None:
        own = inputs.get("region")
        if request.type == _PROVIDER:
            return own if isinstance(own, str) else self._place.region
        regional = request.custom and request.type.startswith("aws:")
        if not regional or not computed.is_regional(self.classes.get(request.type)):
            return None
        return own if isinstance(own, str) else self._provider_region(request.provider)

    def _provider_region(self, reference: str) -> str:
        """A reference is `urn::id`; none is the default provider, which reads `aws:region`."""
        provider = self.records.get(reference.rpartition("::")[0])
        return (provider.region if provider else None) or self._place.region

    def _refuse_markers(self, struct: Struct, user: str) -> None:
        """An output for which the up view has no value was used: bytes first, since it is rare."""
        if self._view == "up" and computed.MARK_BYTES in (raw := struct.SerializeToString()):
            found = computed.unknown_output(raw.decode(errors="replace"))
            if found:
                raise UnknownOutputError(*found, user)


def _type_of(urn: str) -> str:
    return urn.split("::", 3)[2].rpartition("$")[2] if urn else ""
