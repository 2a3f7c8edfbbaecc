"""The mutants themselves."""

from __future__ import annotations

import json

import pytest

from policies.examples import IN_FULL, made
from policies.rules.resource import UNKNOWN, Stack, Value
from policies.rules.types import DB_INSTANCE, KMS_KEY, LOG_GROUP
from tests.mutation.judging import verdict
from tests.mutation.mutants import mutants
from tests.mutation.operators import REMOVED, Removed, Step, places, replaced, wrong

PROPS: dict[str, Value] = {
    "open": True,
    "list": [{"fromPort": 443}, "10.0.0.0/8"],
    "json": json.dumps({"Statement": [{"Effect": "Deny", "Action": "s3:GetObject"}]}),
}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("encrypted",), True, [("drop", REMOVED), ("flip", False)]),
        (("fromPort",), 443, [("drop", REMOVED), ("widen", 0), ("widen", 65535)]),
        (("retentionInDays",), 1, [("drop", REMOVED), ("least", 0)]),
        (("protocol",), "HTTPS", [("drop", REMOVED), ("flip", "HTTP")]),
        (("cidrIpv4",), "10.0.0.0/8", [("drop", REMOVED), ("widen", "0.0.0.0/0"), ("widen", "0.0.0.0/1"),
                                       ("widen", "10.0.0.0/7"), ("other", "other-10")]),
        (("Action",), "s3:GetObject", [("drop", REMOVED), ("widen", "*"), ("widen", "s3:*")]),
        (("Effect",), "Deny", [("drop", REMOVED), ("flip", "Allow")]),
        (("policy",), [], [("drop", REMOVED), ("empty", [])]),
        (("later",), UNKNOWN, []),
    ],
)  # fmt: skip
def test_what_a_value_may_become(
    path: tuple[str, ...], value: Value, expected: list[tuple[str, Value | Removed]]
) -> None:
    assert list(wrong(path, value)) == expected


def test_every_place_is_found_also_in_json() -> None:
    found = [(".".join(map(str, (*step.path, "|", *step.inside))), value) for step, value in places(PROPS)]
    assert ("list.0.fromPort.|", 443) in found
    assert ("json.|.Statement.0.Effect", "Deny") in found


def test_one_place_is_changed_and_nothing_else() -> None:
    assert replaced(PROPS, Step(("list", 0, "fromPort")), 0)["list"] == [{"fromPort": 0}, "10.0.0.0/8"]
    assert replaced(PROPS, Step(("list", 1)), REMOVED)["list"] == [{"fromPort": 443}]
    changed = replaced(PROPS, Step(("json",), ("Statement", 0, "Effect")), "Allow")
    assert json.loads(str(changed["json"])) == {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]}
    assert {**changed, "json": PROPS["json"]} == PROPS


def test_a_reference_points_elsewhere_and_companions_go() -> None:
    key, other = made(KMS_KEY, "key"), made(KMS_KEY, "other")
    first, second = made(LOG_GROUP, "a", kmsKeyId=key), made(LOG_GROUP, "b", kmsKeyId=other)
    found = {
        (mutant.resource.name, mutant.what): mutant for mutant in mutants(Stack([key, other, first, second], IN_FULL))
    }
    swapped = found["a", "kmsKeyId swap"].resources[2]
    assert swapped.property_dependencies == {"kmsKeyId": (other.urn,)}
    assert [resource.name for resource in found["key", "remove"].resources] == ["other", "a", "b"]


def test_a_mutant_that_a_rule_sees_is_killed_by_it() -> None:
    stack = Stack([made(DB_INSTANCE, "db", publiclyAccessible=False)], IN_FULL)
    flipped = next(mutant for mutant in mutants(stack) if mutant.what == "publiclyAccessible flip")
    assert verdict(flipped, stack).killers == ("rds-not-public",)
