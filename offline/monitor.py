"""The monitor that a recorded program talks to: the engine's part of a first preview (or of an update), in process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
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
)
from typing_extensions import override

from offline import awsx_vpc, computed, invokes, remote, wire
from offline.callbacks import Callbacks
from offline.graph import Resource, View
from offline.refusals import DefaultProviderError, DuplicateResourceError, NotModelledError, UnknownOutputError
from offline.transforms import Transforms
from offline.values import Value

_Request: TypeAlias = "RegisterResourceRequest | ReadResourceRequest"
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
    for unknown, as in a first preview. In the up view it adds what `offline.computed` makes up. What exists already
    is read in a preview too, as the engine does it, so its outputs are known in both.
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
        self.adopted: dict[str, Resource] = {}
        self.classes: dict[str, type | None] = {}  # SDK class by type token, as far as the program has shown it
        self.records: dict[str, Resource] = {}
        self.outputs: dict[str, Value] = {}
        self._states: dict[str, RegisterResourceResponse] = {}
        self._transforms = Transforms(self.callbacks, self.records)
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._view, self._place, self._seen, self._no_default = view, place, seen, no_default

    # What the SDK calls. It runs these in the program's own thread (see recorder._Loop).

    @override
    def RegisterResource(self, request: RegisterResourceRequest) -> _Response:
        if request.type == _STACK:
            return RegisterResourceResponse(urn=self.make_urn("", request.type, request.name))
        if request.remote or request.transforms or self._transforms.tokens:
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
        """What exists already (`Bucket.get`) belongs to somebody else: it is adopted, and no resource of the stack."""
        urn = self.make_urn(request.parent, request.type, request.name)
        self._refuse(urn, request)
        inputs = {"id": wire.from_text(request.id), **wire.from_struct(request.properties)}
        region = self._region(request, inputs)
        self.adopted[urn] = self._resource(urn, request, inputs, region=region, custom=True)
        response = ReadResourceResponse(urn=urn)
        # With an id that is unknown yet there is nothing to read: every output is unknown then.
        if isinstance(inputs["id"], str):
            response.id = request.id
            response.properties.CopyFrom(request.properties)
            self._compute(urn, request.type, response.properties, region, request.id)
        for key in request.additionalSecretOutputs:
            wire.mark_secret(response.properties, key)
        self._states[urn] = RegisterResourceResponse(urn=urn, id=response.id, object=response.properties)
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
        self._transforms.add("", request.token)
        return Empty()

    @override
    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """As the engine makes it: the whole chain of parents' types, without the stack's."""
        above = parent.split("::", 3)[2] if parent else _STACK
        return f"{self._prefix}{type_ if above == _STACK else f'{above}${type_}'}::{name}"

    # Registration.

    def _register(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.custom:
            self._refuse(urn, request)
        elif urn in self.records:
            raise DuplicateResourceError(urn)
        self._refuse_markers(request.object, f"{request.type} {request.name}")
        inputs = wire.from_struct(request.object)
        region = self._region(request, inputs) if request.custom else None
        self.records[urn] = replace(
            self._resource(urn, request, inputs, region=region, custom=request.custom),
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
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
                response.id = self._compute(urn, request.type, response.object, region)
            for key in request.additionalSecretOutputs:
                wire.mark_secret(response.object, key)
            self._states[urn] = response
        self._seen(len(self.records))
        return response

    def _resource(
        self, urn: str, request: _Request, inputs: Mapping[str, Value], *, region: str | None, custom: bool
    ) -> Resource:
        """What a registration and a read tell alike."""
        return Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=None if _type_of(request.parent) == _STACK else request.parent or None,
            custom=custom,
            protect=False,
            region=region,
            inputs=inputs,
            dependencies=tuple(sorted(set(request.dependencies))),
        )

    def _refuse(self, urn: str, request: _Request) -> None:
        """What the engine refuses of anything that a provider has to make or read."""
        if urn in self.records or urn in self.adopted:
            raise DuplicateResourceError(urn)
        package = request.type.partition(":")[0]
        if not request.provider and package in self._no_default:
            raise DefaultProviderError(urn, package)

    def _compute(self, urn: str, type_: str, state: Struct, region: str | None, existing: str = "") -> str:
        place = invokes.Place(self._place.account, region or self._place.region)
        class_ = self.classes.get(type_)
        id_, outputs = computed.created(type_, urn, wire.from_struct(state), place, class_, existing)
        for key, value in outputs.items():
            wire.set_value(state.fields[key], value)
        return id_

    async def _register_later(self, request: RegisterResourceRequest) -> RegisterResourceResponse:
        """Registration that may have to wait for the program's transform functions."""
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
        await self._transforms.apply(request, self.make_urn(request.parent, request.type, request.name))

    # What is known of a resource.

    def _region(self, request: _Request, inputs: Mapping[str, Value]) -> str | None:
        own = inputs.get("region")
        if request.type == _PROVIDER:
            return own if isinstance(own, str) else self._place.region
        if not request.type.startswith("aws:") or not computed.is_regional(self.classes.get(request.type)):
            return None
        return own if isinstance(own, str) else self._provider_region(request.provider)

    def _provider_region(self, reference: str) -> str:
        """A reference is `urn::id`; none is the default provider, which reads `aws:region`."""
        provider = self.records.get(reference.rpartition("::")[0])
        return (provider.region if provider else None) or self._place.region

    def _refuse_markers(self, struct: Struct, user: str) -> None:
        """An output for which the table has no value was used: bytes first, since it is rare."""
        computes = self._view == "up" or self.adopted
        if computes and computed.MARK_BYTES in (raw := struct.SerializeToString()):
            found = computed.unknown_output(raw.decode(errors="replace"))
            if found:
                raise UnknownOutputError(*found, user)


def _type_of(urn: str) -> str:
    return urn.split("::", 3)[2].rpartition("$")[2] if urn else ""
