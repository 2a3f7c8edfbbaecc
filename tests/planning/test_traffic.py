"""Which changes would cut visitors off, and what is said about them."""

from __future__ import annotations

import pytest

from planning.traffic import (
    DISTRIBUTION,
    LISTENER_RULE,
    RECORD,
    TARGET_GROUP,
    WEB_ACL,
    Inputs,
    danger,
    door_changes,
    removal_danger,
)

GROUP: Inputs = {"port": 3001, "protocol": "HTTP", "targetType": "ip", "vpcId": "vpc-1"}
RULE: Inputs = {"listenerArn": "arn:listener/1", "priority": 100, "actions": [{"type": "forward"}]}
NAME: Inputs = {"zoneId": "Z1", "name": "app.example.com", "type": "A", "aliases": [{"name": "alb"}]}
PROOF: Inputs = {"zoneId": "Z1", "name": "_x.example.com", "type": "CNAME", "records": ["y"]}
BESIDE = "add one under another name beside it"


@pytest.mark.parametrize(
    "key", ["port", "protocol", "protocolVersion", "name", "namePrefix", "targetType", "ipAddressType"]
)
def test_a_replaced_target_group_takes_the_traffic_with_it(key: str) -> None:
    found = danger(TARGET_GROUP, GROUP, {key, "healthCheck"})

    assert found is not None
    assert list(found.properties) == [key]
    assert "visitors get 503 from the next deployment on" in found.why
    assert BESIDE in found.instead
    assert not found.keep


def test_another_network_takes_another_stack() -> None:
    found = danger(TARGET_GROUP, GROUP, {"vpcId", "port"})

    assert found is not None
    assert list(found.properties) == ["port", "vpcId"]
    assert found.instead.startswith("make a new stack")


def test_a_name_does_not_move_while_the_doors_change() -> None:
    found = danger(RECORD, NAME, {"aliases"}, doors_change=True)

    assert found is not None
    assert list(found.properties) == ["aliases"]
    assert found.instead.startswith("go one step of cdn.appRoute at a time")
    assert danger(RECORD, NAME, {"aliases"}) is None
    assert danger(RECORD, NAME, {"ttl"}, doors_change=True) is None


@pytest.mark.parametrize(
    ("type_", "before", "after", "changes"),
    [
        (DISTRIBUTION, {"aliases": ["a"]}, {"aliases": ["a", "b"]}, True),
        (DISTRIBUTION, {"aliases": ["a"], "comment": "x"}, {"aliases": ["a"], "comment": "y"}, False),
        (WEB_ACL, {"rules": []}, {"rules": [{"name": "origin-verify"}]}, True),
        (WEB_ACL, {"rules": [{"name": "common"}]}, {"rules": []}, False),
        (TARGET_GROUP, {"aliases": ["a"]}, {}, False),
    ],
)
def test_what_counts_as_a_door(type_: str, before: Inputs, after: Inputs, changes: bool) -> None:
    assert door_changes(type_, before, after) is changes
    assert door_changes(type_, after, before) is changes


def test_what_is_said() -> None:
    assert str(danger(TARGET_GROUP, GROUP, ["protocol", "port"])) == (
        "port, protocol: replaces the target group, while the listener rules, whose actions belong to ECS, keep the "
        "old one: visitors get 503 from the next deployment on. Instead: leave this service as it is and add one under "
        "another name beside it, with the new value and a priority of its own; when it answers, move the paths to it "
        "in one update, and remove the old service in the next"
    )


@pytest.mark.parametrize(
    ("changed", "why", "instead"),
    [
        (["priority"], "renumbers a rule in use", BESIDE),
        (["listenerArn"], "it is deleted before the new one starts", "when an outage is agreed"),
        (["listenerArn", "priority"], "it is deleted before the new one starts", "when an outage is agreed"),
    ],
)
def test_a_rule_in_use_is_not_moved(changed: list[str], why: str, instead: str) -> None:
    found = danger(LISTENER_RULE, RULE, changed)

    assert found is not None
    assert list(found.properties) == changed
    assert why in found.why
    assert instead in found.instead


def test_a_name_stays_in_the_zone_that_is_asked() -> None:
    found = danger(RECORD, NAME, {"zoneId"})

    assert found is not None
    assert (list(found.properties), found.keep) == (["zoneId"], True)
    assert "nobody finds it" in found.why
    assert "pulumi state delete" in found.instead


@pytest.mark.parametrize(
    ("type_", "inputs", "changed"),
    [
        (TARGET_GROUP, GROUP, []),
        (TARGET_GROUP, GROUP, ["deregistrationDelay", "healthCheck", "tags"]),
        (LISTENER_RULE, RULE, ["conditions", "actions"]),
        (RECORD, NAME, ["name", "aliases"]),
        (RECORD, PROOF, ["zoneId"]),
        ("aws:ecs/service:Service", {"port": 1}, ["port"]),
    ],
)
def test_what_harms_nobody(type_: str, inputs: Inputs, changed: list[str]) -> None:
    assert danger(type_, inputs, changed) is None


@pytest.mark.parametrize(
    ("type_", "inputs", "after", "properties"),
    [
        (LISTENER_RULE, RULE, [(LISTENER_RULE, {"priority": 100})], ["priority"]),
        (RECORD, NAME, [(RECORD, {**NAME, "name": "cdn.example.com"})], ["name"]),
        (RECORD, NAME, [(TARGET_GROUP, {"name": "app.example.com"})], ["name"]),
    ],
)
def test_a_removal_that_harms(
    type_: str, inputs: Inputs, after: list[tuple[str, Inputs]], properties: list[str]
) -> None:
    found = removal_danger(type_, inputs, after)

    assert found is not None
    assert list(found.properties) == properties


@pytest.mark.parametrize(
    ("type_", "inputs", "after"),
    [
        (LISTENER_RULE, RULE, []),  # the service goes: nobody takes its place
        (LISTENER_RULE, RULE, [(LISTENER_RULE, {"priority": 110}), (TARGET_GROUP, {"priority": 100})]),
        (RECORD, {**NAME, "type": "AAAA"}, [(RECORD, NAME)]),
        (RECORD, PROOF, []),
        (TARGET_GROUP, GROUP, []),
    ],
)
def test_a_removal_that_harms_nobody(type_: str, inputs: Inputs, after: list[tuple[str, Inputs]]) -> None:
    assert removal_danger(type_, inputs, after) is None
