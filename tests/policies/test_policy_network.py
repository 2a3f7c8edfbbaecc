"""What rules on networks rest on: arithmetic of address blocks, ids that others tell, and the real way by the CDN."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from offline.findings import stack_of
from policies.examples import Known, made
from policies.examples.groups import ALB_SG, ECS_SG, VPC
from policies.rules import all_rules
from policies.rules.addresses import internet
from policies.rules.model import run
from policies.rules.references import known_ids
from policies.rules.resource import Resource, Stack, Value
from policies.rules.types import SECURITY_GROUP_INGRESS, WEB_ACL
from tests.stacks.load import named, pack, stack_graph

RULES = {rule.id: rule for rule in all_rules()}


@pytest.mark.parametrize(
    ("blocks", "pieces"),
    [
        ([], ()),
        (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"], ()),
        (["203.0.113.7", "15.0.0.0/8", "16.0.0.0/8", "2600::/16", "2601::/16"], ()),
        (["0.0.0.0/0"], ("0.0.0.0/0",)),
        (["0.0.0.0/0.0.0.0"], ("0.0.0.0/0",)),
        (["0.0.0.0/1", "128.0.0.0/1"], ("0.0.0.0/1", "128.0.0.0/1")),
        (["9.9.9.9/7", "10.0.0.0/8"], ("8.0.0.0/7",)),
        (["::/0", "2000::/3", "2400::/12"], ("2000::/3", "2400::/12", "::/0")),
        (["everywhere"], ("what is no address block",)),
        (
            [f"{first}.0.0.0/8" for first in range(256)],
            ("256 blocks that together are a large part of the internet",),
        ),
        (
            [f"{first}.{half}.0.0/9" for first in range(2, 10) for half in (0, 128)],
            ("16 blocks that together are a large part of the internet",),
        ),
        (
            [f"{first:x}::/16" for first in range(0x2600, 0x2603)],
            ("3 blocks that together are a large part of the internet",),
        ),
    ],
)
def test_the_internet_is_known_however_it_is_sliced(blocks: Sequence[str], pieces: tuple[str, ...]) -> None:
    assert internet(blocks) == internet(reversed(blocks)) == pieces


def test_a_block_given_twice_is_one() -> None:
    assert internet(["15.0.0.0/8"] * 9) == ()


def test_ids_are_those_that_most_tell_and_a_resources_own_above_all() -> None:
    def told(name: str, group: Resource, id_: str) -> Resource:
        return made(SECURITY_GROUP_INGRESS, name, securityGroupId=Known(group, id_))

    rules = [told("a", ECS_SG, "sg-1"), told("b", ALB_SG, "sg-1"), told("c", ECS_SG, "sg-1")]
    for ordered in (rules, rules[::-1]):
        assert known_ids(Stack([VPC, ALB_SG, ECS_SG, *ordered])) == {"sg-1": ECS_SG.urn}
    own = replace(ALB_SG, props={"id": "sg-1"})
    assert known_ids(Stack([own, ECS_SG, *rules])) == {"sg-1": ALB_SG.urn}


def _said(rule_id: str, stack: Stack) -> list[tuple[str, str]]:
    return [(finding.kind, finding.message) for finding in run(RULES[rule_id], stack)]


def _by_the_cdn(route: str) -> Stack:
    change = f"megane:cdn.appRoute={route}"
    return stack_of(stack_graph("up", "staging", change), pack("staging", change))


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ("direct", []),
        ("prepared", [("advice", "megane-alb: can be reached past the CDN and its firewall")]),
        ("cdn", [("advice", "megane-alb: can be reached past the CDN and its firewall")]),
        ("cdn-only", []),
    ],
)
def test_the_way_by_the_cdn_is_closed_in_its_last_step(route: str, said: list[tuple[str, str]]) -> None:
    assert _said("sg-alb-origin-locked", _by_the_cdn(route)) == said


def _without_gate(rules: list[Value]) -> list[Value]:
    return rules[1:]


def _counting(rules: list[Value]) -> list[Value]:
    return [{**cast("dict[str, Value]", rules[0]), "action": {"count": {}}}, *rules[1:]]


def _last(rules: list[Value]) -> list[Value]:
    return [{**cast("dict[str, Value]", rules[0]), "priority": 99}, *rules[1:]]


@pytest.mark.parametrize("change", [_without_gate, _counting, _last])
def test_a_way_past_the_cdn_is_found_in_its_last_step(change: Callable[[list[Value]], list[Value]]) -> None:
    stack = _by_the_cdn("cdn-only")
    mutated = [
        replace(one, props={**one.props, "rules": change(cast("list[Value]", one.props["rules"]))})
        if one.type == WEB_ACL and one.name == "megane-waf"
        else one
        for one in stack.resources
    ]
    assert _said("sg-alb-origin-locked", Stack(mutated, stack.pack)) == [
        ("violation", "megane-alb: believes the address in a header of whoever comes past the CDN")
    ]


def test_a_first_preview_defers_placement_alone() -> None:
    """awsx makes every subnet a dependency of whatever uses one; all else on the network is known."""
    stack = stack_of(named("prod"), pack("prod"))
    network = {rule.id for rule in RULES.values() if rule.check.__module__.rpartition(".")[2] in _MODULES}
    assert {rule_id for rule_id in network if _said(rule_id, stack)} == {"data-subnets-private"}


_MODULES = {
    "egress",
    "management",
    "origin_lock",
    "placement",
    "security_groups",
    "sources",
    "vpc",
    "ways_out",
    "world",
}
