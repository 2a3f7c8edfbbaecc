"""Which changes of a target group or a rule would cut a service off, and what is said about them."""

from __future__ import annotations

import pytest

from planning.traffic import LISTENER_RULE, TARGET_GROUP, danger, dangers

GROUP: dict[str, object] = {
    "port": 3001,
    "protocol": "HTTP",
    "targetType": "ip",
    "vpcId": "vpc-1",
    "deregistrationDelay": 30,
    "healthCheck": {"path": "/health"},
}
RULE: dict[str, object] = {
    "listenerArn": "arn:listener/1",
    "priority": 100,
    "conditions": [{"pathPattern": {"values": ["/api/*"]}}],
    "actions": [{"type": "forward"}],
}


@pytest.mark.parametrize(
    "change",
    [
        {"port": 3002},
        {"protocol": "HTTPS"},
        {"protocolVersion": "HTTP2"},
        {"name": "other"},
        {"namePrefix": "other"},
        {"targetType": "instance"},
        {"vpcId": "vpc-2"},
        {"ipAddressType": "ipv6"},
    ],
)
def test_a_replaced_target_group_takes_the_traffic_with_it(change: dict[str, object]) -> None:
    found = danger(TARGET_GROUP, GROUP, GROUP | change)

    assert found is not None
    assert list(found.properties) == list(change)
    assert "visitors get 503 from the next deployment on" in found.why
    assert "add one under another name beside it" in found.instead


def test_what_is_said() -> None:
    assert str(danger(TARGET_GROUP, GROUP, GROUP | {"port": 3002, "protocol": "HTTPS"})) == (
        "port, protocol: replaces the target group, while the listener rules, whose actions belong to ECS, keep the "
        "old one: visitors get 503 from the next deployment on. Instead: leave this service as it is and add one under "
        "another name beside it, with the new value and a priority of its own; when it answers, move the paths to it "
        "in one update, and remove the old service in the next"
    )


@pytest.mark.parametrize(
    ("change", "why", "instead"),
    [
        ({"priority": 110}, "renumbers a rule in use", "add one under another name beside it"),
        ({"listenerArn": "arn:listener/2"}, "weights start anew", "when an outage is agreed"),
        ({"listenerArn": "arn:listener/2", "priority": 110}, "weights start anew", "when an outage is agreed"),
    ],
)
def test_a_rule_in_use_is_not_moved(change: dict[str, object], why: str, instead: str) -> None:
    found = danger(LISTENER_RULE, RULE, RULE | change)

    assert found is not None
    assert list(found.properties) == list(change)
    assert why in found.why
    assert instead in found.instead


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        (TARGET_GROUP, GROUP, GROUP),
        (TARGET_GROUP, GROUP, GROUP | {"deregistrationDelay": 60, "healthCheck": {"path": "/"}}),
        (LISTENER_RULE, RULE, RULE | {"conditions": [], "actions": []}),
        (TARGET_GROUP, None, GROUP),
        (TARGET_GROUP, GROUP, None),
        ("aws:ecs/service:Service", {"port": 1}, {"port": 2}),
    ],
)
def test_what_harms_nobody(type_: str, before: dict[str, object] | None, after: dict[str, object] | None) -> None:
    assert danger(type_, before, after) is None


def test_of_whole_stacks() -> None:
    before = {(TARGET_GROUP, "web-blue"): GROUP, (TARGET_GROUP, "web-green"): GROUP, (LISTENER_RULE, "web"): RULE}
    after = {
        (TARGET_GROUP, "web-blue"): GROUP | {"port": 1},
        (LISTENER_RULE, "web"): RULE,
        (TARGET_GROUP, "new"): GROUP,
    }

    assert list(dangers(before, after)) == [(TARGET_GROUP, "web-blue")]
