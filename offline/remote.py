"""Registers the children of the one remote component that is modelled, and answers with its outputs."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest, RegisterResourceResponse

from offline import awsx_vpc, wire
from offline.awsx_vpc import Child, Ref
from offline.graph import View
from offline.values import UNKNOWN, Value

_Made = dict[tuple[str, str], RegisterResourceResponse]


async def register_vpc(
    request: RegisterResourceRequest,
    view: View,
    zones: Sequence[str],
    register_child: Callable[[RegisterResourceRequest], Awaitable[RegisterResourceResponse]],
    register: Callable[[RegisterResourceRequest], RegisterResourceResponse],
) -> RegisterResourceResponse:
    """The component, then its children as awsx makes them (each through the program's transforms)."""
    args = wire.from_struct(request.object)
    children = awsx_vpc.expand(request.name, args, region_zones=zones, first_preview=view == "preview")
    component = register(request)
    made: _Made = {}
    for child in children:
        parent = made[child.parent.child] if child.parent else component
        made[child.type, child.name] = await register_child(_request(child, parent.urn, request, made))
    _answer(component, args, children, made)
    return component


def sdk_class(type_: str) -> type | None:
    """The SDK class of a child's type, if its module is loaded (rehydrating the component's outputs needs it)."""
    _, module, name = type_.split(":")
    found = getattr(sys.modules.get(f"pulumi_aws.{module.partition('/')[0]}"), name, None)
    return found if isinstance(found, type) else None


def _request(child: Child, parent: str, component: RegisterResourceRequest, made: _Made) -> RegisterResourceRequest:
    request = RegisterResourceRequest(
        type=child.type,
        name=child.name,
        custom=True,
        parent=parent,
        object=wire.to_struct({key: _resolved(value, made) for key, value in child.inputs.items()}),
        provider=component.providers.get("aws", ""),
        dependencies=[made[ref.child].urn for ref in child.dependencies()],
        protect=component.protect if component.HasField("protect") else None,
    )
    for key, refs in child.references().items():
        request.propertyDependencies[key].urns.extend(made[ref.child].urn for ref in refs)
    return request


def _resolved(value: Value | Ref | Sequence[Value | Ref], made: _Made) -> Value:
    if isinstance(value, Ref):
        response = made[value.child]
        if value.output == "id":
            return response.id or UNKNOWN
        return (
            wire.from_wire(response.object.fields[value.output]) if value.output in response.object.fields else UNKNOWN
        )
    if isinstance(value, list):
        return [_resolved(item, made) for item in value]
    return value  # type: ignore[return-value]  # only lists hold references


def _answer(
    component: RegisterResourceResponse, args: Mapping[str, Value], children: Sequence[Child], made: _Made
) -> None:
    """The component's outputs. Each depends on the Vpc and all subnets, as the engine records it for any output."""
    vpc, gateway = children[0], children[1]
    lists = awsx_vpc.outputs_of(children)
    outputs: dict[str, Value] = {
        "vpc": _reference(vpc, made),
        "internetGateway": _reference(gateway, made),
        "vpcId": _resolved(Ref(vpc.type, vpc.name), made),
        "subnetLayout": awsx_vpc.layout(args),
    }
    for key, members in lists.items():
        outputs[key] = [_reference(member, made) for member in members]
        if key.endswith("Subnets"):
            # in a first preview the SDK takes a list that holds unknowns for unknown, its length too
            ids = [_resolved(Ref(member.type, member.name), made) for member in members]
            outputs[key.removesuffix("s") + "Ids"] = ids
    component.object.CopyFrom(wire.to_struct(outputs))
    urns = sorted(made[child.type, child.name].urn for child in (vpc, *lists["subnets"]))
    for key in outputs:
        component.propertyDependencies[key].urns.extend(urns)


def _reference(child: Child, made: _Made) -> Value:
    response = made[child.type, child.name]
    return wire.reference(response.urn, child.type, child.name, response.id)
