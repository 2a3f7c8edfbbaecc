"""The calls that somebody hears of: filters as CloudWatch Logs takes them, tried on records of CloudTrail."""

from __future__ import annotations

import re

import pytest

from planning.audit import CALLS, LONGEST_PATTERN, WATCHES, Calls, pattern

BY_NAME = {calls.name: calls for calls in CALLS}
ROLES = ["a" * 64, "b" * 64]  # as many, and as long, as settings allow


def test_every_control_of_cis_has_its_filter_and_every_alarm_has_one() -> None:
    assert [calls.cis for calls in CALLS] == [f"4.{number}" for number in range(1, 16)]
    assert {calls.watched for calls in CALLS} == set(WATCHES)
    assert len(BY_NAME) == len(CALLS)


@pytest.mark.parametrize("calls", CALLS, ids=lambda calls: calls.name)
def test_a_pattern_is_as_long_as_it_may_be_and_closed(calls: Calls) -> None:
    text = pattern(calls, ROLES)
    assert len(text) <= LONGEST_PATTERN
    assert text.count("(") == text.count(")")
    assert re.fullmatch(r"\{ .* \}", text)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("iam", "PutRolePolicy"),
        ("trail", "StopLogging"),
        ("keys", "ScheduleKeyDeletion"),
        ("bucket-policies", "PutBucketPolicy"),
        ("config", "StopConfigurationRecorder"),
        ("security-groups", "AuthorizeSecurityGroupIngress"),
        ("network-acls", "CreateNetworkAclEntry"),
        ("gateways", "AttachInternetGateway"),
        ("routes", "ReplaceRoute"),
        ("vpcs", "ModifyVpcAttribute"),
        ("organization", "LeaveOrganization"),
    ],
)
def test_the_calls_that_cis_names_are_in(name: str, call: str) -> None:
    assert f"($.eventName = {call})" in pattern(BY_NAME[name], [])


def test_what_a_deployment_does_rings_nobody_but_only_where_deployments_do_such_things() -> None:
    role = "$.userIdentity.sessionContext.sessionIssuer.userName"
    left_out = f' && (({role} NOT EXISTS) || (({role} != "deploy")))'
    for calls in CALLS:
        assert (left_out in pattern(calls, ["deploy"])) == calls.made_by_deployments
    always = {calls.watched for calls in CALLS if not calls.made_by_deployments}
    assert always == {"root-use", "trail-changes", "key-deletion", "logins", "refused-calls", "governance"}


def test_the_gravest_are_critical() -> None:
    assert {name for name, watch in WATCHES.items() if watch.severity == "critical"} == {
        "root-use",
        "trail-changes",
        "key-deletion",
    }
