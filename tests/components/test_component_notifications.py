from __future__ import annotations

from typing import Any

import pytest

from components.observability import SlackArgs
from offline.values import Secret
from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import dependencies, find, inputs, made, outputs, statements
from tests.conftest import Record

KEYS = {"ap-northeast-1": "arn:key/notifications", "us-east-1": "arn:key/edge"}
MAILS = {"critical": "boss@example.jp", "warning": "ops@example.jp", "escalation": "night@example.jp"}
PHONE = "+819012345678"
PAGER = Secret("https://pager.example.jp/hunter2")
# Topic -> its region, who publishes besides EventBridge, and whether that does.
TOPICS: dict[str, tuple[str, list[str], bool]] = {
    "critical": ("ap-northeast-1", ["cloudwatch"], True),
    "warning": ("ap-northeast-1", ["cloudwatch", "events.rds", "budgets"], True),
    "escalation": ("ap-northeast-1", ["cloudwatch"], False),
    "critical-edge": ("us-east-1", ["cloudwatch"], True),
    "warning-edge": ("us-east-1", ["cloudwatch"], True),
    "escalation-edge": ("us-east-1", ["cloudwatch"], False),
}
SLACK = {
    "iam.Role alarms-slack",
    "iam.RolePolicy alarms-slack",
    "cloudwatch.LogGroup alarms-slack",
    "chatbot.SlackChannelConfiguration alarms-slack",
}


def readers(topic: str) -> dict[str, str]:
    """Endpoint, or the name of one that is secret -> protocol."""
    severity = topic.removesuffix("-edge")
    return {MAILS[severity]: "email"} | ({PHONE: "sms", "pager": "https"} if severity == "escalation" else {})


def test_what_notifications_are_made_of(record: Record) -> None:
    without_slack = {
        "megane:observability:Notifications alarms",
        *(f"sns.{kind} alarms-{topic}" for topic in TOPICS for kind in ("Topic", "TopicPolicy")),
        *(f"sns.TopicSubscription alarms-{topic}-{endpoint}" for topic in TOPICS for endpoint in readers(topic)),
    }

    assert made(record(build.notifications)) == without_slack | SLACK
    assert made(record(lambda: build.notifications(slack=None))) == without_slack


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_has_the_key_of_its_region_and_its_readers(record: Record, topic: str) -> None:
    region = TOPICS[topic][0]
    graph = record(build.notifications, view="up")

    found = find(graph, f"sns.Topic alarms-{topic}")
    assert (found.region, found.inputs["kmsMasterKeyId"]) == (region, KEYS[region])
    assert (found.inputs["name"], found.inputs["displayName"]) == (f"megane-test-{topic}", "megane-test")
    arn = f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{topic}"
    for endpoint, protocol in readers(topic).items():
        subscription = find(graph, f"sns.TopicSubscription alarms-{topic}-{endpoint}")
        assert subscription.region == region
        assert subscription.inputs["endpoint"] == (PAGER if protocol == "https" else endpoint)
        assert subscription.inputs.get("endpointAutoConfirms") == (True if protocol == "https" else None)
        assert (subscription.inputs["protocol"], subscription.inputs["topic"]) == (protocol, arn)


@pytest.mark.parametrize("topic", TOPICS)
def test_only_the_services_that_have_a_reason_publish(record: Record, topic: str) -> None:
    region, services, events = TOPICS[topic]
    policy = find(record(build.notifications, view="up"), f"sns.TopicPolicy alarms-{topic}")

    publish = {
        "Effect": "Allow",
        "Action": ["sns:Publish"],
        "Resource": f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{topic}",
    }
    hosts = [f"{service}.amazonaws.com" for service in services]
    expected: dict[str, Any] = {
        "ServicesOfThisAccountPublish": {
            **publish,
            "Principal": {"Service": hosts if len(hosts) > 1 else hosts[0]},
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        }
    }
    if events:  # with a condition its messages would be dropped without an error
        expected["EventRulesPublish"] = {**publish, "Principal": {"Service": "events.amazonaws.com"}}
    assert policy.region == region
    assert statements(policy.inputs["policy"]) == expected


def test_what_is_critical_is_said_in_slack_where_nobody_can_break_anything(record: Record) -> None:
    graph = record(build.notifications, view="up")

    channel = inputs(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert str(channel.pop("iamRoleArn")).startswith(f"arn:aws:iam::{ACCOUNT}:role/alarms-slack")
    assert channel == {
        "configurationName": "megane-test-alarms",
        "slackTeamId": "T1",
        "slackChannelId": "C1",
        "snsTopicArns": [
            f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:megane-test-critical",
            f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:megane-test-escalation",
            f"arn:aws:sns:us-east-1:{ACCOUNT}:megane-test-critical-edge",
            f"arn:aws:sns:us-east-1:{ACCOUNT}:megane-test-escalation-edge",
        ],
        "guardrailPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "loggingLevel": "ERROR",
        "userAuthorizationRequired": True,
        "region": "ap-southeast-1",
    }
    needed = {"iam.RolePolicy alarms-slack", "cloudwatch.LogGroup alarms-slack"}
    assert needed <= dependencies(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert statements(inputs(graph, "iam.RolePolicy alarms-slack")["policy"]) == {
        "LookAtMetrics": {
            "Effect": "Allow",
            "Action": ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
            "Resource": "*",
        }
    }
    assert statements(inputs(graph, "iam.Role alarms-slack")["assumeRolePolicy"]) == {
        "Assume": {
            "Effect": "Allow",
            "Principal": {"Service": "chatbot.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:chatbot::{ACCOUNT}:chat-configuration/slack-channel/*"},
            },
        }
    }


def test_what_slack_logs_is_encrypted_and_not_kept_for_ever(record: Record) -> None:
    group = find(record(build.notifications), "cloudwatch.LogGroup alarms-slack")

    assert (group.region, group.inputs["name"]) == ("us-east-1", "/aws/chatbot/megane-test-alarms")
    assert (group.inputs["retentionInDays"], group.inputs["kmsKeyId"]) == (30, "arn:key/edge")


def test_slack_names_the_channel_it_was_given(record: Record) -> None:
    graph = record(lambda: build.notifications(slack=SlackArgs(workspace_id="T9", channel_id="C9")))

    channel = inputs(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert (channel["slackTeamId"], channel["slackChannelId"]) == ("T9", "C9")


def test_outputs_are_the_topics_of_the_own_region(record: Record) -> None:
    graph = record(lambda: outputs(build.notifications()), view="up")

    assert graph.outputs == {
        f"{severity}_topic_arn": f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:megane-test-{severity}"
        for severity in ("critical", "warning", "escalation")
    }
