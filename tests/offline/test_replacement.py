from __future__ import annotations

import pytest

from offline.replacement import _REPLACES, DATA_STORES, forces_replacement
from tests.policies.sdk_types import has_input, resource_class


@pytest.mark.parametrize(
    ("type_", "path", "forces"),
    [
        ("aws:rds/instance:Instance", "kmsKeyId", True),
        ("aws:rds/instance:Instance", "identifier", False),
        ("aws:rds/instance:Instance", "s3Import", True),  # the block, for what is in it
        ("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions.cpu", True),
        ("aws:lb/listenerRule:ListenerRule", "priority", False),
        ("aws:lb/targetGroup:TargetGroup", "port", True),
        ("aws:lb/targetGroup:TargetGroup", "healthCheck.port", False),
        ("aws:ec2/eip:Eip", "region", True),
        ("aws:unheard/of:Of", "name", False),
        ("megane:data:Database", "region", False),
    ],
)
def test_what_forces_a_replacement(type_: str, path: str, forces: bool) -> None:
    assert forces_replacement(type_, path) is forces


def test_the_table_names_types_and_properties_of_the_sdk() -> None:
    assert [type_ for type_ in {*_REPLACES, *DATA_STORES} if resource_class(type_) is None] == []
    assert [
        f"{type_} {path}"
        for type_, paths in _REPLACES.items()
        for path in paths.split()
        if not has_input(type_, tuple(path.split(".")))
    ] == []
