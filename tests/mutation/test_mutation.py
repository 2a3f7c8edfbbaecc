"""The mutants themselves."""

from __future__ import annotations

import json

import pytest

from policies.examples import IN_FULL, made
from policies.rules.resource import UNKNOWN, Stack, Value
from policies.rules.types import BUCKET_POLICY, DB_INSTANCE, KMS_KEY, LOG_GROUP
from tests.mutation.__main__ import stack_of_label
from tests.mutation.judging import baseline, verdict
from tests.mutation.mutants import mutants
from tests.mutation.operators import REMOVED, Removed, Step, places, replaced, wrong
from tests.mutation.survivors import Excuse

ELSEWHERE = "arn:aws:x:eu-west-1:999999999999:y"
ACCOUNT = "arn:aws:iam::111122223333"
MANAGED = "arn:aws:iam::aws:policy"
EVERY = 97  # of about 14,000 mutants, which take 15 ms each
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
        (("Principal",), {"Service": "s3"}, [("drop", REMOVED), ("empty", {}), ("widen", "*")]),
        (("Resource", 0), "arn:aws:s3:::files/public/*", [("drop", REMOVED), ("re-point", ELSEWHERE), ("widen", "*"),
                                                          ("widen", "arn:aws:s3:::files/*")]),
        (("allowedOrigins", 0), "https://a.jp", [("drop", REMOVED), ("widen", "*"), ("other", "other-12")]),
        (("policyArn",), f"{MANAGED}/ReadOnlyAccess", [("drop", REMOVED), ("widen", f"{MANAGED}/AdministratorAccess"),
                                                       ("other", "other-38")]),
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
    stack = Stack([key, other, first, second], IN_FULL)
    found = {(mutant.resource.name, f"{mutant.place} {mutant.operator}"): mutant for mutant in mutants(stack)}
    swapped = found["a", "kmsKeyId swap with b"].resources[2]
    assert swapped.property_dependencies == {"kmsKeyId": (other.urn,)}
    assert [resource.name for resource in found["a", "resource remove"].resources] == ["key", "other", "b"]
    assert ("key", "resource remove") not in found, "without what others name, the program does not run"


def test_places_are_called_by_the_names_of_what_is_listed() -> None:
    rules: list[Value] = [{"name": "common", "action": "block"}, {"action": "allow"}, "tcp", "arn:aws:s3:::files"]
    assert [step.label for step, _ in places({"rules": rules})] == [
        "rules", "rules.common", "rules.common.name", "rules.common.action", "rules.#1", "rules.#1.action", "rules.tcp",
        "rules.#3",
    ]  # fmt: skip


def test_which_mistakes_are_critical() -> None:
    policy = json.dumps({"Statement": [{"Sid": "s", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:Get*",
                                        "Condition": {"Bool": {"a": "true"}}}]})  # fmt: skip
    stack = Stack(
        [
            made(DB_INSTANCE, "db", storageEncrypted=True, engineVersion="15", monitoringRoleArn=f"{ACCOUNT}:role/r"),
            made(BUCKET_POLICY, "bucket", policy=policy),
        ],
        IN_FULL,
    )
    critical = {f"{mutant.place} {mutant.operator}" for mutant in mutants(stack) if mutant.critical}
    assert critical == {
        "storageEncrypted drop",
        "storageEncrypted flip",
        "monitoringRoleArn re-point",
        "policy.Statement.s.Action widen to *",
        "policy.Statement.s.Action widen to s3:*",
        "policy.Statement.s.Principal widen to *",
        *(f"policy.Statement.s.Condition{below} {done}" for below in ("", ".Bool") for done in ("drop", "empty")),
        *(f"policy.Statement.s.Condition.Bool.a {done}" for done in ("drop", "flip to false")),
    }


@pytest.mark.parametrize(
    ("pattern", "fits", "names"),
    [
        ("prod aws:rds/instance:Instance db port drop", True, True),
        ("* *:Instance db|replica port drop|flip", True, True),
        ("* *:Instance * p* drop", True, False),
        ("* *:Instance * port *", True, False),
        ("dev *:Instance * port drop", False, True),
    ],
)
def test_what_an_excuse_fits(pattern: str, fits: bool, names: bool) -> None:
    excuse = Excuse("harmless", "because", pattern)
    assert excuse.fits("prod aws:rds/instance:Instance db port drop") is fits
    assert excuse.names("prod aws:rds/instance:Instance db port drop") is names


def test_a_mutant_that_a_rule_sees_is_killed_by_it() -> None:
    stack = Stack([made(DB_INSTANCE, "db", publiclyAccessible=False)], IN_FULL)
    flipped = next(
        mutant for mutant in mutants(stack) if mutant.place == "publiclyAccessible" and mutant.operator == "flip"
    )
    assert verdict(flipped, stack).killers == ("rds-not-public",)


@pytest.mark.parametrize("label", ["prod", "dev"])
def test_none_of_a_sample_slips_through(label: str) -> None:
    """Which `make mutate` shows for all."""
    stack = stack_of_label(label)
    assert baseline(stack) == frozenset()
    judged = [verdict(mutant, stack) for mutant in list(mutants(stack))[::EVERY]]
    assert [one.key for one in judged if one.survives and one.excuse is None] == []
    assert any(one.stopped for one in judged)
