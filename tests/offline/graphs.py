"""Recorded graphs made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from offline.graph import Graph, Resource, View
from offline.values import Value

INSTANCE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
DATABASE = "megane:data:Database"


def resource(
    type_: str,
    name: str,
    inputs: Mapping[str, Value] | None = None,
    *,
    parent: Resource | None = None,
    needs: Mapping[str, Sequence[Resource]] | None = None,
    ignore_changes: tuple[str, ...] = (),
    protect: bool = False,
    stack: str = "dev",
) -> Resource:
    """A resource with the URN that the engine would give it; components are the types of the project itself."""
    chain = f"{_chain(parent)}${type_}" if parent else type_
    needs = needs or {}
    return Resource(
        urn=f"urn:pulumi:{stack}::megane::{chain}::{name}",
        type=type_,
        name=name,
        parent=parent.urn if parent else None,
        custom=not type_.startswith("megane:"),
        protect=protect,
        region=None,
        ignore_changes=ignore_changes,
        inputs=inputs or {},
        dependencies=tuple(sorted({other.urn for others in needs.values() for other in others})),
        property_dependencies={key: tuple(other.urn for other in others) for key, others in needs.items()},
    )


def graph(
    *resources: Resource,
    adopted: tuple[Resource, ...] = (),
    stack: str = "dev",
    profile: str | None = "minimal",
    view: View = "preview",
) -> Graph:
    return Graph(
        project="megane",
        stack=stack,
        profile=profile,
        view=view,
        resources=resources,
        adopted=adopted,
        outputs={},
    )


def _chain(resource: Resource) -> str:
    return resource.urn.split("::")[2]
