"""IAM documents as rules read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.examples import made
from policies.rules.conditions import account_of, bounds, conditions
from policies.rules.documents import Document, Statement, covers, document, parse
from policies.rules.resource import ABSENT, UNKNOWN, Stack, Value

BUCKET = "arn:aws:s3:::megane-files"
OWN = "111122223333"


def read(*statements: Value) -> Document:
    found = parse({"Version": "2012-10-17", "Statement": list(statements)})
    assert isinstance(found, Document)
    return found


def one(**said: Value) -> Statement:
    (statement,) = read({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | said).statements
    return statement


def test_one_statement_or_many_single_texts_or_lists() -> None:
    alone: Value = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "S3:*", "Resource": BUCKET}
    listed: Value = {"Effect": "Deny", "Principal": "*", "Action": ["s3:*"], "Resource": [BUCKET]}
    assert parse({"Statement": alone}) == parse({"Statement": [listed]})
    assert [statement.number for statement in read(alone, listed).statements] == [1, 2]


@pytest.mark.parametrize(
    "unreadable",
    [
        "Allow",
        [],
        {},
        {"Statement": []},
        {"Statement": ["Allow"]},
        {"Statement": {"Effect": "allow", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Actions": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "NotAction": "s3:PutObject"}},
    ],
)
def test_what_is_no_policy_is_not_readable(unreadable: Value) -> None:
    found = parse(unreadable)
    assert isinstance(found, Document)
    assert not found.readable


def test_a_policy_is_found_where_a_resource_holds_it_and_read_once() -> None:
    text = json.dumps({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
    half: Value = {"Statement": {"Effect": "Allow", "Resource": UNKNOWN}}
    holder = made("aws:x/y:Z", "holder", policy=text, empty="", broken="{", later=UNKNOWN, half=half, number=1)
    stack = Stack([holder])

    found = document(holder, stack, "policy")
    assert isinstance(found, Document)
    assert found.readable
    assert document(holder, stack, "policy") is found
    assert document(holder, stack, "missing") is document(holder, stack, "empty") is ABSENT
    assert document(holder, stack, "later") is document(holder, stack, "half") is UNKNOWN
    assert document(holder, stack, "broken") == document(holder, stack, "number") == Document(readable=False)


@pytest.mark.parametrize(
    ("pattern", "other", "expected"),
    [
        ("*", "anything:at/all", True),
        ("s3:*", "s3:getobject", True),
        ("s3:*", "s3:*", True),
        ("s3:Get*", "s3:*", False),
        (f"{BUCKET}*", f"{BUCKET}/*", True),
        (f"{BUCKET}/*", BUCKET, False),
        (f"{BUCKET}/?", f"{BUCKET}/*", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("[a-z]", "b", False),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_covers_what_it_stands_for(pattern: str, other: str, *, expected: bool) -> None:
    assert covers(pattern, other) is expected


def test_what_a_statement_is_about() -> None:
    some = one(Action=["s3:Get*", "KMS:Decrypt"], Resource=[f"{BUCKET}/a/*"])
    assert (some.acts("s3:GetObject"), some.acts("kms:decrypt"), some.acts("s3:*")) == (True, True, False)
    assert (some.touches(f"{BUCKET}/a/b"), some.touches(f"{BUCKET}/*")) == (True, False)
    given: dict[str, Value] = {"Effect": "Allow", "NotAction": "s3:Get*", "NotResource": BUCKET}
    (rest,) = read(given).statements
    assert (rest.acts("s3:GetObject"), rest.acts("s3:*"), rest.acts("iam:*")) == (False, False, True)
    assert (rest.touches(BUCKET), rest.touches(f"{BUCKET}/*")) == (False, True)


@pytest.mark.parametrize(
    ("principal", "everybody"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": [f"arn:aws:iam::{OWN}:root", "*"]}, True),
        ({"AWS": "arn:aws:iam::*:root"}, True),
        ({"Service": "*"}, True),
        ({"AWS": f"arn:aws:iam::{OWN}:root"}, False),
        ({"Service": "logs.amazonaws.com"}, False),
    ],
)
def test_everybody_goes_by_several_names(principal: Value, *, everybody: bool) -> None:
    assert one(Principal=principal).everybody is everybody
    assert one(Principal=principal).public is everybody


def test_all_but_a_few_are_everybody_when_let_in_and_not_when_refused() -> None:
    assert one(NotPrincipal={"AWS": OWN}).everybody
    assert not one(NotPrincipal={"AWS": OWN}, Effect="Deny").everybody
    assert not one(Principal={"Service": "*"}, Effect="Deny").everybody
    assert one(Principal={"AWS": "*"}, Effect="Deny").everybody


NARROW: dict[str, dict[str, Any]] = {
    "an account": {"StringEquals": {"AWS:SourceAccount": OWN}},
    "one of its distributions": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{OWN}:distribution/*"}},
    "a bucket": {"StringLike": {"aws:SourceArn": f"{BUCKET}*/x"}} | {"ArnLike": {"aws:SourceArn": BUCKET}},
    "an organisation": {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}},
    "a network": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
    "an endpoint": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    "a role's sessions": {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}},
    "any of several": {"ForAnyValue:StringEquals": {"aws:SourceAccount": OWN}},
    "optional, but demanded": {
        "StringEqualsIfExists": {"aws:SourceAccount": OWN},
        "Null": {"aws:SourceAccount": False},
    },
}
WIDE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "any account": {"StringLike": {"aws:SourceAccount": "*"}},
    "any account's ARN": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::*:distribution/*"}},
    "any bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
    "a variable": {"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}},
    "one of two": {"StringLike": {"aws:SourceAccount": [OWN, "1*"]}},
    "the internet": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    "half of it, and the other": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
    "all of it in pieces": {"IpAddress": {"aws:SourceIp": [f"{first}.0.0.0/8" for first in range(256)]}},
    "everybody's private network": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
    "only if it is there": {"StringEqualsIfExists": {"aws:SourceAccount": OWN}},
    "all of none": {"ForAllValues:StringEquals": {"aws:SourceAccount": OWN}},
    "not somebody": {"StringNotEquals": {"aws:SourceAccount": OWN}},
    "anything at all": {"Null": {"aws:SourceAccount": "false"}},
    "nothing allowed": {"StringEquals": {"aws:SourceAccount": []}},
    "what callers choose": {"StringEquals": {"sts:ExternalId": "secret", "aws:UserAgent": "x"}},
    "by TLS": {"Bool": {"aws:SecureTransport": "true"}},
    "an address as a text": {"StringEquals": {"aws:SourceIp": "203.0.113.1"}},
}


@pytest.mark.parametrize("name", NARROW)
def test_a_condition_that_holds_to_somebody_narrows(name: str) -> None:
    assert bounds(conditions(NARROW[name]))
    assert not one(Principal="*", Condition=NARROW[name]).public


@pytest.mark.parametrize("name", WIDE)
def test_a_condition_that_only_seems_to_does_not(name: str) -> None:
    assert not bounds(conditions(WIDE[name]), of_service=True)
    assert one(Principal="*", Condition=WIDE[name]).public


def test_an_encryption_context_binds_services_and_nobody_else() -> None:
    """A caller chooses it; a service says what it is."""
    context = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:ap-northeast-1:{OWN}:log-group:*"}}
    logs = {"Service": "logs.ap-northeast-1.amazonaws.com"}
    assert not one(Principal=logs, Condition=context).on_behalf_of_anybody
    assert one(Principal=logs).on_behalf_of_anybody
    assert one(Principal="*", Condition=context).public


def test_what_a_service_may_do() -> None:
    def let(service: str, effect: str = "Allow", **said: Value) -> dict[str, Value]:
        return {"Effect": effect, "Principal": {"Service": [service]}, "Action": "kms:*", "Resource": "*", **said}

    allowed = read(let("logs"), let("other"))
    assert allowed.lets_service("logs", "kms:Decrypt")
    assert not allowed.lets_service("logs", "sns:Publish")
    assert not allowed.lets_service("events", "kms:Decrypt")
    assert not read(let("logs"), let("logs", "Deny")).lets_service("logs", "kms:Decrypt")
    assert not read(let("logs"), let("x", "Deny", Principal="*")).lets_service("logs", "kms:Decrypt")
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    assert read(let("logs"), let("x", "Deny", Principal="*", Condition=plain)).lets_service("logs", "kms:Decrypt")


@pytest.mark.parametrize(
    ("name", "account"),
    [
        (OWN, OWN),
        (f"arn:aws:iam::{OWN}:role/a:b", OWN),
        ("arn:aws:iam::cloudfront:user/x", None),
        (BUCKET, None),
        ("AROAEXAMPLE", None),
        ("arn:aws:iam::*:root", None),
    ],
)
def test_an_account_is_read_from_an_arn_or_an_id(name: str, account: str | None) -> None:
    assert account_of(name) == account
